/** When is a scan sent again that got no answer? */

const BACK_OFF = [1000, 2000, 4000, 8000, 15000, 30000]; // milliseconds after the first, second … failure

/**
 * Keeps scans in memory until each has its answer. A new scan goes out at once; those that failed go one after
 * another, since what stops one stops all. Where the server asked to be left alone for a while, it is.
 */
export class ScanQueue {
  #entries = [];
  #failures = 0;
  #timer = 0;
  #retrying = false;
  #restUntil = 0;

  /**
   * @param {(scan: import("./submit.js").Scan) => Promise<import("./submit.js").Outcome>} send - one try
   * @param {(scan: import("./submit.js").Scan, outcome: import("./submit.js").Outcome) => void} onOutcome - told once
   *   when a scan has to wait, once when the server imposes a pause, and once when it is settled
   */
  constructor(send, onOutcome) {
    this.send = send;
    this.onOutcome = onOutcome;
    window.addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
    window.addEventListener("beforeunload", (event) => {
      if (this.waiting) event.preventDefault(); // closing the page now would lose them
    });
  }

  /** @returns {number} how many scans failed at least once and wait for the next try */
  get waiting() {
    return this.#entries.filter((entry) => entry.failed).length;
  }

  /**
   * Say whether a code waits already; scanning the badge again would only make a second entry of the same meeting.
   *
   * @param {string} code - as `readCode` gave it
   * @returns {boolean} whether it is on its way
   */
  holds(code) {
    return this.#entries.some((entry) => entry.scan.code === code);
  }

  /**
   * Take a scan and send it.
   *
   * @param {import("./submit.js").Scan} scan - with its nonce
   */
  async add(scan) {
    const entry = { scan, failed: false, paused: false, sending: false };
    this.#entries.push(entry);
    if (await this.#attempt(entry)) this.retry();
  }

  /** Send what waits, oldest first, until one fails. */
  async retry() {
    if (this.#retrying || Date.now() < this.#restUntil) return;
    this.#retrying = true;
    clearTimeout(this.#timer);
    for (;;) {
      const entry = this.#entries.find((candidate) => candidate.failed && !candidate.sending);
      if (!entry || !(await this.#attempt(entry))) break;
    }
    this.#retrying = false;
  }

  /** Try once; true when the entry is settled. */
  async #attempt(entry) {
    entry.sending = true;
    const outcome = await this.send(entry.scan);
    entry.sending = false;
    const settled = outcome.state !== "later";
    const paused = outcome.reason === "pause";
    const known = paused ? entry.paused : entry.failed;
    if (settled) {
      this.#failures = this.#restUntil = 0;
      this.#entries = this.#entries.filter((other) => other !== entry);
    } else {
      entry.failed = true;
      entry.paused ||= paused;
      this.#schedule(outcome.wait);
    }
    if (settled || !known) this.onOutcome(entry.scan, outcome);
    return settled;
  }

  #schedule(wait) {
    const delay = BACK_OFF[Math.min(this.#failures, BACK_OFF.length - 1)];
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#restUntil = Date.now() + wait;
    this.#timer = setTimeout(
      () => {
        this.#restUntil = 0;
        this.retry();
      },
      Math.max(delay, wait),
    );
  }
}
