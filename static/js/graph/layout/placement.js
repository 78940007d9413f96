// Where does a person stand before the forces have moved anybody?

const ROUNDS = 12;

/**
 * The same number of a person always gives the same start, so every screen finds the same picture.
 * @param {number} seed @returns {() => number} numbers in [0, 1)
 */
export function randomFrom(seed) {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** @param {number} number @param {number} radius @returns {[number, number]} somewhere in the disc */
export function spotOf(number, radius) {
  const random = randomFrom(number);
  const [turn, out] = [2 * Math.PI * random(), radius * Math.sqrt(random())];
  return [out * Math.cos(turn), out * Math.sin(turn)];
}

/**
 * Everybody starts on a random spot and then moves to the weighted middle of their contacts a few times:
 * circles come apart before the first force is computed, which saves hundreds of steps.
 * @param {Float64Array} x @param {Float64Array} y   filled in place
 * @param {Int32Array} numbers @param {Int32Array} ends @param {Float64Array} weights @param {number} radius
 */
export function placeAll(x, y, numbers, ends, weights, radius) {
  numbers.forEach((number, i) => ([x[i], y[i]] = spotOf(number, radius)));
  for (let round = 0; round < ROUNDS; round++) {
    average(x, ends, weights);
    average(y, ends, weights);
  }
  spread(x, y, ends, radius);
}

/** Each coordinate becomes a fifth of itself and four fifths of the weighted mean of its contacts. */
function average(values, ends, weights) {
  const sum = new Float64Array(values.length);
  const total = new Float64Array(values.length);
  for (let e = 0; e < weights.length; e++) {
    const [a, b, weight] = [ends[2 * e], ends[2 * e + 1], weights[e]];
    sum[a] += weight * values[b];
    sum[b] += weight * values[a];
    total[a] += weight;
    total[b] += weight;
  }
  for (let i = 0; i < values.length; i++) if (total[i]) values[i] = 0.2 * values[i] + (0.8 * sum[i]) / total[i];
}

/** Averaging shrinks the picture towards one point: back to the size that the forces will give it. */
function spread(x, y, ends, radius) {
  const connected = new Set(ends);
  if (connected.size < 3) return;
  for (const values of [x, y]) {
    let [mean, square] = [0, 0];
    for (const i of connected) mean += values[i] / connected.size;
    for (const i of connected) square += (values[i] - mean) ** 2 / connected.size;
    const scale = (0.6 * radius) / Math.max(Math.sqrt(square), 1e-9);
    for (const i of connected) values[i] = (values[i] - mean) * scale;
  }
}

/**
 * People who have just met their first contact appear beside it; two newcomers who met each other start on a
 * spot of their own.
 * @param {Float64Array} x @param {Float64Array} y
 * @param {Int32Array} numbers @param {Int32Array} ends
 * @param {Uint8Array} placed  1 for people who have a place; updated
 * @param {number} radius
 */
export function placeNewcomers(x, y, numbers, ends, placed, radius) {
  const beside = (i, other) => {
    const [dx, dy] = spotOf(numbers[i], 0.06 * radius);
    x[i] = x[other] + dx;
    y[i] = y[other] + dy;
    placed[i] = 1;
  };
  for (let e = 0; e < ends.length; e += 2) {
    const [a, b] = [ends[e], ends[e + 1]];
    if (placed[a] && placed[b]) continue;
    if (!placed[a] && !placed[b]) {
      [x[a], y[a]] = spotOf(numbers[a], 0.9 * radius);
      placed[a] = 1;
    }
    if (placed[a]) beside(b, a);
    else beside(a, b);
  }
}
