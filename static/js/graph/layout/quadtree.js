// How strongly do all others push one point away, without asking each of them?

const MOST_LEVELS = 20;
const EMPTY = -1;
const SEVERAL = -2;

/** Barnes-Hut: a far group of points pushes like one heavy point in its middle. Flat arrays, reused every step. */
export class Quadtree {
  /** @param {number} precision a group counts as one point when it is narrower than this times its distance */
  constructor(precision) {
    this.limit = precision * precision;
    this.#grow(1024);
  }

  #grow(cells) {
    const keep = (Type, old, width = 1) => {
      const array = new Type(cells * width);
      if (old) array.set(old);
      return array;
    };
    this.child = keep(Int32Array, this.child, 4);
    this.body = keep(Int32Array, this.body);
    this.mass = keep(Float64Array, this.mass);
    this.sumX = keep(Float64Array, this.sumX);
    this.sumY = keep(Float64Array, this.sumY);
    this.width = keep(Float64Array, this.width);
    this.stack = new Int32Array(4 * MOST_LEVELS + 8);
  }

  /**
   * @param {Float64Array} x @param {Float64Array} y
   * @param {Float64Array} mass  points of mass 0 are left out
   */
  build(x, y, mass) {
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < x.length; i++) {
      if (!mass[i]) continue;
      left = Math.min(left, x[i]);
      right = Math.max(right, x[i]);
      top = Math.min(top, y[i]);
      bottom = Math.max(bottom, y[i]);
    }
    this.cells = 0;
    const width = Math.max(right - left, bottom - top, 1e-9) * 1.0001;
    this.#cell(width);
    for (let i = 0; i < x.length; i++) if (mass[i]) this.#insert(i, x, y, mass, left, top);
  }

  #cell(width) {
    const cell = this.cells++;
    if (cell >= this.body.length) this.#grow(this.body.length * 2);
    this.child.fill(EMPTY, 4 * cell, 4 * cell + 4);
    this.body[cell] = EMPTY;
    this.mass[cell] = this.sumX[cell] = this.sumY[cell] = 0;
    this.width[cell] = width;
    return cell;
  }

  #insert(i, x, y, mass, left, top) {
    let cell = 0;
    let [cellLeft, cellTop] = [left, top];
    for (let level = 0; ; level++) {
      const first = this.mass[cell] === 0;
      const resident = this.body[cell];
      this.mass[cell] += mass[i];
      this.sumX[cell] += mass[i] * x[i];
      this.sumY[cell] += mass[i] * y[i];
      if (first) {
        this.body[cell] = i;
        return;
      }
      if (level === MOST_LEVELS) {
        this.body[cell] = SEVERAL;
        return;
      }
      const half = this.width[cell] / 2;
      if (resident >= 0) {
        // The cell had one point: it moves down before the new one follows.
        this.body[cell] = EMPTY;
        const below = this.#below(cell, x[resident], y[resident], cellLeft, cellTop, half);
        this.body[below] = resident;
        this.mass[below] = mass[resident];
        this.sumX[below] = mass[resident] * x[resident];
        this.sumY[below] = mass[resident] * y[resident];
      }
      const next = this.#below(cell, x[i], y[i], cellLeft, cellTop, half);
      if (x[i] >= cellLeft + half) cellLeft += half;
      if (y[i] >= cellTop + half) cellTop += half;
      cell = next;
    }
  }

  #below(cell, px, py, left, top, half) {
    const slot = 4 * cell + (px >= left + half ? 1 : 0) + (py >= top + half ? 2 : 0);
    if (this.child[slot] === EMPTY) {
      const fresh = this.#cell(half);
      this.child[slot] = fresh;
    }
    return this.child[slot];
  }

  /**
   * Adds to `out` the push on point i: sum over the others of mass * direction / distance.
   * @param {number} i @param {number} px @param {number} py @param {Float64Array} out two numbers
   */
  push(i, px, py, out) {
    const { child, body, mass, sumX, sumY, width, stack, limit } = this;
    let [fx, fy, depth] = [0, 0, 1];
    stack[0] = 0;
    while (depth) {
      const cell = stack[--depth];
      if (body[cell] === i) continue;
      const dx = px - sumX[cell] / mass[cell];
      const dy = py - sumY[cell] / mass[cell];
      const square = dx * dx + dy * dy;
      const leaf = body[cell] !== EMPTY;
      if (leaf || width[cell] * width[cell] < limit * square) {
        if (square > 1e-12) {
          const pull = mass[cell] / square;
          fx += dx * pull;
          fy += dy * pull;
        } else {
          // On the very same spot: apart in a direction of one's own, the same on every screen.
          fx += mass[cell] * Math.cos(i * 2.399963);
          fy += mass[cell] * Math.sin(i * 2.399963);
        }
        continue;
      }
      for (let c = 4 * cell; c < 4 * cell + 4; c++) if (child[c] !== EMPTY) stack[depth++] = child[c];
    }
    out[0] = fx;
    out[1] = fy;
  }
}
