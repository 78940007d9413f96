// What is known of this organisation, and whom have its people met?

/** @typedef {import("./organisations.js").Organisation} Organisation */

/** Fills the panel of the chosen organisation: elements `data-group` name, people, outside, inside and met. */
export class OrganisationPanel {
  /**
   * @param {HTMLElement} panel @param {import("./organisations.js").Organisations} organisations
   * @param {import("./texts.js").Texts} texts @param {(organisation: Organisation) => void} chosen
   */
  constructor(panel, organisations, texts, chosen) {
    Object.assign(this, { panel, organisations, texts });
    this.#part("met").addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      const organisation = button && organisations.at(Number(button.dataset.place));
      if (organisation) chosen(organisation);
    });
  }

  /** @param {Organisation | null} organisation */
  show(organisation) {
    this.panel.hidden = organisation === null;
    if (!organisation) return;
    this.#write("name", organisation.name);
    this.#write("people", this.texts.number(organisation.people.length));
    this.#write("outside", this.texts.number(organisation.outside));
    this.#write("inside", this.texts.number(organisation.inside));
    const met = this.organisations.met(organisation);
    this.#part("met").replaceChildren(...met.map(([other, contacts]) => this.#item(other, contacts)));
  }

  #item(other, contacts) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "graph__match";
    button.dataset.place = String(other.place);
    const count = document.createElement("span");
    count.className = "graph__key-count";
    count.textContent = this.texts.number(contacts);
    const name = document.createElement("span");
    name.className = "graph__key-label";
    name.textContent = other.name;
    button.append(name, " ", count);
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  #write(name, text) {
    const part = this.#part(name);
    if (part.textContent !== text) part.textContent = text;
  }

  #part(name) {
    return this.panel.querySelector(`[data-group="${name}"]`);
  }
}
