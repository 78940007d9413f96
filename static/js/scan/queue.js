/** When is a scan sent again that got no answer, and how is it sent by one tab only? */

const BACK_OFF = [1000, 2000, 4000, 8000, 15000]; // milliseconds after the first, second … failure
const NEWS = "eventapp-scans";

/**
 * Keeps scans until each has its answer. A new scan goes out as soon as it is written down; those that failed go one
 * after another, since what stops one stops all. Where the server asked to be left alone for a while, it is.
 *
 * Several tabs may hold the same scans. One of them sends at a time, where the browser can see to that; where it
 * cannot (plain http), the server knows a scan by its nonce and counts it once.
 */
export class ScanQueue {
  #entries = new Map();
  #failures = 0;
  #timer = 0;
  #retrying = false;
  #restUntil = 0;
  #news = new BroadcastChannel(NEWS);

  /**
   * @param {import("./kept.js").Store} store - where scans wait
   * @param {(scan: import("./submit.js").Scan) => Promise<import("./submit.js").Outcome>} send - one try
   * @param {(scan: import("./submit.js").Scan, outcome: import("./submit.js").Outcome) => void} onOutcome - told once
   *   when a scan has to wait, once when the server imposes a pause, and once when it is settled, here or in another
   *   tab; "gone" where that tab is no longer there to say what came of it
   */
  constructor(store, send, onOutcome) {
    Object.assign(this, { store, send, onOutcome });
    window.addEventListener("online", () => this.retry());
    window.addEventListener("pageshow", (event) => event.persisted && this.retry());
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
    window.addEventListener("beforeunload", (event) => {
      if (this.waiting && !this.store.lasts) event.preventDefault(); // closing the page now would lose them
    });
    this.#news.addEventListener("message", ({ data }) => this.#hear(data));
  }

  /** @returns {number} how many scans failed at least once and wait for the next try */
  get waiting() {
    return [...this.#entries.values()].filter((entry) => entry.failed).length;
  }

  /**
   * Say whether a code waits already; scanning the badge again would only make a second entry of the same meeting.
   *
   * @param {string} code - as `readCode` gave it
   * @returns {boolean} whether it is on its way
   */
  holds(code) {
    return [...this.#entries.values()].some((entry) => entry.scan.code === code);
  }

  /**
   * Take over what an earlier page left, and send it.
   *
   * @returns {Promise<import("./submit.js").Scan[]>} what waits, oldest first
   */
  async resume() {
    await this.#reload();
    const left = [...this.#entries.values()].filter((entry) => entry.failed).map((entry) => entry.scan);
    this.retry();
    return left;
  }

  /**
   * Take a scan, write it down and send it.
   *
   * @param {import("./submit.js").Scan} scan - with its nonce
   */
  async add(scan) {
    const entry = { scan, failed: false, told: false, paused: false, sending: true };
    this.#entries.set(scan.nonce, entry);
    try {
      await this.store.keep(scan);
      entry.kept = true;
    } catch {
      this.store.lasts = false; // the phone's disk is full, or its browser stores nothing: this page alone has it
    }
    if (await this.#attempt(entry)) this.retry();
  }

  /** Send what waits, oldest first, until one fails. */
  async retry() {
    if (this.#retrying || Date.now() < this.#restUntil) return;
    this.#retrying = true;
    this.#sleep();
    await this.#reload();
    if (this.waiting) await this.#alone("", () => this.#sendAll());
    this.#retrying = false;
    if (this.waiting && !this.#timer) this.#wake(this.#delay()); // another tab is at it: see later that it was done
  }

  async #sendAll() {
    for (;;) {
      const entry = [...this.#entries.values()].find((candidate) => candidate.failed && !candidate.sending);
      if (!entry || !(await this.#attempt(entry))) return;
    }
  }

  /** Do something unless another tab is doing it; undefined when one is. Plain http has no such locks. */
  async #alone(nonce, work) {
    if (!navigator.locks || !this.store.lasts) return work();
    const name = `eventapp-scans ${this.store.key} ${nonce}`;
    return navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
  }

  /** Try once; true when the entry is settled. */
  async #attempt(entry) {
    entry.sending = true;
    const outcome = await this.#alone(entry.scan.nonce, () => this.#sendUnlessGone(entry));
    entry.sending = false;
    if (!this.#entries.has(entry.scan.nonce)) return true; // another tab said meanwhile what came of it
    if (outcome?.state === "gone") {
      this.#entries.delete(entry.scan.nonce);
      this.onOutcome(entry.scan, outcome);
      return true;
    }
    if (outcome === undefined) {
      entry.failed = true; // another tab is sending it just now, and will say what came of it
      return false;
    }
    const settled = outcome.state !== "later";
    const paused = outcome.reason === "pause";
    const known = paused ? entry.paused : entry.told;
    if (settled) {
      this.#failures = this.#restUntil = 0;
      await this.#settle(entry.scan, outcome);
    } else {
      entry.failed = entry.told = true;
      entry.paused ||= paused;
      this.#restUntil = Date.now() + outcome.wait;
      this.#wake(Math.max(this.#delay(), outcome.wait));
      this.#failures += 1;
      if (!known) this.onOutcome(entry.scan, outcome);
    }
    return settled;
  }

  async #sendUnlessGone(entry) {
    if (entry.kept && !(await this.store.has(entry.scan.nonce).catch(() => true))) return { state: "gone" };
    return this.send(entry.scan);
  }

  /** Forget a scan, and only then say so: a phone that dies in between sends it again and gets the same answer. */
  async #settle(scan, outcome) {
    await this.store.drop(scan.nonce).catch(() => {});
    this.#entries.delete(scan.nonce);
    this.#news.postMessage({ scan, outcome });
    this.onOutcome(scan, outcome);
  }

  #hear({ scan, outcome }) {
    if (this.#entries.delete(scan.nonce)) this.onOutcome(scan, outcome);
  }

  /** Learn what earlier pages and other tabs left. What they sent is gone. */
  async #reload() {
    const stored = await this.store.all().catch(() => []);
    for (const scan of stored) {
      if (this.#entries.has(scan.nonce)) continue;
      this.#entries.set(scan.nonce, { scan, failed: true, told: true, paused: false, sending: false, kept: true });
    }
  }

  #delay() {
    return BACK_OFF[Math.min(this.#failures, BACK_OFF.length - 1)];
  }

  #sleep() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #wake(delay) {
    this.#sleep();
    this.#timer = setTimeout(() => {
      this.#restUntil = 0;
      this.retry();
    }, delay);
  }
}
