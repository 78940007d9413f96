// What does a pointer, a finger or a key do to the picture?

/** @typedef {import("./model.js").Person} Person */
/** @typedef {import("./organisations.js").Organisation} Organisation */
/** @typedef {import("./picture.js").Picture} Picture */

const ZOOM = 1.35;
const STEP = 60; // points that an arrow key pans
const STILL = 6; // points a finger may slip and still tap

/**
 * @typedef {object} Answers
 * @property {(person: Person | null, organisation?: Organisation | null) => void} choose
 * @property {(person: Person | null, x: number, y: number, organisation?: Organisation | null) => void} hover
 * @property {(by: number) => void} step  to the next (1) or previous (-1) person
 */

/** Gestures and keys on the stage. @param {HTMLElement} stage @param {Picture} picture @param {Answers} answers */
export function listen(stage, picture, answers) {
  new Pointers(stage, picture, answers);
  stage.addEventListener("wheel", (event) => wheel(event, stage, picture), { passive: false });
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act(picture, answers);
  });
}

/** @param {Picture} picture @param {number} factor around the middle of the stage */
export function zoom(picture, factor) {
  picture.camera.zoomAt(factor, picture.stage.width / 2, picture.stage.height / 2);
  picture.moved();
}

/** @param {Picture} picture */
export function goHome(picture) {
  picture.camera.goHome();
  picture.moved();
}

function pan(picture, dx, dy) {
  picture.camera.pan(dx, dy);
  picture.moved();
}

/** Every gesture has a button too; their `data-action` names stand here. */
export const ACTIONS = {
  "zoom-in": (picture) => zoom(picture, ZOOM),
  "zoom-out": (picture) => zoom(picture, 1 / ZOOM),
  fit: goHome,
  next: (_, answers) => answers.step(1),
  previous: (_, answers) => answers.step(-1),
  close: (_, answers) => answers.choose(null),
};

const KEYS = {
  "+": ACTIONS["zoom-in"],
  "=": ACTIONS["zoom-in"],
  "-": ACTIONS["zoom-out"],
  0: ACTIONS.fit,
  n: ACTIONS.next,
  p: ACTIONS.previous,
  Escape: ACTIONS.close,
  ArrowLeft: (picture) => pan(picture, STEP, 0),
  ArrowRight: (picture) => pan(picture, -STEP, 0),
  ArrowUp: (picture) => pan(picture, 0, STEP),
  ArrowDown: (picture) => pan(picture, 0, -STEP),
};

/**
 * The wheel zooms when the stage is in use (it has the focus) or with the control key, which is also how a
 * touchpad's pinch arrives; else it scrolls the page, which must not get stuck on the picture.
 */
function wheel(event, stage, picture) {
  if (!event.ctrlKey && !stage.contains(document.activeElement)) return;
  event.preventDefault();
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 24 : 1;
  const away = Math.max(-200, Math.min(200, event.deltaY * lines));
  const { left, top } = stage.getBoundingClientRect();
  picture.camera.zoomAt(Math.exp(-away * (event.ctrlKey ? 0.01 : 0.003)), event.clientX - left, event.clientY - top);
  picture.moved();
}

class Pointers {
  /** @type {Map<number, {x: number, y: number}>} */ #down = new Map();
  #slipped = 0;

  constructor(stage, picture, answers) {
    Object.assign(this, { stage, picture, answers });
    stage.addEventListener("pointerdown", (event) => this.#press(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    stage.addEventListener("pointerup", (event) => this.#release(event, true));
    stage.addEventListener("pointercancel", (event) => this.#release(event, false));
    stage.addEventListener("pointerleave", () => this.answers.hover(null, 0, 0));
  }

  #at(event) {
    const { left, top } = this.stage.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #press(event) {
    if (event.button !== 0) return;
    this.stage.setPointerCapture(event.pointerId);
    if (!this.#down.size) this.#slipped = 0;
    this.#down.set(event.pointerId, this.#at(event));
  }

  #move(event) {
    const at = this.#at(event);
    const before = this.#down.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") this.#hover(at);
      return;
    }
    const pinch = this.#down.size === 2 ? this.#spread() : null;
    this.#down.set(event.pointerId, at);
    const [dx, dy] = [at.x - before.x, at.y - before.y];
    this.#slipped += Math.hypot(dx, dy);
    if (this.#slipped < STILL) return;
    this.answers.hover(null, 0, 0);
    const fingers = this.#down.size;
    // One finger scrolls the page past the whole picture; it moves the picture once that is zoomed.
    if (event.pointerType === "touch" && fingers === 1 && !this.picture.zoomed) return;
    this.picture.camera.pan(dx / fingers, dy / fingers);
    if (pinch) {
      const now = this.#spread();
      this.picture.camera.zoomAt(now.distance / pinch.distance, now.x, now.y);
    }
    this.picture.moved();
  }

  #release(event, tap) {
    if (!this.#down.delete(event.pointerId)) return;
    if (!tap || this.#down.size || this.#slipped >= STILL) return;
    const { x, y } = this.#at(event);
    const person = this.picture.personAt(x, y, event.pointerType === "mouse" ? 6 : 18);
    this.answers.choose(person, person ? null : this.picture.organisationAt(x, y));
  }

  #hover({ x, y }) {
    const person = this.picture.personAt(x, y, 6);
    this.answers.hover(person, x, y, person ? null : this.picture.organisationAt(x, y));
  }

  #spread() {
    const [a, b] = [...this.#down.values()];
    return { distance: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }
}
