// Which colour is what, and who is shown?

import { OTHER } from "./palette.js";

/** A list of switches, one per colour; groups beyond the palette's colours share the last one. */
export class Legend {
  /**
   * @param {HTMLElement} list @param {import("./colouring.js").Colouring} colouring
   * @param {import("./texts.js").Texts} texts
   * @param {() => void} filtered
   */
  constructor(list, colouring, texts, filtered) {
    Object.assign(this, { list, colouring, texts, filtered });
    list.addEventListener("click", ({ target }) => this.#toggle(target.closest("button[data-slot]")));
  }

  /** @type {Map<number, HTMLButtonElement>} */ #buttons = new Map();

  /** Colours or the number of their people changed. */
  refresh() {
    const entries = this.colouring.entries(this.texts);
    const slots = new Set(entries.map(({ slot }) => slot));
    for (const [slot, button] of this.#buttons) {
      if (slots.has(slot)) continue;
      button.parentElement.remove();
      this.#buttons.delete(slot);
    }
    for (const entry of entries) this.#show(entry);
    this.list.hidden = entries.length === 0;
  }

  /** Everybody is shown again. */
  showAll() {
    this.colouring.hidden.clear();
    this.#filter();
  }

  #filter() {
    const { hidden } = this.colouring;
    for (const [slot, button] of this.#buttons) button.setAttribute("aria-pressed", String(!hidden.has(slot)));
    this.colouring.changed();
    this.filtered();
  }

  #show({ slot, name, people }) {
    const button = this.#buttons.get(slot) ?? this.#newEntry(slot);
    const [, label, count] = button.children;
    const number = this.texts.number(people);
    if (label.textContent !== name) label.textContent = name;
    if (count.textContent !== number) count.textContent = number;
    button.setAttribute("aria-pressed", String(!this.colouring.hidden.has(slot)));
  }

  #newEntry(slot) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `graph__key org-${slot === OTHER ? 0 : slot + 1}`;
    button.dataset.slot = String(slot);
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
    const { hidden } = this.colouring;
    if (!hidden.delete(slot)) hidden.add(slot);
    this.#filter();
  }
}
