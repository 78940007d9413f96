/** Which scans were made on this device since the page was opened? Nothing of it is stored: it holds names. */

import { fill, initials } from "./panel.js";

const LONGEST = 20;

/** The list of the last scans, newest first. */
export class RecentList {
  #items = new Map();

  /**
   * @param {HTMLElement} section - hidden until there is something to show
   * @param {HTMLElement} list - receives the items
   * @param {HTMLTemplateElement} template - of one item
   */
  constructor(section, list, template) {
    this.section = section;
    this.list = list;
    this.template = template;
    this.clock = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { timeStyle: "short" });
  }

  /**
   * Enter what became of a scan; a scan that waited changes its own entry.
   *
   * @param {import("./submit.js").Scan} scan - the scan
   * @param {import("./panel.js").Verdict} verdict - its verdict, or that it waits
   * @param {string} unnamed - what to call a badge whose owner is not known
   */
  enter(scan, verdict, unnamed) {
    let item = this.#items.get(scan.nonce);
    if (!item) {
      item = this.template.content.firstElementChild.cloneNode(true);
      this.#items.set(scan.nonce, item);
      this.list.prepend(item);
      this.section.hidden = false;
      this.#trim();
    }
    const time = this.clock.format(new Date(scan.scanned_at));
    const person = verdict.person;
    item.dataset.kind = verdict.kind;
    fill(item, {
      "recent-name": person?.name ?? unnamed,
      "recent-more": person?.organisation ? `${person.organisation} · ${time}` : time,
      "recent-state": verdict.title,
    });
    item.querySelector('[data-part="recent-initials"]').textContent = initials(person?.name ?? "");
  }

  /** Drop the oldest entries, but never one that still waits. */
  #trim() {
    for (const [nonce, item] of this.#items) {
      if (this.#items.size <= LONGEST) return;
      if (item.dataset.kind === "waiting") continue;
      item.remove();
      this.#items.delete(nonce);
    }
  }
}
