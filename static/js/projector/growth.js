// When in the day were the contacts made? A bar for each quarter of an hour.

const QUARTER = 900; // seconds
const MOST = 96;
const FEWEST = 12;

/** Bars from the first contact of a day to now; the present quarter stands out. */
export class Growth {
  /** @param {HTMLElement} list @param {import("../graph/texts.js").Texts} texts */
  constructor(list, texts) {
    Object.assign(this, { list, texts });
  }

  /**
   * @param {import("../graph/model.js").Contact[]} contacts @param {number} since when the day began
   * @param {boolean} isToday whether it goes on
   */
  show(contacts, since, isToday) {
    const counts = new Map();
    for (const { madeAt } of contacts) {
      if (madeAt < since) continue;
      const quarter = Math.floor(madeAt / QUARTER);
      counts.set(quarter, (counts.get(quarter) ?? 0) + 1);
    }
    if (!counts.size) {
      this.list.replaceChildren();
      return;
    }
    const now = Math.floor(Date.now() / 1000 / QUARTER);
    const last = isToday ? Math.max(now, ...counts.keys()) : Math.max(...counts.keys());
    const first = Math.max(last - MOST + 1, Math.min(last - FEWEST + 1, ...counts.keys()));
    const most = Math.max(...counts.values());
    while (this.list.children.length > last - first + 1) this.list.lastChild.remove();
    while (this.list.children.length < last - first + 1) this.list.append(bar());
    [...this.list.children].forEach((item, i) => {
      const [quarter, [column, label]] = [first + i, item.children];
      column.style.height = `${(100 * (counts.get(quarter) ?? 0)) / most}%`;
      item.classList.toggle("is-now", isToday && quarter === last);
      const moment = new Date(quarter * QUARTER * 1000);
      label.textContent = this.#isMarked(moment, last - first) ? this.texts.time(moment) : "";
    });
  }

  /** Full hours; in a long day every second or third one. */
  #isMarked(moment, quarters) {
    const [hour, minute] = this.texts.time(moment).split(/\D/).map(Number);
    return minute === 0 && hour % Math.ceil(quarters / 40) === 0;
  }
}

function bar() {
  const item = document.createElement("li");
  item.append(document.createElement("span"), document.createElement("small"));
  return item;
}
