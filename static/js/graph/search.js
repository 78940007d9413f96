// Where in the picture is the person somebody looks for?

/** @typedef {import("./model.js").Person} Person */

const SHOWN = 8;

/** @param {string} text @returns {string} without case and accents, so that "muller" finds Müller */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/** @param {Person[]} people @param {string} query @returns {Person[]} whose name has every word of the query, or whose number it is */
export function matches(people, query) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  return people.filter((person) => {
    const name = plain(person.name);
    return words.every((word) => name.includes(word)) || String(person.number) === words.join("");
  });
}

/** A search field with the first matches below it; while one types, the matches stay and the rest fades. */
export class Search {
  /**
   * @param {{form: HTMLFormElement, field: HTMLInputElement, list: HTMLElement, result: HTMLElement}} elements
   * @param {import("./model.js").ContactGraph} graph @param {import("./texts.js").Texts} texts
   * @param {(person: Person) => void} chosen @param {(people: Set<Person> | null) => void} marked
   */
  constructor(elements, graph, texts, chosen, marked) {
    Object.assign(this, elements, { graph, texts, chosen, marked });
    this.field.addEventListener("input", () => this.#look());
    this.field.addEventListener("keydown", (event) => event.key === "Escape" && this.clear());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#choose(this.#found[0]);
    });
    this.list.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) this.#choose(graph.person(Number(button.dataset.number)));
    });
  }

  /** @type {Person[]} */ #found = [];

  clear() {
    this.field.value = "";
    this.#look();
  }

  #look() {
    this.#found = matches(this.graph.present, this.field.value);
    this.#found.sort((p, q) => this.graph.degree(q) - this.graph.degree(p) || p.index - q.index);
    const searching = plain(this.field.value) !== "";
    this.result.textContent = searching ? this.texts.count("found", this.#found.length) : "";
    this.list.replaceChildren(...this.#found.slice(0, SHOWN).map((person) => this.#item(person)));
    this.list.hidden = !this.#found.length;
    this.marked(searching && this.#found.length ? new Set(this.#found) : null);
  }

  #item(person) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "graph__match";
    button.dataset.number = String(person.number);
    const organisation = this.graph.organisations[person.organisation];
    button.textContent = organisation ? `${person.name}, ${organisation}` : person.name;
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  #choose(person) {
    if (!person) return;
    this.clear();
    this.chosen(person);
  }
}
