// Which part of the plane does the picture show, and where do people without contacts stand?

/** @typedef {{left: number, top: number, width: number, height: number}} Box */

const INSIDE = 0.02; // share of people at either end that may not decide how large everybody else is drawn
const FRINGE = 0.07; // how far outside the box the others may stand, as a share of its size
const MOST_STRETCH = 1.4;
const NOBODY = { left: -800, top: -450, width: 1600, height: 900 };
const PER_ROW = 90;

/**
 * Turns the layout's positions into places of the picture: outliers are drawn in towards the 2nd to 98th
 * percentile, people without contacts become rows of dots at the bottom, a tall window turns the picture by 90°,
 * and a little stretching fills the window better.
 * @param {Float32Array} positions   x and y per person from the layout
 * @param {(index: number) => boolean} connected
 * @param {number} aspect   width by height of the window
 * @returns {{places: Float32Array, box: Box}}
 */
export function frame(positions, connected, aspect) {
  const tall = aspect < 1;
  const places = new Float32Array(positions.length);
  const inside = [];
  const alone = [];
  for (let i = 0; i < positions.length / 2; i++) {
    (connected(i) ? inside : alone).push(i);
    places[2 * i] = positions[2 * i + (tall ? 1 : 0)];
    places[2 * i + 1] = positions[2 * i + (tall ? 0 : 1)];
  }
  if (!inside.length) {
    const box = tall ? { left: NOBODY.top, top: NOBODY.left, width: NOBODY.height, height: NOBODY.width } : NOBODY;
    scatter(places, alone, box);
    return { places, box };
  }
  const [left, width] = drawIn(places, inside, 0);
  const [top, height] = drawIn(places, inside, 1);
  const stretch = Math.min(MOST_STRETCH, Math.max(1 / MOST_STRETCH, (aspect * height) / width));
  for (const i of inside) places[2 * i] *= stretch;
  const box = { left: left * stretch, top, width: width * stretch, height };
  if (alone.length) box.height += lineUp(places, alone, box);
  return { places, box };
}

/**
 * @param {Float32Array} places @param {import("./model.js").Person[]} people
 * @returns {Box | null} that holds those of them who have a place
 */
export function boxAround(places, people) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { index } of people) {
    if (2 * index >= places.length) continue;
    left = Math.min(left, places[2 * index]);
    right = Math.max(right, places[2 * index]);
    top = Math.min(top, places[2 * index + 1]);
    bottom = Math.max(bottom, places[2 * index + 1]);
  }
  if (left > right) return null;
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** @returns {[number, number]} start and length of the axis */
function drawIn(places, indexes, axis) {
  const sorted = Float32Array.from(indexes, (i) => places[2 * i + axis]).sort();
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  const [low, high] = [at(INSIDE), at(1 - INSIDE)];
  const size = Math.max(high - low, 1);
  const fringe = FRINGE * size;
  for (const i of indexes) {
    const value = places[2 * i + axis];
    if (value > high) places[2 * i + axis] = high + fringe * (1 - Math.exp((high - value) / fringe));
    else if (value < low) places[2 * i + axis] = low - fringe * (1 - Math.exp((value - low) / fringe));
  }
  return [low - fringe, size + 2 * fringe];
}

/** Rows below the picture. @returns {number} the height that they take */
function lineUp(places, alone, box) {
  const distance = Math.min(box.width / PER_ROW, Math.sqrt((0.16 * box.width * box.height) / alone.length));
  const perRow = Math.max(1, Math.floor(box.width / distance));
  alone.forEach((person, i) => {
    const row = Math.floor(i / perRow);
    const inRow = Math.min(perRow, alone.length - row * perRow);
    places[2 * person] = box.left + box.width / 2 + ((i % perRow) - (inRow - 1) / 2) * distance;
    places[2 * person + 1] = box.top + box.height + (row + 1.5) * distance;
  });
  return (Math.ceil(alone.length / perRow) + 1.5) * distance;
}

/** Before the first contact everybody stands in the middle, one beside the other. */
function scatter(places, alone, box) {
  const distance = Math.min(Math.sqrt((0.45 * box.width * box.height) / Math.max(1, alone.length)), box.width / 18);
  const perRow = Math.max(1, Math.round(Math.sqrt((alone.length * box.width) / box.height)));
  const rows = Math.ceil(alone.length / perRow);
  alone.forEach((person, i) => {
    const row = Math.floor(i / perRow);
    const inRow = Math.min(perRow, alone.length - row * perRow);
    places[2 * person] = box.left + box.width / 2 + ((i % perRow) - (inRow - 1) / 2) * distance;
    places[2 * person + 1] = box.top + box.height / 2 + (row - (rows - 1) / 2) * distance;
  });
}
