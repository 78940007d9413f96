/** How is somebody found by name, where no badge can be read? */

import { initials } from "./panel.js";

/** The search beside the typed code. Whoever is chosen is sent like a badge that was read. */
export class PeopleSearch {
  #latest = 0;

  /**
   * @param {(name: string) => HTMLElement} part - finds a part of the scanner
   * @param {(url: string, body: object) => Promise<object|null>} ask - asks the server; null without an answer
   * @param {(code: string) => void} choose - takes what stands for the chosen person's badge
   */
  constructor(part, ask, choose) {
    Object.assign(this, { part, ask, choose });
    part("people-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#search(event.target);
    });
  }

  async #search(form) {
    const field = form.elements.namedItem("q");
    this.#latest += 1;
    const turn = this.#latest;
    const answer = await this.ask(form.action, { q: field.value });
    if (turn !== this.#latest) return;
    this.#show(answer ?? { text: form.dataset.textFailed, people: [] });
  }

  #show({ text, people }) {
    this.part("people").hidden = false;
    this.part("people-said").textContent = text;
    this.part("people-list").replaceChildren(...people.map((person) => this.#item(person)));
  }

  #item({ code, name, organisation }) {
    const item = this.part("people-item").content.firstElementChild.cloneNode(true);
    const texts = { initials: initials(name), name, organisation };
    for (const [key, text] of Object.entries(texts)) {
      item.querySelector(`[data-part="people-${key}"]`).textContent = text;
    }
    item.querySelector("button").addEventListener("click", () => {
      this.part("people-form").reset();
      this.part("people").hidden = true;
      this.choose(code);
    });
    return item;
  }
}
