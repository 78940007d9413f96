// Who or what is under the pointer?

/** A few words beside the pointer, inside the stage. */
export class Tooltip {
  /** @param {HTMLElement} element @param {import("./stage.js").Stage} stage @param {import("./texts.js").Texts} texts */
  constructor(element, stage, texts) {
    Object.assign(this, { element, stage, texts });
  }

  /** @param {import("./model.js").Person} person @param {string} [organisation] @param {number} contacts */
  person(person, organisation, contacts, x, y) {
    this.#show([person.name, organisation, this.texts.count("contacts", contacts)], x, y);
  }

  /** @param {import("./organisations.js").Organisation} organisation */
  organisation({ name, people, inside, outside }, x, y) {
    const about = [this.texts.count("people", people.length), this.texts.say("outside", { count: outside })];
    this.#show([name, ...about, this.texts.say("inside", { count: inside })], x, y);
  }

  hide() {
    this.element.hidden = true;
    this.element.textContent = "";
  }

  #show(parts, x, y) {
    const { element, stage } = this;
    element.hidden = false;
    element.textContent = parts.filter(Boolean).join(" · ");
    const left = Math.min(x + 14, stage.width - element.offsetWidth - 6);
    const top = y + 18 + element.offsetHeight > stage.height ? y - 12 - element.offsetHeight : y + 18;
    element.style.transform = `translate(${Math.max(6, left)}px, ${top}px)`;
  }
}
