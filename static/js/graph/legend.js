// Which colour is which organisation, and who is shown?

import { OTHER, SLOTS, organisationSizes } from "./palette.js";

/** A list of switches, one per colour: the first organisations have their own, the others share the last. */
export class Legend {
  /**
   * @param {HTMLElement} list @param {import("./model.js").ContactGraph} graph
   * @param {import("./texts.js").Texts} texts
   * @param {(hidden: Set<number>) => void} filtered
   */
  constructor(list, graph, texts, filtered) {
    Object.assign(this, { list, graph, texts, filtered });
    /** @type {Set<number>} slots that are switched off */ this.hidden = new Set();
    list.addEventListener("click", ({ target }) => this.#toggle(target.closest("button[data-slot]")));
  }

  /** @type {Map<number, HTMLButtonElement>} */ #buttons = new Map();

  /** Organisations or the number of their people changed. */
  refresh() {
    const sizes = organisationSizes(this.graph);
    let others = this.graph.present.filter((person) => person.organisation < 0).length;
    const name = [...sizes.keys()].some((organisation) => organisation >= SLOTS) ? "others" : "nowhere";
    for (const [organisation, size] of sizes) {
      if (organisation < SLOTS) this.#entry(organisation, this.graph.organisations[organisation] ?? "", size);
      else others += size;
    }
    for (const slot of this.#buttons.keys()) {
      if (slot !== OTHER && !sizes.has(slot)) this.#entry(slot, this.graph.organisations[slot], 0);
    }
    if (sizes.size && others) this.#entry(OTHER, this.texts.say(name), others);
    this.list.hidden = this.#buttons.size === 0;
  }

  /** Everybody is shown again. */
  showAll() {
    this.hidden.clear();
    for (const button of this.#buttons.values()) button.setAttribute("aria-pressed", "true");
    this.filtered(this.hidden);
  }

  #entry(slot, name, people) {
    const button = this.#buttons.get(slot) ?? this.#newEntry(slot);
    const [, label, count] = button.children;
    const number = this.texts.number(people);
    if (label.textContent !== name) label.textContent = name;
    if (count.textContent !== number) count.textContent = number;
  }

  #newEntry(slot) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `graph__key org-${slot === OTHER ? 0 : slot + 1}`;
    button.dataset.slot = String(slot);
    button.setAttribute("aria-pressed", "true");
    for (const part of ["dot", "label", "count"]) {
      const span = document.createElement("span");
      span.className = `graph__key-${part}`;
      button.append(span);
    }
    const item = document.createElement("li");
    item.append(button);
    const later = [...this.#buttons].filter(([other]) => other > slot).sort(([a], [b]) => a - b)[0];
    this.list.insertBefore(item, later ? later[1].parentElement : null);
    this.#buttons.set(slot, button);
    return button;
  }

  #toggle(button) {
    if (!button) return;
    const slot = Number(button.dataset.slot);
    if (!this.hidden.delete(slot)) this.hidden.add(slot);
    button.setAttribute("aria-pressed", String(!this.hidden.has(slot)));
    this.filtered(this.hidden);
  }
}
