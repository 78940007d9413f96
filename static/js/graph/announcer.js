// What does a screen reader hear of a picture that changes all the time?

const PAUSE = 10_000;

/** Says new contacts and the state of the line, summed up, at most once every ten seconds. */
export class Announcer {
  /** @param {HTMLElement} region polite live region @param {import("./texts.js").Texts} texts */
  constructor(region, texts) {
    this.region = region;
    this.texts = texts;
  }

  #news = 0;
  #total = 0;
  #state = "";
  #spokenAt = -Infinity;
  #timer = 0;

  /** @param {number} news new contacts @param {number} total contacts now */
  contacts(news, total) {
    this.#news += news;
    this.#total = total;
    if (news) this.#soon();
  }

  /** @param {string} text about the line; only the last one is worth hearing */
  state(text) {
    this.#state = text;
    this.#soon();
  }

  #soon() {
    if (this.#timer) return;
    this.#timer = setTimeout(() => this.#speak(), Math.max(300, this.#spokenAt + PAUSE - performance.now()));
  }

  #speak() {
    const parts = [this.#state];
    if (this.#news) parts.push(this.texts.count("new", this.#news, { total: this.#total }));
    this.region.textContent = parts.filter(Boolean).join(" ");
    [this.#news, this.#state, this.#timer] = [0, "", 0];
    this.#spokenAt = performance.now();
  }
}
