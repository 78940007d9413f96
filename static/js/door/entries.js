/** Which entries happened without network, and how does each reach the server once, in order? */

const BACK_OFF = [1000, 2000, 4000, 8000, 15_000]; // milliseconds after the first, second … failure
const LOCK = "eventapp-door";
const TOLD = "-told"; // an entry that happened after the server had refused it: another request, with another name
const PASSES = new Set(["in", "out", "forced"]);

/** Entries that wait in the vault. Several tabs may hold it open; one of them sends at a time. */
export class Entries {
  #news;
  #failures = 0;
  #timer = 0;
  #running = false;

  /**
   * @param {import("./vault.js").Vault} vault - where they wait
   * @param {import("./server.js").Server} server - where they go
   * @param {{onChange: (waiting: number) => void, onSettled: (entry: object, answer: object|null) => void,
   *   onOutcome: (outcome: import("./server.js").Outcome) => void}} listeners - told whenever the number of waiting
   *   entries has changed; when one was settled, `null` where the server cannot take it; what each try came to
   */
  constructor(vault, server, listeners) {
    Object.assign(this, { vault, server, ...listeners, waiting: 0, lock: `${LOCK} ${server.url}` });
    this.#news = new BroadcastChannel(this.lock);
    this.#news.addEventListener("message", () => this.#recount());
    window.addEventListener("online", () => this.send());
    window.addEventListener("pageshow", (event) => event.persisted && this.send());
    document.addEventListener("visibilitychange", () => document.hidden || this.send());
  }

  /** Learn what earlier pages left, and send it. */
  async resume() {
    await this.#recount();
    this.send();
  }

  /** Write down what happened, and send it as soon as that works. */
  async keep(passing) {
    await this.vault.append(passing);
    await this.#changed();
    if (!this.#timer) this.#wake(BACK_OFF[0]);
  }

  /** Send all that waits, oldest first, until one fails. */
  async send() {
    if (this.#running || !this.waiting) return;
    this.#running = true;
    clearTimeout(this.#timer);
    this.#timer = 0;
    const work = () => this.#sendAll();
    if (navigator.locks) await navigator.locks.request(this.lock, { ifAvailable: true }, (lock) => lock && work());
    else await work(); // plain http: nothing is shared by tabs there
    this.#running = false;
    await this.#recount();
    if (this.waiting && !this.#timer) this.#wake(BACK_OFF[Math.min(this.#failures, BACK_OFF.length - 1)]);
  }

  /** Stop: this device is no door any more. */
  stop() {
    clearTimeout(this.#timer);
    this.#running = true;
    this.#news.close();
  }

  async #sendAll() {
    for (let next = await this.vault.first(); next; next = await this.vault.first()) {
      const { number, entry } = next;
      const outcome = await this.server.redeem({ ...entry, happened: "y" }, true);
      this.onOutcome(outcome);
      if (outcome.state === "later") this.#failures += 1;
      if (outcome.state === "later" || outcome.state === "gone") return;
      this.#failures = 0;
      await this.#settle(number, entry, outcome.answer ?? null);
    }
  }

  /**
   * The server may have judged the first try while nobody heard its answer, and may have refused. But the door let the
   * person through: that is told anew.
   */
  async #settle(number, entry, answer) {
    const refused = answer?.uid && !PASSES.has(answer.verdict);
    if (refused && !entry.nonce.endsWith(TOLD)) {
      await this.vault.change(number, { ...entry, nonce: entry.nonce + TOLD });
      return;
    }
    await this.vault.drop(number);
    await this.#changed();
    this.onSettled(entry, answer);
  }

  async #changed() {
    await this.#recount();
    this.#news.postMessage(this.waiting);
  }

  async #recount() {
    this.waiting = await this.vault.count().catch(() => this.waiting); // another tab has wiped it: that tab says why
    this.onChange(this.waiting);
  }

  #wake(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.send();
    }, delay);
  }
}
