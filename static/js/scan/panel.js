/** How is a verdict shown, so that one glance is enough? */

const VIBRATIONS = { new: 90, known: [40, 60, 40], hint: [40, 60, 40], refused: 240 };
const LONG_NAME = 28; // signs beyond which a name is written smaller
const KINDS = ["new", "known", "hint", "refused", "waiting", "quiet"];

/**
 * @typedef {{kind: "new"|"known"|"hint"|"refused"|"waiting"|"quiet", title: string, text: string,
 *   person?: {name: string, organisation: string|null}|null, topics?: string[], icebreaker?: string|null}} Verdict
 */

/** The big panel beside the viewfinder; a live region, so that it is also heard. */
export class VerdictPanel {
  /**
   * @param {HTMLElement} region - holds the elements named by `data-part`
   * @param {{vibrates: boolean, play: (kind: string) => void}} [signals] - how answers sound, and whether they buzz
   */
  constructor(region, signals = { vibrates: true, play() {} }) {
    Object.assign(this, { region, signals });
  }

  /**
   * Show a verdict and let the phone buzz once per kind.
   *
   * @param {Verdict} verdict - in words that are ready to be read
   */
  show(verdict) {
    const { kind, title, text, person, topics, icebreaker } = verdict;
    this.region.classList.remove(...KINDS.map((other) => `verdict--${other}`));
    this.region.getBoundingClientRect(); // ends the last entrance, or two new contacts in a row would look like one
    this.region.classList.add(`verdict--${kind}`);
    fill(this.region, {
      "verdict-title": title,
      "verdict-name": person?.name ?? "",
      "verdict-organisation": person?.organisation ?? "",
      "verdict-text": text ?? "",
    });
    if (this.region.querySelector('[data-part="verdict-topics"]')) this.#showTalk(topics ?? [], icebreaker ?? "");
    const long = (person?.name ?? "").length > LONG_NAME;
    this.region.querySelector('[data-part="verdict-name"]').classList.toggle("verdict__name--long", long);
    const link = this.region.querySelector('[data-part="verdict-link"]');
    link.hidden = !person;
    link.lastElementChild.textContent = initials(person?.name ?? "");
    // Browsers let a page buzz only after a tap, and complain otherwise.
    const buzzes = this.signals.vibrates && kind in VIBRATIONS;
    if (buzzes && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(VIBRATIONS[kind]);
    this.signals.play(kind);
  }

  /** What the two can talk about; the panels of the door and of a station have no place for it. */
  #showTalk(topics, icebreaker) {
    const list = this.region.querySelector('[data-part="verdict-topics"]');
    list.replaceChildren(...topics.map((topic) => Object.assign(document.createElement("li"), { textContent: topic })));
    list.hidden = !topics.length;
    fill(this.region, { "verdict-icebreaker": icebreaker });
  }
}

/**
 * Set texts; an element whose text is empty is hidden.
 *
 * @param {ParentNode} parent - holds elements with `data-part`
 * @param {Record<string, string>} texts - by part
 */
export function fill(parent, texts) {
  for (const [part, text] of Object.entries(texts)) {
    const element = parent.querySelector(`[data-part="${part}"]`);
    element.textContent = text;
    element.hidden = !text;
  }
}

/**
 * Shorten a name to what fits into a node.
 *
 * @param {string} name - such as "Anna von Schmidt"
 * @returns {string} such as "AS"; empty for an empty name
 */
export function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => Array.from(word)[0].toUpperCase()).join("");
}
