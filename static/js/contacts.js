/**
 * Has a contact come since this list was loaded? The notice of it says so (news.js); a tap brings the list up to date.
 *
 * The list never changes under a finger by itself, and what is typed in the search stays. What the owner answers in a
 * notice is shown in the list's own row.
 */

import { Texts } from "./graph/texts.js";

const TIMEOUT = 8_000;

/** The list of one page. */
class Contacts {
  #new = new Set();

  /** @param {HTMLElement} root - the element with `data-contacts` */
  constructor(root) {
    this.root = root;
    this.texts = new Texts(root);
    this.newest = Number(root.dataset.newest);
    this.line = root.querySelector("[data-contacts-new]");
    this.count = root.querySelector("[data-contacts-count]");
    this.line.querySelector("button").addEventListener("click", () => this.#renew());
    document.addEventListener("news:shown", ({ detail }) => {
      this.#hear(detail.ids);
      if (detail.changed.length) this.#renewRows(detail.changed);
    });
  }

  #hear(ids) {
    for (const id of ids) if (id > this.newest) this.#new.add(id);
    this.line.hidden = !this.#new.size;
    this.count.textContent = this.#new.size ? this.texts.count("new", this.#new.size) : "";
  }

  /** Bring everything up to date but the search, and go to what is new. */
  async #renew() {
    const [first] = this.#new;
    const page = await this.#fetch();
    const parts = [...this.root.querySelectorAll("[data-fresh]")];
    const fresh = parts.map((part) => page?.querySelector(`[data-fresh="${part.dataset.fresh}"]`));
    const row = `contact-${first}`;
    // Signed out, the first contact of all, or one that the search leaves out: the whole list says it.
    if (!page?.getElementById(row) || fresh.includes(null)
      || page.querySelectorAll("[data-fresh]").length !== parts.length) {
      location.assign(this.root.dataset.all);
      return;
    }
    parts.forEach((part, place) => part.replaceWith(fresh[place]));
    this.newest = Number(page.querySelector("[data-contacts]").dataset.newest);
    this.#new.clear();
    this.#hear([]);
    document.getElementById(row).querySelector("a").focus();
  }

  /** The rows of contacts whose notice has been answered, unless somebody is busy with one. */
  async #renewRows(ids) {
    const page = await this.#fetch();
    for (const id of ids) {
      const row = document.getElementById(`contact-${id}`);
      const fresh = page?.getElementById(`contact-${id}`);
      const isBusy = row?.contains(document.activeElement) || row?.querySelector("details[open]");
      if (row && fresh && !isBusy) row.replaceWith(fresh);
    }
  }

  /** @returns {Promise<Document|null>} this page as it is now; null without an answer */
  async #fetch() {
    try {
      const response = await fetch(location.href, {
        headers: { Accept: "text/html" },
        credentials: "same-origin",
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT),
      });
      return response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
    } catch {
      return null;
    }
  }
}

document.querySelectorAll("[data-contacts]").forEach((root) => new Contacts(root));
