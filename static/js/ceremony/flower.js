// How does a champion's network grow? From the middle outwards, contact by contact, as a sunflower does.

import { easeOut } from "./sheet.js";

const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const REACH = 420; // milliseconds until a new thread has reached its end
const GLOW = 900; // so long a new contact lights up
const BEND = 0.16;
const INNER = 0.05; // share of the area that is kept for the champion

/**
 * @typedef {object} Look
 * @property {string[]} slots colours of organisations, the last one for all others
 * @property {string} spark
 * @property {string} fading the same, seen through
 * @property {string} surface
 * @property {string} ink
 * @property {number} unit
 */

/** One champion's contacts around one place. */
export class Flower {
  /**
   * @param {{contacts: [number, number][], links: [number, number][]}} network
   * @param {number[]} births when each contact comes, in milliseconds
   */
  constructor(network, births) {
    this.births = births;
    this.colours = network.contacts.map(([, slot]) => slot);
    this.links = network.links.map(([a, b]) => [a, b, Math.max(births[a], births[b])]).sort((k, l) => k[2] - l[2]);
  }

  #settled = 0;
  #linked = 0;

  /**
   * @param {import("./places.js").Place} place @param {Look} look
   * @param {import("./sheet.js").Sheet} under for links @param {import("./sheet.js").Sheet} over for contacts
   */
  stand(place, look, under, over) {
    Object.assign(this, { place, look, under, over });
    this.#settled = this.#linked = 0;
    const count = this.births.length;
    const room = place.radius - 0.9 * look.unit;
    this.dot = Math.min(1.5 * look.unit, Math.max(0.28 * look.unit, (0.42 * room) / Math.sqrt(count + 1)));
    this.ends = this.births.map((_, i) => {
      const distance = room * Math.sqrt(INNER + (1 - INNER) * ((i + 0.6) / count));
      return [place.x + distance * Math.cos(i * GOLDEN - 1.9), place.y + distance * Math.sin(i * GOLDEN - 1.9)];
    });
  }

  /** What no longer moves is drawn once. @param {number} time */
  settle(time) {
    const { pen } = this.under;
    pen.strokeStyle = this.look.ink;
    pen.lineWidth = Math.max(0.6, 0.07 * this.look.unit);
    pen.globalAlpha = Math.min(0.26, 2.2 / Math.sqrt(this.links.length + 1));
    pen.beginPath();
    for (; this.#linked < this.links.length && this.links[this.#linked][2] + REACH < time; this.#linked++) {
      const [a, b] = this.links[this.#linked].map((i) => this.ends[i]);
      pen.moveTo(...a);
      pen.quadraticCurveTo(...this.#inward(a, b), ...b);
    }
    pen.stroke();
    for (; this.#settled < this.births.length && this.births[this.#settled] + GLOW < time; this.#settled++) {
      this.#contact(this.over.pen, this.#settled, GLOW);
    }
  }

  /** What still moves, and the champion. @param {CanvasRenderingContext2D} pen @param {number} time */
  draw(pen, time) {
    let light = 0;
    for (let i = this.#settled; i < this.births.length && this.births[i] <= time; i++) {
      this.#contact(pen, i, time - this.births[i]);
      light = 1 - (time - this.births[i]) / GLOW;
    }
    const { x, y } = this.place;
    const radius = Math.min(2.1 * this.look.unit, 0.16 * this.place.radius) * (1 + 0.18 * Math.max(0, light));
    const halo = pen.createRadialGradient(x, y, radius, x, y, 4.2 * radius);
    halo.addColorStop(0, this.look.spark);
    halo.addColorStop(1, this.look.fading);
    pen.globalAlpha = 0.22 + 0.25 * Math.max(0, light);
    disc(pen, x, y, 4.2 * radius, halo);
    pen.globalAlpha = 1;
    disc(pen, x, y, radius, this.look.spark);
  }

  /** @param {number} time @returns {number} contacts by then */
  count(time) {
    let count = 0;
    while (count < this.births.length && this.births[count] <= time) count++;
    return count;
  }

  #contact(pen, i, age) {
    const { x, y } = this.place;
    const [endX, endY] = this.ends[i];
    const way = easeOut(age / REACH);
    const light = Math.max(0, 1 - age / GLOW);
    const colour = this.look.slots[this.colours[i]] ?? this.look.slots.at(-1);
    // Threads are bent, all to the same side; of one that still grows the beginning is drawn, which is such a curve, too.
    const [bendX, bendY] = [x + 0.55 * (endX - x) - BEND * (endY - y), y + 0.55 * (endY - y) + BEND * (endX - x)];
    const [viaX, viaY] = [x + way * (bendX - x), y + way * (bendY - y)];
    const [farX, farY] = [bendX + way * (endX - bendX), bendY + way * (endY - bendY)];
    pen.strokeStyle = light > 0 ? this.look.spark : colour;
    pen.globalAlpha = 0.6 + 0.4 * light;
    pen.lineWidth = (0.17 + 0.3 * light) * this.look.unit;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.quadraticCurveTo(viaX, viaY, viaX + way * (farX - viaX), viaY + way * (farY - viaY));
    pen.stroke();
    if (way < 0.75) return;
    pen.globalAlpha = 1;
    disc(pen, endX, endY, this.dot * 1.18, this.look.surface);
    disc(pen, endX, endY, this.dot * (0.2 + 0.8 * easeOut((way - 0.75) * 4)), colour);
    if (light <= 0) return;
    pen.globalAlpha = light;
    pen.strokeStyle = this.look.spark;
    pen.lineWidth = 0.25 * this.look.unit;
    pen.beginPath();
    pen.arc(endX, endY, this.dot * (1.2 + 2.2 * (1 - light)), 0, 2 * Math.PI);
    pen.stroke();
  }

  /** Links bend towards the middle, so that they read as petals and not as a net. */
  #inward([ax, ay], [bx, by]) {
    const { x, y } = this.place;
    return [x + 0.42 * ((ax + bx) / 2 - x), y + 0.42 * ((ay + by) / 2 - y)];
  }
}

/** A filled circle. */
export function disc(pen, x, y, radius, colour) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}
