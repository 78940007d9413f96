// What may this screen show now, and who are the first ten? The server says it again and again.

const EVERY = 15_000; // milliseconds
const SOON = 1_500; // after a change; many in a second are one question
const TIMEOUT = 10_000;
const SURE = 2; // answers in a row that there is no such screen: one may be a proxy's

/** Asks by itself for as long as the page lives; a failure changes nothing on the wall. */
export class News {
  /** @param {string} url @param {(news: object) => void} told @param {() => void} gone */
  constructor(url, told, gone) {
    Object.assign(this, { url, told, gone });
  }

  #timer = 0;
  #isAsking = false;
  #isSoon = false;
  #missing = 0;

  async ask() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#isSoon = false;
    clearTimeout(this.#timer);
    await this.#fetch();
    this.#isAsking = false;
    if (this.#missing >= SURE) this.gone();
    else this.#later(this.#isSoon || this.#missing ? SOON : EVERY);
  }

  /** Something has changed. */
  askSoon() {
    if (this.#isSoon || this.#missing >= SURE) return;
    this.#isSoon = true;
    if (!this.#isAsking) this.#later(SOON);
  }

  #later(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.ask(), pause * (0.75 + Math.random() / 2));
  }

  async #fetch() {
    try {
      const response = await fetch(this.url, {
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(TIMEOUT),
      });
      this.#missing = response.status === 404 ? this.#missing + 1 : 0;
      if (response.ok) this.told(await response.json());
    } catch {
      // without network the wall keeps what it shows
    }
  }
}
