/** Whom does this door expect, who is in, and what would it say without asking the server? */

import { find, folded } from "./names.js";

const DIGITS = 32; // of a code's hash, as eventapp/doors/queries.py makes it
const MOST_FOUND = 8;

/**
 * @typedef {{uid: string, name: string, organisation: string, codes: string[], replaced: string[],
 *   refused: string, attention: string, inside: Record<string, [string, string]>, folded: string}} Person
 */

/** What the device holds of an event. */
export class Roster {
  #byHash = new Map();
  #byUid = new Map();
  #salt;

  /**
   * @param {object} data - as the server gave it
   * @returns {Roster} ready to be asked
   */
  static of(data) {
    const roster = new Roster();
    roster.#salt = data.salt;
    Object.assign(roster, { lists: data.lists, expiresAt: data.expires_at, zone: data.time_zone, door: data.door });
    roster.people = data.people.map((person) => ({ ...person, folded: folded(`${person.name} ${person.organisation}`) }));
    for (const person of roster.people) {
      roster.#byUid.set(person.uid, person);
      for (const hash of person.codes) roster.#byHash.set(hash, { person, replaced: false });
      for (const hash of person.replaced) roster.#byHash.set(hash, { person, replaced: true });
    }
    return roster;
  }

  /** Whoever has a code, and whether a newer badge took its place. */
  async holder(code) {
    if (!crypto.subtle) return undefined; // plain http: only the server can tell
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(this.#salt + code));
    const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
    return this.#byHash.get(hex.slice(0, DIGITS));
  }

  /** @returns {Person|undefined} by what names a person to the server */
  person(uid) {
    return this.#byUid.get(uid);
  }

  /** @returns {Person[]} whom a part of a name means */
  find(search) {
    return find(this.people, search, MOST_FOUND);
  }

  /** Note that somebody went through; at a list that people enter often nobody is in already. */
  note({ uid, list, direction, at, door }) {
    const person = this.#byUid.get(uid);
    if (!person) return;
    if (direction === "exit") delete person.inside[list];
    else person.inside[list] ??= [at, door];
  }

  /**
   * Judge without the server, by what is known here. What depends on others (a full room) is not known.
   *
   * @param {{person: Person, replaced: boolean}|undefined} found - whose badge it is
   * @param {{id: number, repeat: string, opens_at: string, closes_at: string}} list - by which list
   * @param {"entry"|"exit"} direction - which way
   * @param {Date} now - by the server's clock
   * @returns {{verdict: string, since?: string, door?: string}} in the server's words
   */
  judge(found, list, direction, now) {
    if (!found) return { verdict: "unknown_badge" };
    if (found.replaced) return { verdict: "replaced_badge" };
    if (found.person.refused) return { verdict: found.person.refused };
    const [since, door] = found.person.inside[list.id] ?? [];
    if (direction === "exit") return { verdict: since ? "out" : "not_in" };
    if (since && list.repeat === "once") return { verdict: "already_in", since, door };
    const early = list.opens_at && now < new Date(list.opens_at);
    const late = list.closes_at && now >= new Date(list.closes_at);
    return { verdict: early || late ? "closed" : "in" };
  }
}
