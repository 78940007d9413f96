// Who is this person, and whom have they met?

/** @typedef {import("./model.js").Person} Person */

/** Fills the panel of the chosen person: elements `data-person` name, organisation, counted, contacts and met. */
export class PersonPanel {
  /**
   * @param {HTMLElement} panel @param {import("./model.js").ContactGraph} graph
   * @param {import("./texts.js").Texts} texts @param {(person: Person) => void} chosen
   */
  constructor(panel, graph, texts, chosen) {
    Object.assign(this, { panel, graph, texts });
    this.#part("met")?.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) chosen(graph.person(Number(button.dataset.number)));
    });
  }

  /** @param {Person | null} person */
  show(person) {
    this.panel.hidden = person === null;
    this.#write("name", person?.name ?? "");
    this.#write("organisation", this.graph.organisations[person?.organisation] ?? "");
    this.#write("counted", person ? this.texts.number(person.counted) : "");
    this.#write("contacts", person ? this.texts.number(person.contacts) : "");
    const met = [...(person ? this.graph.met(person) : [])].sort(([, c], [, d]) => d.madeAt - c.madeAt || d.id - c.id);
    this.#part("met")?.replaceChildren(...met.map(([other, contact]) => this.#item(other, contact)));
  }

  #item(other, contact) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "graph__match";
    button.dataset.number = String(other.number);
    const time = document.createElement("time");
    const moment = new Date(contact.madeAt * 1000);
    time.dateTime = moment.toISOString();
    time.textContent = this.texts.time(moment);
    button.append(time, " ", other.name);
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  #write(name, text) {
    const part = this.#part(name);
    if (part && part.textContent !== text) part.textContent = text;
  }

  #part(name) {
    return this.panel.querySelector(`[data-person="${name}"]`);
  }
}
