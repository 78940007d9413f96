// What do the colours of the picture mean, and who is switched off by them?

import { dayOf, dayStarts, reach } from "./days.js";
import { OTHER, SLOTS } from "./palette.js";

/** @typedef {import("./model.js").ContactGraph} ContactGraph */
/** @typedef {import("./model.js").Person} Person */

/**
 * @typedef {object} Groups
 * @property {string} kind  organisation, topic, day or circle; names the texts
 * @property {(person: Person) => number[]} of  places in `names`, the one whose colour counts first
 * @property {string[]} names  the first twelve have a colour of their own
 * @property {() => void} [refresh]  the graph has changed
 */

/** Gives everybody a slot of the palette, and knows which slots the legend has switched off. */
export class Colouring {
  /** @param {ContactGraph} graph */
  constructor(graph) {
    this.graph = graph;
    /** @type {Set<number>} slots that are switched off */ this.hidden = new Set();
    this.choose(byOrganisation(graph));
  }

  #stale = true;
  #slots = new Uint8Array(0);
  #seen = new Uint8Array(0);

  /** @param {Groups} groups by which people are coloured from now on; everybody is shown */
  choose(groups) {
    this.groups = groups;
    this.hidden.clear();
    this.changed();
  }

  /** People, contacts or switches have changed. */
  changed() {
    this.#stale = true;
  }

  /** @param {Person} person @returns {number} slot of the palette */
  slot({ index }) {
    if (this.#stale || index >= this.#slots.length) this.#refresh();
    return this.#slots[index];
  }

  /** @param {Person} person @returns {boolean} whether one of the person's colours is switched on */
  seen({ index }) {
    if (this.#stale || index >= this.#slots.length) this.#refresh();
    return this.#seen[index] === 1;
  }

  /**
   * @param {import("./texts.js").Texts} texts
   * @returns {{slot: number, name: string, people: number}[]} what each colour means, and how many people have it
   */
  entries(texts) {
    const { names, kind } = this.groups;
    const sizes = new Map();
    for (const person of this.graph.present) {
      const slots = new Set(this.#slotsOf(person));
      for (const slot of slots) sizes.set(slot, (sizes.get(slot) ?? 0) + 1);
    }
    if (!names.length) return [];
    const entries = names.slice(0, SLOTS).map((name, slot) => ({ slot, name, people: sizes.get(slot) ?? 0 }));
    const rest = texts.say(`${names.length > SLOTS ? "others" : "nowhere"}-${kind}`);
    return sizes.has(OTHER) ? [...entries, { slot: OTHER, name: rest, people: sizes.get(OTHER) }] : entries;
  }

  /** Without any group there is nothing to tell apart, and grey would be sad. */
  #slotsOf(person) {
    if (!this.groups.names.length) return [0];
    const places = this.groups.of(person);
    return places.length ? places.map((place) => Math.min(place, OTHER)) : [OTHER];
  }

  #refresh() {
    this.#stale = false;
    this.groups.refresh?.();
    const { people } = this.graph;
    this.#slots = new Uint8Array(people.length);
    this.#seen = new Uint8Array(people.length);
    for (const person of people) {
      const slots = this.#slotsOf(person);
      const shown = slots.find((slot) => !this.hidden.has(slot));
      this.#slots[person.index] = shown ?? slots[0];
      this.#seen[person.index] = shown === undefined ? 0 : 1;
    }
  }
}

/** The first twelve organisations have the colour that they have on every other page. @returns {Groups} */
export function byOrganisation(graph) {
  return {
    kind: "organisation",
    of: ({ organisation }) => (organisation >= 0 ? [organisation] : []),
    get names() {
      return graph.organisations;
    },
  };
}

/** @param {{topics: string[], people: Object<string, number[]>}} chosen by pseudonym number @returns {Groups} */
export function byTopic({ topics, people }) {
  return { kind: "topic", of: ({ number }) => people[number] ?? [], names: topics };
}

/**
 * @param {Object<string, number>} circles by pseudonym number, the largest first
 * @param {import("./texts.js").Texts} texts @returns {Groups}
 */
export function byCircle(circles, texts) {
  const count = 1 + Math.max(-1, ...Object.values(circles));
  const names = Array.from({ length: count }, (_, i) => texts.say("circle", { number: i + 1 }));
  return { kind: "circle", of: ({ number }) => (number in circles ? [circles[number]] : []), names };
}

/** On which day somebody met the first person. @param {ContactGraph} graph @returns {Groups} */
export function byDay(graph, texts) {
  const groups = { kind: "day", of: ({ index }) => groups.days[index] ?? [], names: [], days: [] };
  groups.refresh = () => {
    const span = reach(graph.contacts.values());
    const starts = span ? dayStarts(texts, ...span) : [];
    const first = new Map();
    for (const { a, b, madeAt } of graph.contacts.values()) {
      for (const { index } of [a, b]) if (!(first.get(index) <= madeAt)) first.set(index, madeAt);
    }
    const busy = [...new Set([...first.values()].map((moment) => dayOf(starts, moment)))].sort((p, q) => p - q);
    groups.days = graph.people.map(({ index }) => (first.has(index) ? [busy.indexOf(dayOf(starts, first.get(index)))] : []));
    groups.names = busy.map((day) => texts.day(new Date(1000 * starts[day])));
  };
  groups.refresh();
  return groups;
}
