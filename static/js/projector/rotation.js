// Which of the views is on the wall, and when comes the next?

/** Shows one view after the other; whoever stands at the computer may hold one or choose another. */
export class Rotation {
  /** @param {HTMLElement} root with the views and their buttons @param {import("../graph/texts.js").Texts} texts */
  constructor(root, texts) {
    this.texts = texts;
    this.views = [...root.querySelectorAll("[data-view]")];
    this.buttons = new Map([...root.querySelectorAll("[data-show]")].map((button) => [button.dataset.show, button]));
    this.holder = root.querySelector("#wall-hold");
    this.allowed = new Set(root.dataset.views.split(" "));
    this.holder.addEventListener("click", () => this.hold());
    for (const [name, button] of this.buttons) button.addEventListener("click", () => this.show(name));
    addEventListener("keydown", (event) => this.#press(event));
    this.#settle();
  }

  #filled = { graph: true, count: false, latest: false, top: false };
  #shown = "";
  #isHeld = false;
  #timer = 0;

  /** @param {string[]} names views that the organisers have chosen */
  allow(names) {
    this.allowed = new Set(names);
    this.#settle();
  }

  /** @param {Object<string, boolean>} filled which views have something to show by now */
  fill(filled) {
    Object.assign(this.#filled, filled);
    this.#settle();
  }

  /** @param {string} name of the view that is on the wall from now on */
  show(name) {
    this.#shown = name;
    for (const view of this.views) {
      const isShown = view.dataset.view === name;
      view.classList.toggle("is-shown", isShown);
      view.inert = !isShown;
    }
    for (const [other, button] of this.buttons) button.setAttribute("aria-current", String(other === name));
    this.#wait();
  }

  /** Holds the view that is shown, or goes on. */
  hold() {
    this.#isHeld = !this.#isHeld;
    this.holder.setAttribute("aria-pressed", String(this.#isHeld));
    this.#wait();
  }

  get #names() {
    const names = this.views.map((view) => view.dataset.view).filter((name) => this.allowed.has(name));
    const filled = names.filter((name) => this.#filled[name]);
    return filled.length ? filled : names;
  }

  /** What is shown stays, unless it is not there any more. */
  #settle() {
    const names = this.#names;
    for (const [name, button] of this.buttons) button.hidden = !names.includes(name);
    if (!names.includes(this.#shown)) this.show(names[0]);
  }

  #step(by) {
    const names = this.#names;
    this.show(names.at((names.indexOf(this.#shown) + by) % names.length));
  }

  #wait() {
    clearTimeout(this.#timer);
    const seconds = Number(this.views.find((view) => view.dataset.view === this.#shown)?.dataset.seconds);
    if (!this.#isHeld) this.#timer = setTimeout(() => this.#step(1), 1000 * seconds);
  }

  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      " ": () => this.hold(),
      ArrowRight: () => this.#step(1),
      ArrowLeft: () => this.#step(-1),
      f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
    }[event.key];
    if (!act || (event.key === " " && event.target.closest?.("button"))) return;
    event.preventDefault();
    act();
  }
}
