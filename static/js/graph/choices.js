// What do colours and sizes mean, as far as the server can tell already?

import { byCircle, byDay, byOrganisation, byTopic } from "./colouring.js";

const AGAIN = 30_000; // milliseconds until new measures are asked for

/**
 * Two choices, `[data-choice]` colour and size. An option whose numbers are not there (yet) is disabled and says why.
 */
export class Choices {
  /**
   * @param {HTMLElement} root with `data-measures-url` and `data-topics-url`
   * @param {import("./model.js").ContactGraph} graph @param {import("./texts.js").Texts} texts
   * @param {{coloured: (groups: import("./colouring.js").Groups) => void,
   *   sized: (by: string, bridging: Object<string, number>) => void}} answers
   */
  constructor(root, graph, texts, answers) {
    Object.assign(this, { graph, texts, answers });
    this.#urls = { measures: root.dataset.measuresUrl, topics: root.dataset.topicsUrl };
    this.colour = root.querySelector('[data-choice="colour"]');
    this.size = root.querySelector('[data-choice="size"]');
    for (const option of [...this.colour.options, ...this.size.options]) option.dataset.label = option.textContent;
    this.colour.addEventListener("change", () => this.#colour());
    this.size.addEventListener("change", () => this.#resize());
  }

  #urls;
  #measures = null;
  #topics = null;

  /** Asks for what is not part of the graph, now and every half minute. */
  async open() {
    await Promise.all([this.#ask("measures"), this.#ask("topics")]);
    setInterval(() => document.hidden || this.#ask("measures"), AGAIN);
  }

  async #ask(what) {
    let found = null;
    try {
      const response = await fetch(this.#urls[what], { headers: { Accept: "application/json" } });
      if (response.status === 200) found = await response.json();
    } catch {
      // Asked again in half a minute; what is known stays.
    }
    if (what === "topics") this.#topics = found ?? this.#topics;
    else if (found === null || found.cursor === this.#measures?.cursor) return this.#offer();
    else this.#measures = found;
    this.#offer();
    if (what === "measures" && this.colour.value === "circle") this.#colour();
    if (what === "measures" && this.size.value === "bridging") this.#resize();
  }

  /** Which options can be chosen now, and why not the others. */
  #offer() {
    const pending = this.#measures ? "" : "pending";
    const circles = Object.keys(this.#measures?.circles ?? {}).length ? "" : "chance";
    this.#allow(this.colour, "topic", this.#topics?.topics.length ? "" : "topicless");
    this.#allow(this.colour, "circle", pending || circles);
    this.#allow(this.size, "bridging", pending);
  }

  #allow(select, value, reason) {
    const option = [...select.options].find((each) => each.value === value);
    if (!option) return;
    option.disabled = reason !== "";
    option.textContent = reason ? `${option.dataset.label} (${this.texts.say(reason)})` : option.dataset.label;
    if (reason && select.value === value) {
      select.selectedIndex = 0;
      select.dispatchEvent(new Event("change"));
    }
  }

  #colour() {
    const groups = {
      organisation: () => byOrganisation(this.graph),
      topic: () => byTopic(this.#topics),
      day: () => byDay(this.graph, this.texts),
      circle: () => byCircle(this.#measures.circles, this.texts),
    };
    this.answers.coloured(groups[this.colour.value]());
  }

  #resize() {
    this.answers.sized(this.size.value, this.#measures?.bridging ?? {});
  }
}
