// Who has just met?

import { SLOTS } from "../graph/palette.js";

/** @typedef {import("../graph/model.js").Contact} Contact */
/** @typedef {import("../graph/model.js").Person} Person */

const SHOWN = 5;

/** The latest contacts, the newest on top; it slides in and lights up, the others make room. */
export class Latest {
  /** @param {HTMLElement} list @param {import("../graph/texts.js").Texts} texts */
  constructor(list, texts) {
    Object.assign(this, { list, texts });
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
  }

  /** @type {Map<number, HTMLLIElement>} */ #items = new Map();
  #newest = -1;

  /** @param {Contact[]} contacts */
  show(contacts) {
    const latest = newestOf(contacts);
    const before = new Map([...this.#items].map(([id, item]) => [id, item.offsetTop]));
    const isFirst = this.#newest < 0;
    this.#items = new Map(latest.map((contact) => [contact.id, this.#items.get(contact.id) ?? document.createElement("li")]));
    for (const contact of latest) this.#describe(this.#items.get(contact.id), contact);
    const items = [...this.#items.values()];
    if (items.length !== this.list.children.length || items.some((item, i) => item !== this.list.children[i])) {
      this.list.replaceChildren(...items);
    }
    for (const [id, item] of this.#items) this.#move(item, before.get(id), isFirst || id <= this.#newest);
    this.#newest = Math.max(this.#newest, 0, ...latest.map(({ id }) => id));
  }

  #move(item, from, isKnown) {
    if (this.still.matches) return;
    if (from !== undefined && from !== item.offsetTop) {
      item.animate([{ transform: `translateY(${from - item.offsetTop}px)` }, {}], { duration: 700, easing: "ease-out" });
    } else if (from === undefined && !isKnown) {
      item.animate([{ transform: "translateY(-60%)", opacity: 0 }, {}], { duration: 900, easing: "ease-out" });
    }
  }

  /** Names follow a consent that is given or withdrawn. */
  #describe(item, { a, b, madeAt }) {
    const said = [a, b].flatMap((person) => [person.name, person.organisation]).join("|");
    if (item.dataset.said === said) return;
    item.dataset.said = said;
    const thread = element("span", "wall__thread");
    const when = element("time", "num", this.texts.time(new Date(madeAt * 1000)));
    item.replaceChildren(end(a), thread, end(b), when);
  }
}

function newestOf(contacts) {
  const newest = [];
  for (const contact of contacts) {
    if (newest.length === SHOWN && !isNewer(contact, newest.at(-1))) continue;
    newest.push(contact);
    newest.sort((p, q) => (isNewer(p, q) ? -1 : 1));
    newest.length = Math.min(SHOWN, newest.length);
  }
  return newest;
}

function isNewer(contact, other) {
  return contact.madeAt > other.madeAt || (contact.madeAt === other.madeAt && contact.id > other.id);
}

/** @param {Person} person as a node of the network with the name beside it */
function end(person) {
  const slot = person.organisation >= 0 && person.organisation < SLOTS ? person.organisation + 1 : 0;
  const box = element("span", `wall__end org-${slot}`);
  box.append(element("i", "wall__dot"), element("span", "wall__name", person.name));
  return box;
}

function element(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}
