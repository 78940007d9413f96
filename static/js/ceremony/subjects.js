// What can be seen in the sky: rays to all whom somebody has met, or a champion's network as it grows.

import { Flower, disc } from "./flower.js";
import { places } from "./places.js";
import { easeOut } from "./sheet.js";

const SHINING = 1600; // milliseconds until all rays have arrived

/** Who is honoured, and the stars of all whom they have met. */
export class Rays {
  sky = 1;

  /** @param {number[][]} rays for each who is honoured: the stars that they reach @param {boolean} isStill */
  constructor(rays, isStill) {
    this.rays = rays.length ? rays : [[]];
    this.isStill = isStill;
  }

  /** @param {import("./scene.js").Scene} scene */
  stand({ sheet, look, stars, size }) {
    Object.assign(this, { look, stars, size });
    this.farthest = Math.hypot(sheet.width, sheet.height);
    this.at = places(this.rays.length, sheet.width, sheet.height);
  }

  draw(pen, time) {
    const share = this.isStill ? 1 : time / SHINING;
    this.rays.forEach((reached, i) => this.#shine(pen, this.at[i], reached, share));
    return share < 1;
  }

  #shine(pen, { x, y }, reached, share) {
    const { look, stars, size } = this;
    const light = pen.createRadialGradient(x, y, 0, x, y, 0.62 * this.farthest);
    light.addColorStop(0, look.spark);
    light.addColorStop(1, look.fading);
    pen.strokeStyle = light;
    pen.lineWidth = Math.max(0.8, 0.13 * look.unit);
    pen.globalAlpha = Math.min(0.8, 9 / Math.sqrt(reached.length + 1));
    const arrived = [];
    pen.beginPath();
    for (const star of reached.map((place) => stars[place])) {
      const way = easeOut(1.6 * share - 0.6 * (Math.hypot(star.x - x, star.y - y) / this.farthest));
      pen.moveTo(x, y);
      pen.lineTo(x + way * (star.x - x), y + way * (star.y - y));
      if (way > 0.97) arrived.push(star);
    }
    pen.stroke();
    pen.globalAlpha = 0.85;
    for (const star of arrived) disc(pen, star.x, star.y, 1.5 * size, look.spark);
    const radius = 1.9 * look.unit * easeOut(2.5 * share);
    const halo = pen.createRadialGradient(x, y, 0, x, y, 5 * radius + 1);
    halo.addColorStop(0, look.spark);
    halo.addColorStop(1, look.fading);
    pen.globalAlpha = 0.35;
    disc(pen, x, y, 5 * radius, halo);
    pen.globalAlpha = 1;
    disc(pen, x, y, radius, look.spark);
  }
}

/** The networks of all champions, side by side. */
export class Flowers {
  sky = 0.3;

  /**
   * @param {object[]} networks @param {import("./growth.js").Growth} growth
   * @param {(time: number, contacts: number) => void} told with each picture
   */
  constructor(networks, growth, told) {
    Object.assign(this, { growth, told });
    this.flowers = networks.map((network, i) => new Flower(network, growth.births[i]));
  }

  #from = 0;
  #last = 0;

  /** The next picture is the last one. */
  finish() {
    this.#from = this.growth.ends - this.#last;
  }

  /** @param {import("./scene.js").Scene} scene */
  stand({ sheet, look }) {
    this.layers = [sheet.behind(), sheet.behind()];
    const at = places(this.flowers.length, sheet.width, sheet.height);
    this.flowers.forEach((flower, i) => flower.stand(at[i], look, ...this.layers));
    this.sheet = sheet;
  }

  draw(pen, played) {
    const time = this.#from + played;
    this.#last = played;
    for (const flower of this.flowers) flower.settle(time);
    pen.globalAlpha = 1;
    for (const layer of this.layers) this.sheet.lay(layer);
    for (const flower of this.flowers) flower.draw(pen, time);
    this.told(time, this.flowers[0].count(time));
    return time < this.growth.ends;
  }
}
