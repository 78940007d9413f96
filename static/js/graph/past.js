// Who had met whom at an earlier moment?

/** @typedef {import("./model.js").ContactGraph} ContactGraph */
/** @typedef {import("./model.js").Contact} Contact */
/** @typedef {import("./model.js").Difference} Difference */

/** The graph as it stood at a moment; people keep their places, so that it can be painted like the present one. */
export class Past {
  /** @param {ContactGraph} graph of the present */
  constructor(graph) {
    this.graph = graph;
    /** @type {number} seconds since 1970 */ this.moment = -Infinity;
    /** @type {Map<number, Contact>} */ this.contacts = new Map();
    this.refresh();
  }

  /** @type {Contact[]} in the order in which they were made */ #order = [];
  #next = 0;
  #degrees = new Uint32Array(0);
  #counted = new Uint32Array(0);

  get people() {
    return this.graph.people;
  }

  get present() {
    return this.graph.present;
  }

  get organisations() {
    return this.graph.organisations;
  }

  /** @param {import("./model.js").Person} person @returns {number} how many people this person had met */
  degree({ index }) {
    return this.#degrees[index] ?? 0;
  }

  /** @param {import("./model.js").Person} person @returns {number} how many of them count */
  counted({ index }) {
    return this.#counted[index] ?? 0;
  }

  /** @param {import("./model.js").Person} person @returns {Map<import("./model.js").Person, Contact>} */
  met(person) {
    return new Map([...this.graph.met(person)].filter(([, contact]) => contact.madeAt <= this.moment));
  }

  /** The present has changed; the moment stays. */
  refresh() {
    this.#order = [...this.graph.contacts.values()].sort((p, q) => p.madeAt - q.madeAt || p.id - q.id);
    this.#degrees = new Uint32Array(this.graph.people.length);
    this.#counted = new Uint32Array(this.graph.people.length);
    this.contacts.clear();
    this.#next = 0;
    this.goTo(this.moment);
  }

  /** @param {number} moment seconds since 1970, before or after the last one @returns {Difference} */
  goTo(moment) {
    this.moment = moment;
    const [added, removed] = [[], []];
    while (this.#next < this.#order.length && this.#order[this.#next].madeAt <= moment) {
      added.push(this.#order[this.#next++]);
      this.#count(added.at(-1), 1);
    }
    while (this.#next > 0 && this.#order[this.#next - 1].madeAt > moment) {
      removed.push(this.#order[--this.#next]);
      this.#count(removed.at(-1), -1);
    }
    return { people: [], added, removed, redrawn: added.length + removed.length > 0 };
  }

  #count(contact, by) {
    if (by > 0) this.contacts.set(contact.id, contact);
    else this.contacts.delete(contact.id);
    for (const { index } of [contact.a, contact.b]) {
      this.#degrees[index] += by;
      if (contact.counts) this.#counted[index] += by;
    }
  }
}
