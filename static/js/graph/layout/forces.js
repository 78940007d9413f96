// Where does everybody move in one step of the layout?

import { Quadtree } from "./quadtree.js";

const SCALING = 10;
const GRAVITY = 0.05;
const VERTICAL = 1.5; // stronger gravity towards the horizon fills a wide screen
const TOGETHER = 0.12; // pull to the organisation's place, when asked for
const PRECISION = 1.1;
const STEP = 0.7;
const MOMENTUM = 0.55;

/**
 * ForceAtlas2's picture (people push each other away by their number of contacts, contacts pull like springs,
 * strong gravity holds the rest) found by damped steps: divided by its mass every force here is at most about 1
 * per unit of distance, so a fixed step is stable and needs no search for a speed.
 */
export class Forces {
  /**
   * @param {Float64Array} x @param {Float64Array} y   positions, moved in place
   * @param {Int32Array} ends                          both ends of every contact
   * @param {Float64Array} weights                     one per contact
   * @param {Int32Array} groups                        organisation per person, -1 for none
   */
  constructor(x, y, ends, weights, groups) {
    Object.assign(this, { x, y, ends, weights });
    this.mass = new Float64Array(x.length);
    for (const end of ends) this.mass[end] = (this.mass[end] || 1) + 1;
    this.speedX = new Float64Array(x.length);
    this.speedY = new Float64Array(x.length);
    this.tree = new Quadtree(PRECISION);
    this.radius = naturalRadius(this.mass);
    this.places = ring(groups, this.mass, this.radius);
    this.groups = groups;
  }

  /**
   * @param {number} reach     longest way of one person in this step, as a share of the picture's radius
   * @param {boolean} together whether organisations gather
   * @returns {number} mean way of a person, as a share of the picture's radius
   */
  step(reach, together) {
    const { x, y, mass, speedX, speedY, tree, radius } = this;
    const longest = reach * radius;
    const [forceX, forceY] = this.#springs();
    const push = new Float64Array(2);
    let [moved, people] = [0, 0];
    tree.build(x, y, mass);
    for (let i = 0; i < x.length; i++) {
      if (!mass[i]) continue;
      tree.push(i, x[i], y[i], push);
      let fx = forceX[i] / mass[i] + SCALING * push[0] - GRAVITY * x[i];
      let fy = forceY[i] / mass[i] + SCALING * push[1] - GRAVITY * VERTICAL * y[i];
      if (together && this.groups[i] >= 0) {
        const place = this.places.get(this.groups[i]);
        fx += TOGETHER * (place[0] - x[i]);
        fy += TOGETHER * (place[1] - y[i]);
      }
      speedX[i] = MOMENTUM * speedX[i] + STEP * fx;
      speedY[i] = MOMENTUM * speedY[i] + STEP * fy;
      const way = Math.hypot(speedX[i], speedY[i]);
      if (way > longest) {
        speedX[i] *= longest / way;
        speedY[i] *= longest / way;
      }
      moved += Math.min(way, longest);
      people++;
    }
    for (let i = 0; i < x.length; i++) {
      x[i] += speedX[i];
      y[i] += speedY[i];
    }
    return people ? moved / people / radius : 0;
  }

  #springs() {
    const { x, y, ends, weights } = this;
    const forceX = new Float64Array(x.length);
    const forceY = new Float64Array(x.length);
    for (let e = 0; e < weights.length; e++) {
      const a = ends[2 * e];
      const b = ends[2 * e + 1];
      const dx = weights[e] * (x[b] - x[a]);
      const dy = weights[e] * (y[b] - y[a]);
      forceX[a] += dx;
      forceY[a] += dy;
      forceX[b] -= dx;
      forceY[b] -= dy;
    }
    return [forceX, forceY];
  }
}

/** @param {Float64Array} mass @returns {number} where push and gravity of the whole picture are equal */
export function naturalRadius(mass) {
  return Math.sqrt((SCALING * Math.max(1, mass.reduce((sum, m) => sum + m, 0))) / GRAVITY);
}

/** Places of the organisations on an oval, each with room for its people. */
function ring(groups, mass, radius) {
  const sizes = new Map();
  groups.forEach((group, i) => group >= 0 && mass[i] && sizes.set(group, (sizes.get(group) ?? 0) + 1));
  // Large and small ones take turns, so that no side of the oval is heavy.
  const bySize = [...sizes].sort((g, h) => h[1] - g[1] || g[0] - h[0]);
  const order = bySize.map((_, i) => bySize[i % 2 ? bySize.length - 1 - (i >> 1) : i >> 1]);
  const room = ([, size]) => Math.sqrt(size);
  const whole = order.reduce((sum, entry) => sum + room(entry), 0);
  const places = new Map();
  let before = 0;
  for (const entry of order) {
    const angle = (2 * Math.PI * (before + room(entry) / 2)) / whole;
    places.set(entry[0], [1.25 * radius * Math.cos(angle), 0.8 * radius * Math.sin(angle)]);
    before += room(entry);
  }
  return places;
}
