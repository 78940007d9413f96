// What happens in the sky behind the words? Everybody is a star; who is honoured shines on all whom they have met.

import { readPalette } from "../graph/palette.js";
import { disc } from "./flower.js";
import { stars, unit, veil } from "./places.js";
import { Sheet, easeOut, play } from "./sheet.js";

const DIMMING = 800; // milliseconds

/**
 * @typedef {object} Subject something in the sky
 * @property {number} sky how bright the stars are around it, 0 to 1
 * @property {(scene: Scene) => void} stand takes its place, again whenever the window or the theme has changed
 * @property {(pen: CanvasRenderingContext2D, time: number) => boolean} draw whether it still moves
 */

/** @type {Subject} */
const NOTHING = { sky: 1, stand() {}, draw: () => false };

/** The canvas behind the words. It draws only while something moves. */
export class Scene {
  /** @param {HTMLCanvasElement} canvas @param {number} people */
  constructor(canvas, people) {
    this.people = people;
    this.sheet = new Sheet(canvas, () => this.repaint());
    this.#prepare();
    this.show(NOTHING);
  }

  #subject = NOTHING;
  #time = 0;
  #stop = () => {};

  /** Only the stars. */
  rest() {
    this.show(NOTHING);
  }

  /** @param {Subject} subject */
  show(subject) {
    this.#stop();
    this.#subject = subject;
    subject.stand(this);
    this.#stop = play((time) => this.#picture(time));
  }

  /** The window or the theme has changed. */
  repaint() {
    this.#prepare();
    this.#subject.stand(this);
    this.#picture(this.#time);
  }

  #picture(time) {
    const { sheet } = this;
    this.#time = time;
    sheet.clear();
    sheet.pen.globalAlpha = 1 - (1 - this.#subject.sky) * easeOut(time / DIMMING);
    sheet.lay(this.sky);
    sheet.pen.globalAlpha = 1;
    const moves = this.#subject.draw(sheet.pen, time) || (this.#subject.sky < 1 && time < DIMMING);
    this.#veil();
    return moves;
  }

  /** Behind the words everything is faint. */
  #veil() {
    const { pen, width, height } = this.sheet;
    pen.globalCompositeOperation = "destination-out";
    pen.globalAlpha = 1;
    pen.fillStyle = this.veil;
    pen.fillRect(0, 0, width, height);
    pen.globalCompositeOperation = "source-over";
  }

  #prepare() {
    const { width, height, canvas } = this.sheet;
    const { slots, surface, ink } = readPalette(document.body);
    const spark = getComputedStyle(canvas).color;
    const fading = spark.replace("rgb(", "rgba(").replace(")", ", 0)");
    this.look = { slots, surface, ink, spark, fading, unit: unit(width, height) };
    this.stars = stars(this.people, width, height);
    this.size = this.look.unit * Math.min(0.3, Math.max(0.1, 3 / Math.sqrt(this.people + 1)));
    this.veil = veil(this.sheet.pen, width, height);
    this.sky = this.sheet.behind();
    for (const { x, y, near } of this.stars) {
      this.sky.pen.globalAlpha = 0.16 + 0.34 * near;
      disc(this.sky.pen, x, y, this.size * (0.55 + 0.6 * near), ink);
    }
  }
}
