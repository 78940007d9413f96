/** Is this still the badge that was read a moment ago? */

/** Remembers what was read lately, so that a badge held still is one scan and not twelve per second. */
export class RecentReadings {
  #seen = new Map();

  /** @param {number} quiet - milliseconds a badge must be out of sight before it counts as shown again */
  constructor(quiet = 3000) {
    this.quiet = quiet;
  }

  /**
   * Note a reading. Every sighting prolongs the rest, or a badge held for long would be scanned twice.
   *
   * @param {string} text - what was read
   * @param {number} now - milliseconds on any steady clock
   * @returns {boolean} whether it is new, that is, was out of sight long enough
   */
  isNew(text, now) {
    for (const [other, at] of this.#seen) {
      if (now - at >= this.quiet) this.#seen.delete(other);
    }
    const fresh = !this.#seen.has(text);
    this.#seen.set(text, now);
    return fresh;
  }
}
