// How does confetti fall? From both lower corners upwards, then more from above: down through the air, turning.

import { Sheet, play } from "./sheet.js";
import { unit } from "./places.js";

const PIECES = 340;
const LASTS = 12_000; // milliseconds until the last piece has left the window
const FALL = 34; // units per second and second
const AIR = 0.9; // how much of its speed a piece loses in a second

/** Paper in the colours of the hall's organisations. It is over by itself. */
export class Confetti {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.sheet = new Sheet(canvas, () => this.stop());
  }

  #stop = () => {};

  /** @param {string[]} colours */
  throw(colours) {
    this.stop();
    const size = unit(this.sheet.width, this.sheet.height);
    const pieces = Array.from({ length: PIECES }, (_, i) => this.#piece(i, size, colours));
    let before = 0;
    this.#stop = play((time) => {
      const seconds = Math.min(0.05, (time - before) / 1000);
      before = time;
      this.sheet.clear();
      for (const piece of pieces) {
        if (piece.after > time) continue;
        fly(piece, seconds, size);
        this.#paint(piece, size);
      }
      if (time < LASTS) return true;
      this.sheet.clear();
      return false;
    });
  }

  stop() {
    this.#stop();
    this.sheet.clear();
  }

  #piece(i, size, colours) {
    return {
      ...(i % 3 === 0 ? this.#falling(size) : this.#thrown(i % 2 === 0, size)),
      turn: 6.3 * Math.random(),
      turning: 3 + 7 * Math.random(),
      tilt: 6.3 * Math.random(),
      colour: colours[i % colours.length],
      wide: 0.8 + 0.7 * Math.random(),
    };
  }

  #thrown(isLeft, size) {
    const angle = (isLeft ? -1 : -2.14) + (Math.random() - 0.5) * 0.9;
    const speed = size * (70 + 95 * Math.random());
    return {
      x: isLeft ? -size : this.sheet.width + size,
      y: this.sheet.height * (0.82 + 0.15 * Math.random()),
      speedX: speed * Math.cos(angle) * Math.min(1, this.sheet.width / this.sheet.height),
      speedY: speed * Math.sin(angle),
      after: 350 * Math.random(),
    };
  }

  #falling(size) {
    return { x: this.sheet.width * Math.random(), y: -size, speedX: 0, speedY: 0, after: 900 + 4500 * Math.random() };
  }

  #paint({ x, y, turn, tilt, wide, colour }, size) {
    const { pen, scale } = this.sheet;
    const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
    const flat = Math.sin(turn); // seen from the side it is a line
    pen.setTransform(scale * cos, scale * sin, -scale * sin * flat, scale * cos * flat, scale * x, scale * y);
    pen.fillStyle = colour;
    pen.fillRect((-wide * size) / 2, -0.45 * size, wide * size, 0.9 * size);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
  }
}

function fly(piece, seconds, size) {
  const kept = (1 - AIR) ** seconds;
  piece.speedX *= kept;
  piece.speedY = piece.speedY * kept + FALL * size * seconds;
  piece.turn += piece.turning * seconds;
  piece.tilt += 0.4 * piece.turning * seconds;
  piece.x += (piece.speedX + 3 * size * Math.sin(piece.turn)) * seconds;
  piece.y += piece.speedY * seconds;
}
