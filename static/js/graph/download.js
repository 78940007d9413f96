// How does the picture become a file that explains itself?

import { SvgPen } from "./svg.js";

const SHARP = 3; // pixels per point of a PNG
const MOST_PIXELS = 32_000_000; // phones refuse larger canvases
const HEAD = 54;
const LINE = 24;
const ENTRY = 190;
const MARGIN = 20;

/** @typedef {{title: string, about: string, entries: {slot: number, name: string, people: number}[]}} Words */

/** @param {import("./picture.js").Picture} picture @param {Words} words @param {string} name of the file */
export function saveSvg(picture, words, name) {
  const { width, height } = sizeOf(picture, words);
  const pen = new SvgPen(width, height);
  compose(pen, picture, words);
  save(new Blob([pen.finish(words.title)], { type: "image/svg+xml" }), `${name}.svg`);
}

/** @param {import("./picture.js").Picture} picture @param {Words} words @param {string} name of the file */
export function savePng(picture, words, name) {
  const { width, height } = sizeOf(picture, words);
  const density = Math.min(SHARP, Math.sqrt(MOST_PIXELS / (width * height)));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(width * density), Math.round(height * density)];
  const pen = canvas.getContext("2d");
  pen.scale(density, density);
  pen.lineCap = pen.lineJoin = "round";
  compose(pen, picture, words);
  canvas.toBlob((blob) => blob && save(blob, `${name}.png`), "image/png");
}

function sizeOf({ stage }, { entries }) {
  const rows = Math.ceil(entries.length / columns(stage.width));
  return { width: stage.width, height: stage.height + HEAD + (rows ? rows * LINE + MARGIN : 0) };
}

function columns(width) {
  return Math.max(1, Math.floor((width - 2 * MARGIN) / ENTRY));
}

/** Title and moment above the picture, what the colours mean below it. */
function compose(pen, picture, words) {
  const { palette, stage } = picture;
  const { width, height } = sizeOf(picture, words);
  pen.globalAlpha = 1;
  pen.fillStyle = palette.surface;
  pen.fillRect(0, 0, width, height);
  pen.save();
  pen.translate(0, HEAD);
  pen.beginPath();
  pen.rect(0, 0, stage.width, stage.height);
  pen.clip();
  picture.draw({ pen });
  pen.restore();
  pen.globalAlpha = 1;
  pen.textBaseline = "middle";
  pen.fillStyle = palette.ink;
  pen.font = `650 18px ${palette.font}`;
  pen.fillText(words.title, MARGIN, 20);
  pen.font = `13px ${palette.font}`;
  pen.globalAlpha = 0.75;
  pen.fillText(words.about, MARGIN, 41);
  const perRow = columns(stage.width);
  words.entries.forEach(({ slot, name, people }, i) => {
    const x = MARGIN + (i % perRow) * ENTRY;
    const y = HEAD + stage.height + MARGIN / 2 + LINE * (Math.floor(i / perRow) + 0.5);
    pen.globalAlpha = 1;
    pen.fillStyle = palette.slots[slot];
    pen.beginPath();
    pen.arc(x + 6, y, 6, 0, 2 * Math.PI);
    pen.fill();
    pen.fillStyle = palette.ink;
    pen.fillText(fitting(pen, `${name} · ${people}`, ENTRY - 28), x + 18, y);
  });
}

function fitting(pen, text, most) {
  let shown = text;
  while (shown.length > 2 && pen.measureText(shown).width > most) shown = `${[...shown].slice(0, -2).join("")}…`;
  return shown;
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
