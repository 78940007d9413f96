/**
 * What would the rules do at a rehearsal, as they are ticked now? Counted again with each switch, saved or not.
 *
 * Without this script the page of the effect says the same by a button.
 */

const PAUSE = 100; // milliseconds: arrow keys run through radio buttons
const TIMEOUT = 8_000;

/** The switches of one page, and beside them what they do. */
class Effect {
  #latest = 0;
  #timer = 0;

  /** @param {HTMLElement} root - the element with `data-effect`, around switches and effect */
  constructor(root) {
    this.root = root;
    this.sum = root.querySelector("[data-effect-sum]");
    this.said = root.querySelector("[data-effect-said]");
    this.place = root.querySelector("[data-effect-place]");
    this.rehearsal = root.querySelector("[data-effect-rehearsal]");
    root.addEventListener("change", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#count(true), PAUSE);
    });
    root.querySelector("[data-effect-choice]").hidden = false;
    this.#count(false); // browsers tick what was ticked when a page is loaded again
  }

  /**
   * Show what the ticked rules do; only the latest question is answered, whichever answer comes last.
   *
   * @param {boolean} isSaid - to those who do not see it: after a change, not when the page opens
   */
  async #count(isSaid) {
    this.#latest += 1;
    const turn = this.#latest;
    const part = await this.#ask();
    if (turn !== this.#latest) return;
    const sum = part?.dataset.said ?? this.root.dataset.textFailed;
    if (part) this.place.replaceChildren(part);
    this.sum.textContent = sum;
    this.sum.hidden = false;
    if (isSaid) this.said.textContent = sum;
  }

  /** @returns {Promise<HTMLElement|null>} the effect as the server renders it; null without an answer */
  async #ask() {
    const rules = [...this.root.querySelectorAll("input:checked")].map(({ name, value }) => [name, value]);
    const query = new URLSearchParams([...rules, ["rehearsal", this.rehearsal.value]]);
    try {
      const response = await fetch(`${this.root.dataset.url}?${query}`, {
        headers: { Accept: "text/html" },
        credentials: "same-origin",
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT),
      });
      if (!response.ok) return null;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      return page.querySelector("[data-effect-part]");
    } catch {
      return null;
    }
  }
}

document.querySelectorAll("[data-effect]").forEach((root) => new Effect(root));
