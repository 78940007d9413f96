/** Which badge is the first, which the second, and how long is the first one remembered? */

/** Two badges, one after the other. Knows codes only, no names, and no clock but the one it is given. */
export class Pair {
  #first = null;
  #at = 0;

  /** @param {number} patience - milliseconds after which the first badge is forgotten */
  constructor(patience = 15_000) {
    this.patience = patience;
  }

  /**
   * Take a badge.
   *
   * @param {string} code - as `readCode` gave it
   * @param {number} now - milliseconds on any steady clock
   * @returns {{first: string, second: string} | "first" | "same"} both codes, or what this badge was
   */
  take(code, now) {
    this.forget(now);
    if (this.#first === null) {
      this.#first = code;
      this.#at = now;
      return "first";
    }
    if (this.#first === code) return "same";
    const both = { first: this.#first, second: code };
    this.#first = null;
    return both;
  }

  /**
   * Forget the first badge when its time is over.
   *
   * @param {number} now - on the same clock
   * @returns {boolean} whether there was one to forget
   */
  forget(now) {
    if (this.#first === null || now - this.#at < this.patience) return false;
    this.#first = null;
    return true;
  }
}
