/** How does a door come to its roster, keep it fresh, and lose everything when it is a door no more? */

import { Entries } from "./entries.js";
import { Roster } from "./roster.js";
import { Server } from "./server.js";
import { openVault } from "./vault.js";

const FRESH = 30_000; // milliseconds until the roster is asked for again
const PROBE = 3000; // milliseconds until a door without network looks whether it is back
const GONE = "eventapp-door-gone";

/** The door's memory and its line to the server. */
export class Keeper {
  #timer = 0;
  #gone;
  #refreshing = null;
  roster = null;
  online = true;
  isOver = false;
  #isEnding = false;

  /**
   * @param {string} url - of the device's page
   * @param {{onState: () => void, onSettled: (entry: object, answer: object|null) => void,
   *   onEnd: (why: string, text: string, lost: number) => void}} listeners - told when the network or the queue has
   *   changed; when an entry that waited has arrived; and why this device is no door any more
   */
  constructor(url, listeners) {
    Object.assign(this, listeners);
    this.server = new Server(url);
    this.#gone = new BroadcastChannel(`${GONE} ${url}`);
    this.#gone.addEventListener("message", ({ data }) => this.#stop(data));
    window.addEventListener("online", () => this.refresh());
    window.addEventListener("offline", () => this.hear({ state: "later" }));
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh());
  }

  /** Take over what earlier pages left; only then look for the network. */
  async open() {
    const { vault, lasts } = await openVault(this.server.url);
    Object.assign(this, { vault, lasts });
    this.entries = new Entries(vault, this.server, {
      onChange: () => this.#count(),
      onSettled: (entry, answer) => this.onSettled(entry, answer),
      onOutcome: (outcome) => this.hear(outcome),
    });
    const kept = await vault.get("roster");
    if (kept) await this.#take(kept);
    await this.refresh();
    await this.entries.resume();
  }

  /** Hear what a request came to: with network, without, or that this is the end. */
  hear(outcome) {
    if (this.isOver) return;
    if (outcome.state === "gone") {
      this.end(outcome.why, outcome.text);
      return;
    }
    const online = outcome.state !== "later";
    const changed = online !== this.online;
    this.online = online;
    if (changed) this.onState();
    if (changed) this.#wake();
  }

  /** Fetch the roster if it has changed, and say how many entries wait; once at a time, however the network flickers. */
  refresh() {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refresh() {
    if (this.isOver || !this.vault) return;
    const outcome = this.#hasEnded() ? { state: "gone", why: "ended", text: "" } : await this.server.roster();
    if (outcome.why === "ended" && this.entries.waiting) {
      await this.#finish();
      return;
    }
    this.hear(outcome);
    if (outcome.state === "answered" && !this.isOver) {
      if (outcome.answer) await this.#keep(outcome.answer);
      this.hear(await this.server.seen(this.entries.waiting));
      this.entries.send();
    }
    this.#wake();
  }

  async #keep(data) {
    const kept = { data, tag: this.server.tag, offset: this.server.offset };
    await this.vault.put("roster", kept);
    await this.#take(kept);
  }

  async #take({ data, tag, offset }) {
    this.server.tag = tag;
    this.server.offset ||= offset;
    const roster = Roster.of(data);
    for (const entry of await this.vault.entries()) roster.note({ ...entry, uid: entry.who, door: roster.door });
    this.roster = roster;
    this.onState();
  }

  #hasEnded() {
    return this.#isEnding || (this.roster && this.server.now() >= new Date(this.roster.expiresAt));
  }

  /** No names are held beyond the end, but what waits is delivered still. */
  async #finish() {
    this.#isEnding = true;
    this.roster = null;
    await this.vault.put("roster", null);
    this.onState();
    this.entries.send();
  }

  #count() {
    this.onState();
    if (this.#isEnding && !this.entries.waiting) this.end("ended", "");
  }

  /** Leave nothing on this device, and say why. */
  async end(why, text) {
    if (this.isOver) return;
    this.isOver = true; // before anything is awaited: the end is told once
    const lost = await this.vault.count();
    this.#gone.postMessage({ why, text, lost });
    this.entries.stop();
    await this.vault.wipe().catch(() => {});
    for (const name of (await globalThis.caches?.keys()) ?? []) {
      await (await caches.open(name)).delete(`${this.server.url}/shell`, { ignoreVary: true });
    }
    this.#stop({ why, text, lost });
  }

  #stop({ why, text, lost }) {
    this.isOver = true;
    this.entries?.stop();
    this.roster = null;
    clearTimeout(this.#timer);
    this.onEnd(why, text, lost);
  }

  #wake() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), this.online ? FRESH : PROBE);
  }
}
