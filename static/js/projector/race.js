// Who are the first ten, and how does one overtake another?

const OVERTAKING = 1400; // milliseconds

/** @typedef {[rank: number, number: number, name: string, organisation: string, counted: number]} Line */

/** Ten bars that grow and change places; a bar that has grown lights up. */
export class Race {
  /** @param {HTMLElement} list @param {import("../graph/texts.js").Texts} texts */
  constructor(list, texts) {
    Object.assign(this, { list, texts });
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
  }

  /** @type {Map<number, {item: HTMLLIElement, counted: number, share: number}>} by number of the person */
  #rows = new Map();

  /** @param {Line[]} lines best first */
  show(lines) {
    const before = new Map([...this.#rows].map(([number, { item }]) => [number, item.offsetTop]));
    const most = lines[0]?.[4] ?? 1;
    const rows = new Map();
    for (const line of lines) rows.set(line[1], this.#rows.get(line[1]) ?? { item: row(), counted: line[4], share: 0 });
    this.#rows = rows;
    const items = [...rows.values()].map(({ item }) => item);
    // Put in anew, a bar would stop growing; so only when places have changed.
    if (items.length !== this.list.children.length || items.some((item, i) => item !== this.list.children[i])) {
      this.list.replaceChildren(...items);
    }
    for (const line of lines) this.#describe(rows.get(line[1]), line, most);
    for (const [number, { item }] of rows) this.#move(item, before.get(number));
  }

  #describe(row, [rank, number, name, organisation, counted], most) {
    const [place, who, track, value] = row.item.children;
    place.textContent = this.texts.number(rank);
    who.textContent = name || this.texts.say("unnamed", { number: String(number) });
    track.firstChild.textContent = organisation;
    value.textContent = this.texts.number(counted);
    this.#grow(row, counted / most);
    if (counted > row.counted) this.#light(row.item);
    row.counted = counted;
  }

  #grow(row, share) {
    const bar = row.item.querySelector(".wall__bar");
    const from = row.share;
    row.share = share;
    bar.style.width = `${100 * share}%`;
    if (!this.still.matches && from !== share) {
      bar.animate([{ width: `${100 * from}%` }, {}], { duration: OVERTAKING, easing: "ease-out" });
    }
  }

  #light(item) {
    if (this.still.matches) return;
    const bar = item.querySelector(".wall__bar");
    bar.animate([{ background: "var(--wall-spark)" }, {}], { duration: 4000, easing: "ease-in" });
  }

  #move(item, from) {
    if (this.still.matches || from === item.offsetTop) return;
    const way = from === undefined ? "100%" : `${from - item.offsetTop}px`;
    item.animate([{ transform: `translateY(${way})` }, {}], { duration: OVERTAKING, easing: "ease-in-out" });
  }
}

function row() {
  const item = document.createElement("li");
  const track = element("span", "wall__track");
  track.append(element("span", "wall__bar"));
  item.append(element("span", "wall__rank num"), element("b", "wall__who"), track, element("span", "wall__value num"));
  return item;
}

function element(tag, className = "") {
  return Object.assign(document.createElement(tag), { className });
}
