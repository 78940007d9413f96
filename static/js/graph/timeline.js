// How did the network grow, in quarters of an hour of the event's days?

import { dayStarts, reach } from "./days.js";

const HOUR = 3600;
const QUARTER = 900;
const AT_LEAST = 2 * HOUR; // of a day, so that a first contact does not fill the whole width

/**
 * @typedef {object} Stretch  of one day in which contacts were made; nights are left out
 * @property {number} from    seconds since 1970, a full hour
 * @property {number} until
 * @property {number} start   seconds on the time line before it
 */

/** Turns moments of the event into places on a line without its nights, and back. */
export class Timeline {
  /**
   * @param {import("./texts.js").Texts} texts that know the event's time zone
   * @param {[number, number][]} breaks of the programme: from, until
   */
  constructor(texts, breaks = []) {
    Object.assign(this, { texts, breaks });
    /** @type {Stretch[]} */ this.stretches = [];
    /** @type {{from: number, contacts: number}[]} every quarter of an hour with contacts */ this.quarters = [];
    /** @type {number} seconds */ this.length = 0;
  }

  /** @param {Iterable<{madeAt: number}>} contacts */
  refresh(contacts) {
    const counts = new Map();
    const all = [...contacts];
    for (const { madeAt } of all) {
      const from = madeAt - (madeAt % QUARTER);
      counts.set(from, (counts.get(from) ?? 0) + 1);
    }
    this.quarters = [...counts].map(([from, count]) => ({ from, contacts: count })).sort((p, q) => p.from - q.from);
    const span = reach(all);
    this.#stretch(span ? dayStarts(this.texts, ...span) : []);
  }

  /** @param {number} moment @returns {number} seconds on the line; in a night, where the next day begins */
  placeOf(moment) {
    for (const { from, until, start } of this.stretches) {
      if (moment < from) return start;
      if (moment <= until) return start + moment - from;
    }
    return this.length;
  }

  /** @param {number} place @returns {number} seconds since 1970 */
  momentAt(place) {
    const found = this.stretches.findLast(({ start }) => start <= place) ?? this.stretches[0];
    return found ? Math.min(found.until, found.from + place - found.start) : 0;
  }

  /** @returns {number} of the busiest quarter of an hour */
  get most() {
    return this.quarters.reduce((most, { contacts }) => Math.max(most, contacts), 0);
  }

  /** @param {number} moment @returns {number} contacts in the quarter of an hour that has this moment */
  during(moment) {
    const from = moment - (moment % QUARTER);
    return this.quarters.find((quarter) => quarter.from === from)?.contacts ?? 0;
  }

  #stretch(starts) {
    this.length = 0;
    this.stretches = [];
    starts.forEach((day, i) => {
      const next = starts[i + 1] ?? Infinity;
      const ofDay = this.quarters.filter(({ from }) => from >= day && from < next);
      if (!ofDay.length) return;
      const from = ofDay[0].from - (ofDay[0].from % HOUR);
      const until = Math.max(from + AT_LEAST, Math.ceil((ofDay.at(-1).from + QUARTER) / HOUR) * HOUR);
      this.stretches.push({ from, until, start: this.length });
      this.length += until - from;
    });
  }
}
