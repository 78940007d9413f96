/**
 * How far is a large printing of badges? Asked every second; when it is done, the page loads once more and has the file.
 *
 * Without this script the page loads again by itself every few seconds.
 */

const EVERY = 1000; // milliseconds

class Progress {
  /** @param {HTMLElement} root - the element with `data-printing` */
  constructor(root) {
    this.root = root;
    this.drawn = root.querySelector("[data-drawn]");
    this.bar = root.querySelector("progress");
    document.addEventListener("visibilitychange", () => document.hidden || this.#ask());
    this.#later();
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(), EVERY);
  }

  async #ask() {
    if (document.hidden) return;
    try {
      const response = await fetch(this.root.dataset.progressUrl, { headers: { Accept: "application/json" } });
      if (!response.ok) return location.reload(); // signed out, or gone: the page says which
      const { drawn, is_under_way: isUnderWay } = await response.json();
      if (!isUnderWay) return location.reload();
      this.bar.value = drawn;
      this.drawn.textContent = drawn;
    } catch {
      // no connection: asked again
    }
    this.#later();
  }
}

for (const root of document.querySelectorAll("[data-printing]")) new Progress(root);
