// Who has met whom, as far as this screen knows?

/**
 * @typedef {object} Person
 * @property {number} number        random number of this person at this event
 * @property {string} name          as the server may show it
 * @property {number} organisation  place in `organisations`, -1 for none
 * @property {number} counted       contacts that count for the standings
 * @property {number} contacts      all contacts
 * @property {number} index         place in every array of layout and painting; never changes
 * @property {boolean} here         false for who has left contact tracking: the place stays, everything else goes
 */

/**
 * @typedef {object} Contact
 * @property {number} id
 * @property {Person} a
 * @property {Person} b
 * @property {number} madeAt   seconds since 1970
 * @property {boolean} counts
 */

/**
 * @typedef {object} Difference
 * @property {Person[]} people    new, changed, or gone
 * @property {Contact[]} added
 * @property {Contact[]} removed
 * @property {boolean} redrawn    whether an edge of the picture changed
 */

const NOBODY_YET = { organisation: -1, counted: 0, contacts: 0 };

/** People and contacts of one event, kept in step with graph.json and the changes that follow it. */
export class ContactGraph {
  /** @param {(number: number) => string} unnamed what somebody is called who agreed to no name on the wall */
  constructor(unnamed = String) {
    this.#unnamed = unnamed;
    /** @type {string[]} */ this.organisations = [];
    /** @type {Person[]} */ this.people = [];
    /** @type {Map<number, Contact>} */ this.contacts = new Map();
    /** @type {number} */ this.cursor = -1;
    /** @type {string} by which rules the numbers were counted */ this.rules = "";
    this.#byNumber = new Map();
    this.#met = [];
  }

  #unnamed;
  /** @type {Map<number, Person>} */ #byNumber;
  /** @type {Map<Person, Contact>[]} */ #met;

  /**
   * Takes in a whole graph or a change. A change older than what is known is ignored: applied late, it would
   * bring back a contact that was removed since.
   * @param {{cursor: number, rules?: string, organisations?: string[], people?: Array, contacts?: Array,
   *   removed?: number[], removed_people?: number[]}} message
   * @returns {Difference}
   */
  apply(message) {
    const difference = { people: [], added: [], removed: [], redrawn: false };
    if (message.cursor < this.cursor) return difference;
    this.cursor = message.cursor;
    this.rules = message.rules ?? this.rules;
    const places = (message.organisations ?? []).map((name) => this.#placeOf(name));
    for (const row of message.people ?? []) difference.people.push(this.#describe(row, places));
    for (const id of message.removed ?? []) this.#remove(id, difference);
    for (const number of message.removed_people ?? []) this.#leave(number, difference);
    for (const row of message.contacts ?? []) this.#connect(row, difference);
    difference.redrawn = difference.added.length + difference.removed.length > 0;
    return difference;
  }

  /** @returns {Person[]} everybody but those who have left */
  get present() {
    return this.people.filter((person) => person.here);
  }

  /** @param {number} number @returns {Person | undefined} */
  person(number) {
    return this.#byNumber.get(number);
  }

  /** @param {Person} person @returns {number} how many people this person has met in the picture */
  degree(person) {
    return this.#met[person.index].size;
  }

  /** @param {Person} person @returns {number} how many of these contacts count */
  counted(person) {
    return person.counted;
  }

  /** @param {Person} person @returns {Map<Person, Contact>} everyone met, with the contact */
  met(person) {
    return this.#met[person.index];
  }

  /** @returns {Int32Array} index of both ends of every contact, one pair after the other */
  ends() {
    const ends = new Int32Array(this.contacts.size * 2);
    let place = 0;
    for (const contact of this.contacts.values()) {
      ends[place++] = contact.a.index;
      ends[place++] = contact.b.index;
    }
    return ends;
  }

  /** Each message names the organisations of its own people; here each keeps its place, and so its colour. */
  #placeOf(name) {
    const place = this.organisations.indexOf(name);
    return place < 0 ? this.organisations.push(name) - 1 : place;
  }

  #describe([number, name, place, counted, contacts], places) {
    const organisation = places[place] ?? -1;
    name ||= this.#unnamed(number);
    return Object.assign(this.#known(number), { name, organisation, counted, contacts, here: true });
  }

  /** A contact may name a person whose row has not come yet: keep the place, the row fills it. */
  #known(number) {
    let person = this.#byNumber.get(number);
    if (!person) {
      const index = this.people.length;
      person = { number, ...NOBODY_YET, name: String(number), index, here: true };
      this.#byNumber.set(number, person);
      this.people.push(person);
      this.#met.push(new Map());
    }
    return person;
  }

  /** Who takes no part any more: their contacts go, and this screen forgets the name too. */
  #leave(number, difference) {
    const person = this.#byNumber.get(number);
    if (!person?.here) return;
    for (const contact of [...this.#met[person.index].values()]) this.#remove(contact.id, difference);
    difference.people.push(Object.assign(person, NOBODY_YET, { name: String(number), here: false }));
  }

  #connect([id, numberA, numberB, madeAt, counts], difference) {
    const known = this.contacts.get(id);
    if (known) {
      known.counts = Boolean(counts);
      return;
    }
    const [a, b] = [this.#known(numberA), this.#known(numberB)];
    if (a === b) return;
    const contact = { id, a, b, madeAt, counts: Boolean(counts) };
    this.contacts.set(id, contact);
    this.#met[a.index].set(b, contact);
    this.#met[b.index].set(a, contact);
    difference.added.push(contact);
  }

  #remove(id, difference) {
    const contact = this.contacts.get(id);
    if (!contact) return;
    this.contacts.delete(id);
    this.#met[contact.a.index].delete(contact.b);
    this.#met[contact.b.index].delete(contact.a);
    difference.removed.push(contact);
  }
}
