// How does what a canvas would show become a drawing in vectors?

const ATTRIBUTES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** @param {string} text @returns {string} safe inside of elements and attributes; what XML cannot hold is left out */
export function escaped(text) {
  // eslint-disable-next-line no-control-regex
  const possible = text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
  return possible.replace(/[&<>"']/g, (sign) => ATTRIBUTES[sign]);
}

/** Takes the strokes of a canvas pen, as far as our pictures use them, and writes them down. */
export class SvgPen {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    Object.assign(this, { width, height, globalAlpha: 1, lineWidth: 1, strokeStyle: "#000", fillStyle: "#000" });
    this.font = "10px sans-serif";
    this.textBaseline = "alphabetic";
    this.#measuring = document.createElement("canvas").getContext("2d");
  }

  #measuring;
  #path = "";
  /** @type {string[]} */ #parts = [];
  /** @type {number[]} elements that each saved state has opened */ #open = [0];

  save() {
    this.#open.push(0);
  }

  restore() {
    this.#parts.push("</g>".repeat(this.#open.pop()));
  }

  translate(x, y) {
    this.#parts.push(`<g transform="translate(${short(x)} ${short(y)})">`);
    this.#open[this.#open.length - 1]++;
  }

  rect(x, y, width, height) {
    this.#path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;
  }

  /** Once in a drawing. */
  clip() {
    this.#parts.push(`<clipPath id="window"><path d="${this.#path}"/></clipPath><g clip-path="url(#window)">`);
    this.#open[this.#open.length - 1]++;
  }

  beginPath() {
    this.#path = "";
  }

  moveTo(x, y) {
    this.#path += `M${short(x)} ${short(y)}`;
  }

  quadraticCurveTo(cx, cy, x, y) {
    this.#path += `Q${short(cx)} ${short(cy)} ${short(x)} ${short(y)}`;
  }

  arc(x, y, r, from, to) {
    const at = (angle) => `${short(x + r * Math.cos(angle))} ${short(y + r * Math.sin(angle))}`;
    const half = (from + to) / 2;
    const size = short(r);
    this.#path += `M${at(from)}A${size} ${size} 0 0 1 ${at(half)}A${size} ${size} 0 0 1 ${at(to)}`;
  }

  fillRect(x, y, width, height) {
    this.#add(`<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`, "fill");
  }

  stroke() {
    this.#add(`<path d="${this.#path}"`, "stroke");
  }

  fill() {
    this.#add(`<path d="${this.#path}"`, "fill");
  }

  measureText(text) {
    this.#measuring.font = this.font;
    return this.#measuring.measureText(text);
  }

  strokeText(text, x, y) {
    this.#write(text, x, y, "stroke");
  }

  fillText(text, x, y) {
    this.#write(text, x, y, "fill");
  }

  /** @param {string} title @returns {string} the whole file */
  finish(title) {
    const size = `width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}"`;
    const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img"><title>${escaped(title)}</title>`;
    return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${this.#parts.join("\n")}\n</svg>\n`;
  }

  #write(text, x, y, how) {
    const [, weight = "400", size = "10", family = "sans-serif"] = /^(?:(\d+) )?([\d.]+)px (.+)$/.exec(this.font) ?? [];
    const baseline = this.textBaseline === "middle" ? y + 0.35 * Number(size) : y;
    const face = `font-family="${escaped(family)}" font-size="${size}" font-weight="${weight}"`;
    this.#add(`<text x="${short(x)}" y="${short(baseline)}" ${face}`, how, `>${escaped(text)}</text>`);
  }

  #add(start, how, end = "/>") {
    const colour = escaped(how === "stroke" ? this.strokeStyle : this.fillStyle);
    const alpha = this.globalAlpha < 1 ? ` opacity="${Number(this.globalAlpha.toFixed(3))}"` : "";
    const line = `stroke-width="${short(this.lineWidth)}" stroke-linecap="round" stroke-linejoin="round"`;
    const paint = how === "stroke" ? `fill="none" stroke="${colour}" ${line}` : `fill="${colour}"`;
    this.#parts.push(`${start} ${paint}${alpha}${end}`);
  }
}

function short(value) {
  return String(Math.round(value * 10) / 10);
}
