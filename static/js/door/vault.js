/**
 * What does a door keep on the device, and how is it locked away?
 *
 * Everything is encrypted by AES-GCM with a key that no script can read out of the browser. On plain http browsers lend
 * no cipher: then nothing is kept beyond this page.
 */

import { deleteDB, openDB } from "../../vendor/idb/index.js";

const NAME = "eventapp-door"; // of every event one of its own
const CIPHER = "AES-GCM";
const IV = 12; // bytes, drawn anew for everything that is locked

/** The browser's database of one door. */
export class Vault {
  #name;
  #db;
  #key;
  #isWiped = false; // by this tab or another; what is still under way here finds nothing then, and keeps nothing

  /**
   * @param {string} url - of the door's page
   * @returns {Promise<Vault>} opened; with a key of its own at the first time
   */
  static async open(url) {
    const vault = new Vault();
    vault.#name = `${NAME} ${url}`;
    vault.#db = await openDB(vault.#name, 1, {
      upgrade(db) {
        db.createObjectStore("keys");
        db.createObjectStore("things");
        db.createObjectStore("entries", { autoIncrement: true }); // the number says in which order
      },
      blocking: () => vault.#close(), // another tab wipes it
    });
    vault.#key = await vault.#ownKey();
    return vault;
  }

  async #ownKey() {
    const fresh = await crypto.subtle.generateKey({ name: CIPHER, length: 256 }, false, ["encrypt", "decrypt"]);
    const writing = this.#db.transaction("keys", "readwrite"); // two tabs that begin at once agree on one
    const known = await writing.store.get("own");
    if (!known) writing.store.put(fresh, "own");
    await writing.done;
    return known ?? fresh;
  }

  /** Keep one thing under a name. */
  async put(name, thing) {
    const locked = await this.#locked(thing);
    if (!this.#isWiped) await this.#db.put("things", locked, name);
  }

  /** @returns {Promise<any>} what was kept under a name; undefined for nothing */
  async get(name) {
    const found = this.#isWiped ? undefined : await this.#db.get("things", name);
    return found && this.#unlocked(found);
  }

  /** Write an entry behind all others; settled when it is on the disk, not only in the browser's memory. */
  async append(entry) {
    const locked = await this.#locked(entry);
    const writing = this.#db.transaction("entries", "readwrite", { durability: "strict" });
    const number = await writing.store.add(locked);
    await writing.done;
    return number;
  }

  /** @returns {Promise<{number: number, entry: object}|null>} the oldest entry */
  async first() {
    const cursor = this.#isWiped ? null : await this.#db.transaction("entries").store.openCursor();
    return cursor && { number: cursor.key, entry: await this.#unlocked(cursor.value) };
  }

  /** @returns {Promise<object[]>} all entries, oldest first */
  async entries() {
    const found = this.#isWiped ? [] : await this.#db.getAll("entries");
    return Promise.all(found.map((locked) => this.#unlocked(locked)));
  }

  /** Change an entry at its place. */
  async change(number, entry) {
    const locked = await this.#locked(entry);
    if (!this.#isWiped) await this.#db.put("entries", locked, number);
  }

  /** Forget an entry that has arrived. */
  async drop(number) {
    if (!this.#isWiped) await this.#db.delete("entries", number);
  }

  /** @returns {Promise<number>} how many entries wait */
  count() {
    return this.#db.count("entries");
  }

  /** Leave nothing behind. */
  async wipe() {
    this.#close();
    await deleteDB(this.#name);
  }

  #close() {
    this.#isWiped = true;
    this.#db.close();
  }

  async #locked(thing) {
    const iv = crypto.getRandomValues(new Uint8Array(IV));
    const plain = new TextEncoder().encode(JSON.stringify(thing));
    return { iv, data: await crypto.subtle.encrypt({ name: CIPHER, iv }, this.#key, plain) };
  }

  async #unlocked({ iv, data }) {
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: CIPHER, iv }, this.#key, data)));
  }
}

/** The same in this page only, where the browser lends no cipher or no database. */
export class FleetingVault {
  #things = new Map();
  #entries = new Map();
  #last = 0;

  async put(name, thing) {
    this.#things.set(name, thing);
  }

  async get(name) {
    return this.#things.get(name);
  }

  async append(entry) {
    this.#last += 1;
    this.#entries.set(this.#last, entry);
    return this.#last;
  }

  async first() {
    const [found] = this.#entries;
    return found ? { number: found[0], entry: found[1] } : null;
  }

  async entries() {
    return [...this.#entries.values()];
  }

  async change(number, entry) {
    this.#entries.set(number, entry);
  }

  async drop(number) {
    this.#entries.delete(number);
  }

  async count() {
    return this.#entries.size;
  }

  async wipe() {
    this.#things.clear();
    this.#entries.clear();
  }
}

/**
 * @param {string} url - of the door's page
 * @returns {Promise<{vault: Vault|FleetingVault, lasts: boolean}>} the best that this browser offers
 */
export async function openVault(url) {
  try {
    return { vault: await Vault.open(url), lasts: true };
  } catch {
    return { vault: new FleetingVault(), lasts: false };
  }
}
