// Where on the screen does what stand? Words are on the left, or below; the sky answers on the other side.

/** @typedef {{x: number, y: number, radius: number}} Place */

/**
 * A hundredth of the width of the largest 16:9 picture that fits, as in ceremony.css.
 * @param {number} width @param {number} height @returns {number}
 */
export function unit(width, height) {
  return Math.min(width / 100, (1.7778 * height) / 100);
}

/**
 * Places for as many as stand beside each other, as large as they can be.
 * @param {number} count @param {number} width @param {number} height @returns {Place[]}
 */
export function places(count, width, height) {
  const area = free(width, height);
  const sizes = Array.from({ length: count }, (_, i) => i + 1).map((columns) => {
    const rows = Math.ceil(count / columns);
    return { columns, rows, radius: Math.min(area.width / columns, area.height / rows) / 2 };
  });
  const { columns, rows, radius } = sizes.reduce((best, each) => (each.radius > best.radius ? each : best));
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = Math.min(columns, count - row * columns);
    return {
      x: area.x + (((i % columns) + 0.5) * area.width) / inRow,
      y: area.y + ((row + 0.5) * area.height) / rows,
      radius: radius * 0.94,
    };
  });
}

function free(width, height) {
  if (height >= width) return { x: 0.06 * width, y: 0.07 * height, width: 0.88 * width, height: 0.42 * height };
  const left = width > 1.5 * height ? 0.565 : 0.63;
  return { x: left * width, y: 0.07 * height, width: (0.985 - left) * width, height: 0.86 * height };
}

/**
 * Stars that lie evenly without rows: each next one is a golden step away in both directions.
 * @param {number} count @param {number} width @param {number} height @returns {{x: number, y: number, near: number}[]}
 */
export function stars(count, width, height) {
  return Array.from({ length: count }, (_, i) => ({
    x: ((0.5 + (i + 1) * 0.7548776662) % 1) * width,
    y: ((0.5 + (i + 1) * 0.569840291) % 1) * height,
    near: (i * 0.6180339887) % 1,
  }));
}

/**
 * How much is taken from the sky where words are.
 * @param {CanvasRenderingContext2D} pen @param {number} width @param {number} height @returns {CanvasGradient}
 */
export function veil(pen, width, height) {
  const isTall = height >= width;
  const gradient = isTall ? pen.createLinearGradient(0, height, 0, 0.4 * height) : pen.createLinearGradient(0, 0, 0.7 * width, 0);
  gradient.addColorStop(0, "rgb(0 0 0 / 78%)");
  gradient.addColorStop(0.62, "rgb(0 0 0 / 66%)");
  gradient.addColorStop(1, "rgb(0 0 0 / 0%)");
  return gradient;
}
