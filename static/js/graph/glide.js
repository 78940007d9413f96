// Where is everybody on the way from one picture to the next?

const GLIDE = 260; // milliseconds in which people cover two thirds of a way
const NEAR = 0.4; // points: nobody sees a shorter way

/**
 * @typedef {object} Arrangement
 * @property {Float32Array} places  x and y per person
 * @property {import("./frame.js").Box} box
 * @property {Float32Array} [discs] x, y and radius per organisation
 */

/** People, discs and the box around them, moving towards an arrangement. */
export class Glide {
  constructor() {
    this.places = new Float32Array(0);
    this.discs = new Float32Array(0);
    /** @type {import("./frame.js").Box | null} */ this.box = null;
    /** @type {Arrangement | null} */ this.goal = null;
  }

  #stepped = 0;

  /** @param {Arrangement} goal to which everybody sets out */
  aim(goal) {
    this.goal = { discs: new Float32Array(0), ...goal };
  }

  /** Everybody is there at once. */
  arrive() {
    this.places = this.goal.places.slice();
    this.discs = this.goal.discs.slice();
    this.box = { ...this.goal.box };
  }

  /** @param {number} scale points per unit of the picture @returns {boolean} whether anybody is still on the way */
  away(scale) {
    if (!this.goal) return false;
    const near = NEAR / scale;
    return differ(this.goal.places, this.places, near) || differ(this.goal.discs, this.discs, near);
  }

  /** @param {number} now milliseconds */
  step(now) {
    const passed = Math.min(400, now - this.#stepped);
    this.#stepped = now;
    const share = 1 - Math.exp(-Math.max(passed, 16) / GLIDE);
    this.places = between(this.places, this.goal.places, share);
    this.discs = between(this.discs, this.goal.discs, share);
    for (const side of Object.keys(this.box)) this.box[side] += (this.goal.box[side] - this.box[side]) * share;
  }
}

function differ(goal, now, near) {
  if (goal.length !== now.length) return true;
  for (let i = 0; i < goal.length; i++) if (Math.abs(goal[i] - now[i]) > near) return true;
  return false;
}

/** Who has only just come is at the goal already. */
function between(now, goal, share) {
  const next = goal.slice();
  for (let i = 0; i < Math.min(now.length, goal.length); i++) next[i] = now[i] + (goal[i] - now[i]) * share;
  return next;
}
