// What is a canvas that fills the window, and how does something on it move?

const MOST_PIXELS = 3840 * 2160;

/** A canvas as large as the window, in points of the page. */
export class Sheet {
  /** @param {HTMLCanvasElement} canvas @param {() => void} resized */
  constructor(canvas, resized) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    addEventListener("resize", () => {
      this.#fit();
      resized();
    });
    this.#fit();
  }

  #fit() {
    this.width = innerWidth;
    this.height = innerHeight;
    const whole = Math.sqrt(MOST_PIXELS / (this.width * this.height));
    this.scale = Math.min(devicePixelRatio || 1, 2, whole);
    this.canvas.width = Math.round(this.width * this.scale);
    this.canvas.height = Math.round(this.height * this.scale);
    this.pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
  }

  clear() {
    this.pen.clearRect(0, 0, this.width, this.height);
  }

  /** @returns {Sheet} another one of the same size that nobody sees: to draw on once, and show often */
  behind() {
    const canvas = document.createElement("canvas");
    canvas.width = this.canvas.width;
    canvas.height = this.canvas.height;
    const pen = canvas.getContext("2d");
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    return Object.assign(Object.create(Sheet.prototype), { canvas, pen, width: this.width, height: this.height, scale: this.scale });
  }

  /** @param {Sheet} other is shown as it is */
  lay(other) {
    this.pen.drawImage(other.canvas, 0, 0, this.width, this.height);
  }
}

/**
 * Draws again and again until it says that nothing moves any more.
 * @param {(milliseconds: number) => boolean} draw with the time since the beginning; whether it goes on
 * @returns {() => void} stops it
 */
export function play(draw) {
  let frame = 0;
  let begun = 0;
  const next = (now) => {
    begun ||= now;
    frame = draw(now - begun) ? requestAnimationFrame(next) : 0;
  };
  frame = requestAnimationFrame(next);
  return () => cancelAnimationFrame(frame);
}

/** @param {number} share of the way, 0 to 1 and beyond @returns {number} the same, coming to rest */
export function easeOut(share) {
  return 1 - (1 - Math.min(1, Math.max(0, share))) ** 3;
}
