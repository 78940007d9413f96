// How many contacts are there within each organisation, and between any two of them?

/**
 * @typedef {object} Organisation
 * @property {number} place      in the graph's list, -1 for people of none
 * @property {string} name
 * @property {string} short      without the words with which most names begin
 * @property {import("./model.js").Person[]} people
 * @property {number} inside     contacts among its people
 * @property {number} outside    contacts with everybody else
 */

/** @typedef {{a: Organisation, b: Organisation, contacts: number}} Link */

const MOST = 2 ** 24; // organisations: a pair of them is one number

/** The organisations of a graph, and what goes on between them. */
export class Organisations {
  /** @param {string} nowhere what people of no organisation are called together */
  constructor(nowhere = "") {
    this.nowhere = nowhere;
    /** @type {Organisation[]} with people, the largest first */ this.all = [];
    /** @type {Link[]} the fewest contacts first */ this.links = [];
  }

  /** @type {Map<number, Organisation>} */ #byPlace = new Map();

  /** @param {import("./model.js").ContactGraph} graph or its past */
  refresh(graph) {
    this.#byPlace = new Map();
    for (const person of graph.present) this.#at(person.organisation, graph).people.push(person);
    this.#shorten();
    const between = new Map();
    for (const { a, b } of graph.contacts.values()) this.#count(a.organisation, b.organisation, between);
    this.all = [...this.#byPlace.values()].sort((p, q) => q.people.length - p.people.length || p.place - q.place);
    this.links = [...between.values()].sort((p, q) => p.contacts - q.contacts);
  }

  /** @param {import("./model.js").Person} person @returns {Organisation | undefined} */
  of(person) {
    return this.#byPlace.get(person.organisation);
  }

  /** @param {number} place @returns {Organisation | undefined} as it is now */
  at(place) {
    return this.#byPlace.get(place);
  }

  /** @param {Organisation} organisation @returns {[Organisation, number][]} whom its people have met, most contacts first */
  met(organisation) {
    const links = this.links.filter(({ a, b }) => a === organisation || b === organisation).reverse();
    return links.map(({ a, b, contacts }) => [a === organisation ? b : a, contacts]);
  }

  #at(place, graph) {
    let found = this.#byPlace.get(place);
    if (!found) {
      const name = graph.organisations[place] ?? this.nowhere;
      found = { place, name, short: name, people: [], inside: 0, outside: 0 };
      this.#byPlace.set(place, found);
    }
    return found;
  }

  /** Where nearly all are called "Digitalzentrum …", only the rest tells them apart. */
  #shorten() {
    const names = [...this.#byPlace.values()].filter(({ place }) => place >= 0).map(({ name }) => name.split(" "));
    const start = commonStart(names);
    for (const organisation of this.#byPlace.values()) {
      const words = organisation.name.split(" ");
      const differs = start.findIndex((word, i) => word !== words[i]);
      const shared = Math.min(differs < 0 ? start.length : differs, words.length - 1);
      organisation.short = words.slice(shared).join(" ");
    }
  }

  #count(placeA, placeB, between) {
    const [a, b] = [this.#byPlace.get(placeA), this.#byPlace.get(placeB)];
    if (!a || !b) return;
    if (a === b) {
      a.inside++;
      return;
    }
    a.outside++;
    b.outside++;
    const key = Math.min(placeA, placeB) * MOST + Math.max(placeA, placeB);
    const link = between.get(key);
    if (link) link.contacts++;
    else between.set(key, { a, b, contacts: 1 });
  }
}

/** @param {string[][]} names @returns {string[]} the first words that more than half of them share */
function commonStart(names) {
  const start = [];
  for (;;) {
    const counts = new Map();
    for (const words of names) {
      if (words.length <= start.length + 1 || !start.every((word, i) => word === words[i])) continue;
      counts.set(words[start.length], (counts.get(words[start.length]) ?? 0) + 1);
    }
    const [word, count] = [...counts].sort(([, p], [, q]) => q - p)[0] ?? ["", 0];
    if (count < 3 || count <= names.length / 2) return start;
    start.push(word);
  }
}
