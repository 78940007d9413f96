// Is this board still true? The stream says that something changed at the doors; the page is fetched anew, and what
// differs is replaced. Nothing that can hold the focus is.

import { Stream } from "../graph/stream.js";

const BETWEEN = 1_500; // milliseconds between two questions at least, however many come in
const EVERY = 20_000; // devices fall silent without a change at any door
const TIMEOUT = 8_000;

class Board {
  #timer = 0;
  #askedAt = -Infinity;
  #isAsking = false;
  #asksAgain = false;
  #isLive = false;
  #trueAt = new Date();

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.state = root.querySelector("[data-board-state]");
    this.stream = new Stream(root.dataset.stream, { cursor: 0, rules: "" }, () => this.askSoon(), (state) => this.#turn(state));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#rest() : this.#wake()));
    this.#wake();
  }

  /** Ask now, or when the last question is long enough ago. */
  askSoon() {
    this.#plan(Math.max(0, this.#askedAt + BETWEEN - performance.now()));
  }

  async #ask() {
    if (this.#isAsking) {
      this.#asksAgain = true;
      return;
    }
    this.#isAsking = true;
    this.#asksAgain = false;
    this.#askedAt = performance.now();
    try {
      const answer = await fetch(location.href, { signal: AbortSignal.timeout(TIMEOUT), cache: "no-store" });
      if (answer.redirected || [401, 403, 404].includes(answer.status)) return location.reload(); // signed out, or no organiser any more
      if (answer.ok) this.#show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // without network; the line says so
    } finally {
      this.#isAsking = false;
    }
    this.#plan(this.#asksAgain ? BETWEEN : EVERY);
  }

  /** @param {Document} fresh */
  #show(fresh) {
    for (const part of fresh.querySelectorAll("[data-part]")) {
      const shown = this.root.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
      if (shown === null) return location.reload(); // another list was made
      if (shown.innerHTML !== part.innerHTML) shown.innerHTML = part.innerHTML;
    }
    this.#trueAt = new Date();
    this.#say();
  }

  #turn(state) {
    this.#isLive = state === "live";
    this.#say();
    if (this.#isLive) this.askSoon(); // what happened while there was no line
  }

  #say() {
    const { textLive, textLost } = this.root.dataset;
    const time = this.#trueAt.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    const said = this.#isLive ? textLive : textLost.replace("{time}", time);
    if (this.state.textContent !== said) this.state.textContent = said;
    this.state.dataset.state = this.#isLive ? "live" : "reconnecting";
  }

  #plan(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), wait);
  }

  #wake() {
    this.stream.open();
  }

  #rest() {
    clearTimeout(this.#timer);
    this.stream.pause();
  }
}

const root = document.querySelector("[data-board]");
if (root) new Board(root);
