// How do new contacts per quarter of an hour look below the picture?

/** @typedef {import("./timeline.js").Timeline} Timeline */

const QUARTER = 900;
const HOUR = 3600;
const LETTERS = 11;
const FOOT = 24; // points below the bars for hours
const HEAD = 15; // and above them for days
const GAP = 8; // points at least between two of their labels

/**
 * @param {import("./stage.js").Sheet} sheet @param {number} width @param {number} height points
 * @param {Timeline} timeline @param {number} place  until which the picture shows the network, on the line
 * @param {import("./palette.js").Palette} palette @param {import("./texts.js").Texts} texts
 */
export function paintBars(sheet, width, height, timeline, place, palette, texts) {
  const { pen } = sheet;
  sheet.clear();
  if (!timeline.length) return;
  const scale = width / timeline.length;
  pen.font = `${LETTERS}px ${palette.font}`;
  pen.textBaseline = "alphabetic";
  paintHours(pen, height, timeline, scale, palette, texts);
  paintBreaks(pen, height, timeline, scale, palette);
  const most = timeline.most;
  const room = height - FOOT - HEAD;
  for (const { from, contacts } of timeline.quarters) {
    const left = timeline.placeOf(from) * scale;
    const tall = Math.max(1.5, (contacts / most) * room);
    const passed = place >= timeline.placeOf(from + QUARTER) - 1 || place >= timeline.length;
    pen.globalAlpha = passed ? 1 : 0.28;
    pen.fillStyle = palette.accent;
    pen.fillRect(left + 0.5, HEAD + room - tall, Math.max(1, QUARTER * scale - 1), tall);
  }
  pen.globalAlpha = 1;
}

/** Breaks of the programme as bands. */
function paintBreaks(pen, height, timeline, scale, palette) {
  pen.fillStyle = palette.accent;
  pen.globalAlpha = 0.2;
  for (const [from, until] of timeline.breaks) {
    const left = timeline.placeOf(from) * scale;
    pen.fillRect(left, HEAD, timeline.placeOf(until) * scale - left, height - FOOT - HEAD);
  }
}

/** Days as bands, full hours as lines with as many numbers as there is room for. */
function paintHours(pen, height, { stretches }, scale, palette, texts) {
  const widest = pen.measureText(texts.time(new Date(0))).width;
  const every = [1, 2, 3, 4, 6, 12].find((hours) => hours * HOUR * scale >= widest + GAP) ?? 24;
  stretches.forEach(({ from, until, start }, i) => {
    const [left, right] = [start * scale, (start + until - from) * scale];
    pen.fillStyle = palette.ink;
    pen.globalAlpha = i % 2 ? 0.025 : 0.06;
    pen.fillRect(left, 0, right - left, height - FOOT);
    pen.globalAlpha = 0.8;
    const day = texts.day(new Date(1000 * from));
    if (pen.measureText(day).width < right - left - 8) pen.fillText(day, left + 5, HEAD - 3);
    for (let hour = from; hour <= until; hour += HOUR) {
      const x = (start + hour - from) * scale;
      pen.globalAlpha = 0.12;
      pen.fillRect(Math.round(x), HEAD, 1, height - FOOT - HEAD);
      const text = texts.time(new Date(1000 * hour));
      if (((hour - from) / HOUR) % every || x + pen.measureText(text).width + 4 > right) continue;
      pen.globalAlpha = 0.8;
      pen.fillText(text, x + 1, height - 4);
    }
  });
}
