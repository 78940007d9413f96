// What has changed since, and is this screen still connected?

const QUIET = 40_000; // milliseconds; the server sends a ping every 15 s, so after this the line is dead
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/** @typedef {"live" | "reconnecting" | "paused"} State */

/** Server-Sent Events after a cursor; comes back by itself, from where it was, and never all screens at once. */
export class Stream {
  /**
   * @param {string} url
   * @param {{cursor: number, rules: string}} known  what the graph knows already
   * @param {(change: object) => void} changed
   * @param {(state: State, since: Date) => void} told
   * @param {() => void} reset  no change leads from what the page shows to what is true
   */
  constructor(url, known, changed, told, reset = () => location.reload()) {
    Object.assign(this, { url, known, changed, told, reset });
    /** @type {State | null} */ this.state = null;
    addEventListener("online", () => this.#retryNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.#retryNow());
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", (event) => event.persisted && this.open());
  }

  #source = null;
  #lostAt = null;
  #retry = 0;
  #watch = 0;

  open() {
    this.#close();
    const url = new URL(this.url, document.baseURI);
    url.searchParams.set("after", String(this.known.cursor));
    if (this.known.rules) url.searchParams.set("rules", this.known.rules);
    const source = new EventSource(url);
    source.addEventListener("ping", () => this.#heard());
    source.addEventListener("changes", (event) => {
      this.#heard();
      this.changed(JSON.parse(event.data));
    });
    // Other rules, or an older database: no change leads there from here. The picture's places are remembered.
    source.addEventListener("reset", () => this.reset());
    source.addEventListener("error", () => this.#lost());
    this.#source = source;
    this.#watch = setTimeout(() => this.#lost(), QUIET);
  }

  pause() {
    this.#close();
    this.#tell("paused");
  }

  resume() {
    this.#lostAt = null;
    this.open();
  }

  #heard() {
    this.#lostAt = null;
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#lost(), QUIET);
    this.#tell("live");
  }

  /**
   * The browser would try again by itself at the same moment as everybody else's: we choose the moment. Each pause is
   * about half of the time that has passed since the line broke: after a short break all are back soon.
   */
  #lost() {
    this.#close();
    this.#tell("reconnecting");
    this.#lostAt ??= performance.now();
    const pause = Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, (performance.now() - this.#lostAt) / 2));
    this.#retry = setTimeout(() => this.open(), pause * (0.5 + Math.random()));
  }

  #retryNow() {
    if (this.state === "reconnecting") this.open();
  }

  #close() {
    clearTimeout(this.#retry);
    clearTimeout(this.#watch);
    this.#source?.close();
    this.#source = null;
  }

  #tell(state) {
    if (state === this.state) return;
    this.state = state;
    this.told(state, new Date());
  }
}
