/**
 * How would the badge look that is being typed? The server draws it, as it will draw it for the printer.
 *
 * Without this, the button "Show" does the same.
 */

const PAUSE = 300; // milliseconds without a keystroke

class Preview {
  #timer = 0;
  #asked = null;

  /** @param {HTMLFormElement} form - with `data-preview`, the address that draws */
  constructor(form) {
    this.form = form;
    this.look = form.querySelector("[data-look]");
    form.addEventListener("input", () => this.#wait());
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), PAUSE);
  }

  async #draw() {
    this.#asked?.abort();
    this.#asked = new AbortController();
    try {
      const answer = await fetch(this.form.dataset.preview, {
        method: "POST",
        body: new URLSearchParams(new FormData(this.form)),
        signal: this.#asked.signal,
      });
      if (!answer.ok && answer.status !== 422) return; // signed out, or away: the form itself says so when it is sent
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok) this.look.replaceChildren(...page.body.childNodes);
      this.#mark(answer.ok ? null : page.querySelector(".error-summary"));
    } catch (error) {
      if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error; // a TypeError: no network
    }
  }

  /** Says above the last good picture what keeps the next one from being drawn. */
  #mark(summary) {
    this.look.querySelector("[data-wrong]")?.remove();
    if (!summary) return;
    const list = summary.querySelector("ul");
    list.dataset.wrong = "";
    list.className = "design__wrong";
    this.look.prepend(list);
  }
}

document.querySelectorAll("[data-design]").forEach((form) => new Preview(form));
