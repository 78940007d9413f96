/**
 * How long are contacts still collected, and how long does this phone deliver what it scanned before?
 *
 * The page says it as a moment; here it counts down, and goes on to what comes next. What counts is time that goes by,
 * so no change of the clock on the wall makes it longer. The server tells its own clock with the news (news.js), and
 * when an organiser closes earlier.
 */

const SOON = 15 * 60; // seconds before the end: then everybody should know
const SELDOM = 20_000; // milliseconds between two looks while there is nothing to show
const OFTEN = 250;

class Closing {
  #ahead = 0; // seconds that the server's clock is ahead of this phone's
  #isOver = false;
  #timer = 0;

  /** @param {HTMLElement} root - the element with `data-closing` */
  constructor(root) {
    this.root = root;
    this.left = root.querySelector("[data-left]");
    this.clock = new Intl.DateTimeFormat(document.documentElement.lang, {
      hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: root.dataset.timeZone,
    });
    this.ends = Number(root.dataset.ends);
    this.until = Number(root.dataset.until);
    document.addEventListener("closing:told", ({ detail }) => this.#told(detail));
    document.addEventListener("visibilitychange", () => this.#look());
    this.#isOver = root.hidden && this.ends < Date.now() / 1000;
    this.#look();
  }

  #told({ ends, until, now, isRecorded }) {
    this.#ahead = now - Date.now() / 1000;
    this.#isOver = isRecorded;
    if (ends !== this.ends || until !== this.until) {
      Object.assign(this, { ends, until });
      for (const moment of this.root.querySelectorAll("[data-moment]")) {
        const at = new Date(this[moment.dataset.moment] * 1000);
        moment.dateTime = at.toISOString();
        moment.textContent = this.clock.format(at);
      }
    }
    this.#look();
  }

  #look() {
    clearTimeout(this.#timer);
    if (document.hidden) return;
    const now = Date.now() / 1000 + this.#ahead;
    const phase = this.#phase(now);
    for (const words of this.root.querySelectorAll("[data-phase]")) words.hidden = words.dataset.phase !== phase;
    this.root.hidden = phase === "";
    const seconds = phase === "ending" ? this.ends - now : phase === "grace" ? this.until - now : 0;
    this.left.textContent = seconds > 0 ? inMinutes(Math.ceil(seconds)) : "";
    this.#timer = setTimeout(() => this.#look(), seconds > 0 ? OFTEN : SELDOM);
  }

  #phase(now) {
    if (this.#isOver) return "";
    if (now < this.ends) return now >= this.ends - SOON ? "ending" : "";
    return now < this.until ? "grace" : "review";
  }
}

function inMinutes(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

document.querySelectorAll("[data-closing]").forEach((root) => new Closing(root));
