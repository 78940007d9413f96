// Which point of the picture is where on the screen?

/** @typedef {import("./frame.js").Box} Box */
/** @typedef {{scale: number, x: number, y: number}} View  screen = place * scale + (x, y) */

const NEAREST = 40;
const FARTHEST = 0.5;

/** Shows a box of the picture in a window; zooming and panning are kept relative to that home view. */
export class Camera {
  constructor() {
    /** @type {View} */ this.view = { scale: 1, x: 0, y: 0 };
    this.zoom = 1;
    this.#home = { ...this.view };
  }

  /** @type {View} */ #home;
  #goal = null;
  #homing = false; // the home view may change on the way

  /** @returns {boolean} whether the whole picture is shown, so that it may follow the layout */
  get atHome() {
    return this.zoom === 1 && this.view.x === this.#home.x && this.view.y === this.#home.y;
  }

  /**
   * The box or the window changed. Whoever has zoomed in keeps what they are looking at.
   * @param {Box} box @param {number} width @param {number} height @param {number} margin pixels around the box
   */
  show(box, width, height, margin) {
    const follow = this.atHome;
    this.#home = fit(box, width, height, margin);
    if (follow) this.view = { ...this.#home };
    else this.zoom = this.view.scale / this.#home.scale;
  }

  /** @param {number} factor @param {number} x @param {number} y the point of the screen that stays */
  zoomAt(factor, x, y) {
    this.#goal = null;
    const zoom = Math.min(NEAREST, Math.max(FARTHEST, this.zoom * factor));
    const by = zoom / this.zoom;
    this.zoom = zoom;
    this.view = { scale: this.view.scale * by, x: x - (x - this.view.x) * by, y: y - (y - this.view.y) * by };
  }

  /** @param {number} dx @param {number} dy pixels */
  pan(dx, dy) {
    this.#goal = null;
    this.view = { ...this.view, x: this.view.x + dx, y: this.view.y + dy };
  }

  /** Back to the whole picture. */
  goHome() {
    this.#homing = true;
    this.#goal = this.#home;
  }

  /**
   * @param {Box} box @param {number} width @param {number} height @param {number} margin
   * @param {number} least zoom that the box is seen at
   */
  goTo(box, width, height, margin, least = 0) {
    this.#homing = false;
    const home = this.#home.scale;
    const scale = Math.min(6 * home, Math.max(least * home, fit(box, width, height, margin).scale));
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    this.#goal = { scale, x: width / 2 - x * scale, y: height / 2 - y * scale };
  }

  /**
   * One frame on the way to where the camera was sent.
   * @param {number} share of the remaining way, 1 to jump @returns {boolean} whether it moved
   */
  travel(share) {
    if (!this.#goal) return false;
    const [from, to] = [this.view, this.#homing ? this.#home : this.#goal];
    const near = Math.abs(to.x - from.x) + Math.abs(to.y - from.y) < 1 && Math.abs(to.scale / from.scale - 1) < 0.002;
    const part = near ? 1 : share;
    this.view = {
      scale: from.scale * (to.scale / from.scale) ** part,
      x: from.x + (to.x - from.x) * part,
      y: from.y + (to.y - from.y) * part,
    };
    if (part === 1) {
      this.view = { ...to };
      this.#goal = null;
    }
    if (!this.#goal) this.#homing = false;
    this.zoom = this.view.scale === this.#home.scale ? 1 : this.view.scale / this.#home.scale;
    return true;
  }
}

/** @returns {View} */
function fit(box, width, height, margin) {
  const scale = Math.max(1e-6, Math.min((width - 2 * margin) / box.width, (height - 2 * margin) / box.height));
  return {
    scale,
    x: width / 2 - (box.left + box.width / 2) * scale,
    y: height / 2 - (box.top + box.height / 2) * scale,
  };
}
