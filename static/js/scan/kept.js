/** Where do scans wait, so that none is lost when the page or the browser is closed? */

import { deleteDB, openDB } from "../../vendor/idb/index.js";

const NAME = "eventapp-scans";
const LONGEST_WAIT = 30 * 24 * 3600 * 1000; // milliseconds; then nobody comes back for them

/**
 * @typedef {import("./submit.js").Scan} Scan
 * @typedef {{all(): Promise<Scan[]>, keep(scan: Scan): Promise<void>, has(nonce: string): Promise<boolean>,
 *   drop(nonce: string): Promise<void>, lasts: boolean}} Store `lasts` says whether a closed page loses them
 */

let opened = null;

/** Open the database once for this page. */
function database() {
  opened ??= openDB(NAME, 1, {
    upgrade(db) {
      db.createObjectStore("scans", { keyPath: "nonce" }).createIndex("by-key", "key");
      db.createObjectStore("owners"); // whose phone this is, by the address that scans are sent to
    },
    blocking: close, // a newer version, or the end of it all
    terminated: () => {
      opened = null;
    },
  });
  return opened;
}

async function close() {
  const closing = opened;
  opened = null;
  (await closing)?.close();
}

/** Scans in the browser's database: code, nonce and time, no name. Each person's are their own. */
export class KeptScans {
  lasts = true;

  /** @param {string} key - whose scans, as the server knows it (`phone.guards.scanner_key`) */
  constructor(key) {
    this.key = key;
  }

  /** @returns {Promise<Scan[]>} what waits, oldest first */
  async all() {
    const rows = await (await database()).getAllFromIndex("scans", "by-key", this.key);
    const oldest = new Date(Date.now() - LONGEST_WAIT).toISOString();
    const [stale, fresh] = [[], []];
    for (const row of rows) (row.scanned_at < oldest ? stale : fresh).push(row);
    for (const { nonce } of stale) await this.drop(nonce);
    return fresh
      .sort((one, other) => (one.scanned_at < other.scanned_at ? -1 : 1))
      .map(({ code, nonce, scanned_at }) => ({ code, nonce, scanned_at }));
  }

  /** Write a scan; settled when it is on the phone's disk, not only in the browser's memory. */
  async keep({ code, nonce, scanned_at }) {
    const writing = (await database()).transaction("scans", "readwrite", { durability: "strict" });
    writing.store.put({ code, nonce, scanned_at, key: this.key });
    await writing.done;
  }

  /** @returns {Promise<boolean>} whether it still waits; another tab may have sent it */
  async has(nonce) {
    return (await (await database()).getKey("scans", nonce)) !== undefined;
  }

  /** Forget a scan that is settled. */
  async drop(nonce) {
    await (await database()).delete("scans", nonce);
  }
}

/** Scans in this page only: at the door, and where a browser stores nothing. */
export class FleetingScans {
  #scans = new Map();
  lasts = false;

  async all() {
    return [...this.#scans.values()];
  }

  async keep(scan) {
    this.#scans.set(scan.nonce, scan);
  }

  async has(nonce) {
    return this.#scans.has(nonce);
  }

  async drop(nonce) {
    this.#scans.delete(nonce);
  }
}

/**
 * Note who uses this phone, for the scan page that opens without network.
 *
 * @param {string} scanUrl - where scans of the event are sent
 * @param {string} key - of the person
 */
export async function rememberOwner(scanUrl, key) {
  await (await database()).put("owners", key, scanUrl);
}

/**
 * @param {string} scanUrl - where scans of the event are sent
 * @returns {Promise<string>} the key of whoever was signed in last; empty when nobody is known
 */
export async function ownerOf(scanUrl) {
  return (await (await database()).get("owners", scanUrl)) ?? "";
}

/** @returns {Promise<number>} how many scans wait on this phone, whoever made them */
export async function countKept() {
  return (await database()).count("scans");
}

/** Forget everything, as at signing out. */
export async function forgetAll() {
  await close();
  await deleteDB(NAME);
}
