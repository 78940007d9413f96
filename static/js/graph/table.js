// Does the table beside the picture say the same?

/** @typedef {import("./model.js").Person} Person */

const PAUSE = 1_000; // milliseconds between two updates
const PAUSE_UNSEEN = 5_000; // laying out thousands of rows takes time that the picture needs more
const NUMBERS = ["counted", "contacts"];

/**
 * Keeps the table that the server rendered in step: rows are `<tr data-number>` with cells `data-cell` name,
 * organisation, counted and contacts. Only cells that differ are touched, at most once per second, and
 * every five seconds while the table is out of sight.
 */
export class Table {
  /**
   * @param {HTMLTableElement} table @param {import("./model.js").ContactGraph} graph
   * @param {import("./texts.js").Texts} texts @param {(person: Person) => void} chosen
   */
  constructor(table, graph, texts, chosen) {
    Object.assign(this, { graph, texts });
    this.#template = table.querySelector("template[data-row]");
    this.#head = table.tHead;
    this.#body = table.tBodies[0];
    for (const row of this.#body.rows) this.#rows.set(Number(row.dataset.number), row);
    this.#sort = this.#sortAsRendered();
    new IntersectionObserver(([entry]) => this.#show(entry.isIntersecting)).observe(table);
    this.#head.addEventListener("click", ({ target }) => this.#sortBy(target.closest("[data-sort]")));
    this.#body.addEventListener("click", ({ target }) => {
      const row = target.closest("button") && target.closest("tr");
      if (row) chosen(graph.person(Number(row.dataset.number)));
    });
  }

  #template;
  #head;
  #body;
  /** @type {Map<number, HTMLTableRowElement>} */ #rows = new Map();
  #sort;
  /** @type {Set<Person>} */ #waiting = new Set();
  #timer = 0;
  #inSight = false;
  #disordered = false;
  #wroteAt = -Infinity;

  /** @param {Iterable<Person>} people new or changed */
  changed(people) {
    for (const person of people) this.#waiting.add(person);
    if (this.#timer || !this.#waiting.size) return;
    const pause = this.#inSight ? PAUSE : PAUSE_UNSEEN;
    this.#timer = setTimeout(() => this.#write(), Math.max(0, this.#wroteAt + pause - performance.now()));
  }

  #show(inSight) {
    this.#inSight = inSight;
    if (!inSight) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.changed([]);
    if (this.#disordered) this.#order();
  }

  #write() {
    this.#timer = 0;
    this.#wroteAt = performance.now();
    for (const person of this.#waiting) this.#disordered = this.#writeRow(person) || this.#disordered;
    this.#waiting.clear();
    // Moving rows makes the browser style and lay out all of them: not while nobody looks.
    if (this.#disordered && this.#inSight) this.#order();
  }

  /** @returns {boolean} whether the row may have to move */
  #writeRow(person) {
    const known = this.#rows.get(person.number);
    if (!person.here) {
      known?.remove();
      this.#rows.delete(person.number);
      return false;
    }
    const row = known ?? this.#newRow(person);
    const values = this.#values(person);
    let moved = !known;
    for (const cell of row.querySelectorAll("[data-cell]")) {
      const name = cell.dataset.cell;
      if (cell.textContent === values[name]) continue;
      cell.textContent = values[name];
      moved ||= name === this.#sort.column;
    }
    return moved;
  }

  #values(person) {
    return {
      name: person.name,
      organisation: this.graph.organisations[person.organisation] ?? "",
      counted: this.texts.number(person.counted),
      contacts: this.texts.number(person.contacts),
    };
  }

  /** The table's own `<template data-row>` says what a row looks like. */
  #newRow(person) {
    const row = this.#template.content.firstElementChild.cloneNode(true);
    row.dataset.number = String(person.number);
    this.#rows.set(person.number, row);
    this.#body.append(row);
    return row;
  }

  #sortAsRendered() {
    const header = this.#head.querySelector('[aria-sort="ascending"], [aria-sort="descending"]');
    const column = header?.querySelector("[data-sort]")?.dataset.sort ?? "contacts";
    return { column, down: header?.getAttribute("aria-sort") !== "ascending" };
  }

  #sortBy(button) {
    if (!button) return;
    const column = button.dataset.sort;
    const down = this.#sort.column === column ? !this.#sort.down : NUMBERS.includes(column);
    this.#sort = { column, down };
    for (const header of this.#head.querySelectorAll("[aria-sort]")) header.removeAttribute("aria-sort");
    button.closest("th").setAttribute("aria-sort", down ? "descending" : "ascending");
    this.#order();
  }

  /** Rows that stand right already are not touched: the reader's place on the page stays. */
  #order() {
    this.#disordered = false;
    const { column, down } = this.#sort;
    const compare = new Intl.Collator(this.texts.language, { numeric: true }).compare;
    const value = (person) => (column === "organisation" ? (this.graph.organisations[person.organisation] ?? "") : person[column]);
    const by = (p, q) => (NUMBERS.includes(column) ? p[column] - q[column] : compare(value(p), value(q)));
    const people = this.graph.people.filter((person) => this.#rows.has(person.number));
    people.sort((p, q) => (down ? -by(p, q) : by(p, q)) || compare(p.name, q.name) || p.number - q.number);
    let next = this.#body.firstElementChild;
    for (const person of people) {
      const row = this.#rows.get(person.number);
      if (row === next) next = next.nextElementSibling;
      else this.#body.insertBefore(row, next);
    }
  }
}
