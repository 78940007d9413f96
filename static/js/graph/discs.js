// How do organisations look from afar, and how do they make room for their people?

import { OTHER, SLOTS } from "./palette.js";

/** @typedef {import("./organisations.js").Organisation} Organisation */

const CLEAREST = 320; // links that are drawn at once: the strongest
const CURVE = 0.14;

/**
 * @typedef {object} Overview
 * @property {import("./organisations.js").Organisations} organisations
 * @property {Float32Array} discs     x, y, radius in the order of `organisations.all`
 * @property {number} closeness       from 0 (organisations only) to 1 (people in them)
 * @property {Organisation | null} chosen  the one that is looked at
 * @property {import("./colouring.js").Colouring} colouring
 */

/**
 * @param {{pen: CanvasRenderingContext2D}} sheet @param {import("./people.js").Scene} scene @param {Overview} overview
 */
export function paintDiscs(sheet, scene, overview) {
  const { organisations, chosen, colouring, closeness } = overview;
  const coloured = colouring.groups.kind === "organisation";
  const discs = new Map();
  organisations.all.forEach((organisation, i) => {
    if (coloured && colouring.hidden.has(slotOf(organisation))) return;
    if (3 * i + 2 < overview.discs.length) discs.set(organisation, onScreen(overview.discs, i, scene.view));
  });
  const near = chosen && new Set([chosen, ...organisations.met(chosen).map(([other]) => other)]);
  const colourOf = (organisation) => scene.palette.slots[coloured ? slotOf(organisation) : OTHER];
  const how = { chosen, near, colourOf, closeness };
  paintLinks(sheet.pen, scene, organisations.links, discs, how);
  for (const [organisation, disc] of discs) paintDisc(sheet.pen, scene, organisation, disc, how);
  paintNames(sheet.pen, scene, discs, how);
  sheet.pen.globalAlpha = 1;
}

/** @param {number} x @param {number} y points on the stage @returns {Organisation | null} whose disc is there */
export function organisationAt(x, y, { organisations, discs }, view) {
  return (
    organisations.all.find((_, i) => {
      if (3 * i + 2 >= discs.length) return false;
      const disc = onScreen(discs, i, view);
      return Math.hypot(disc.x - x, disc.y - y) <= disc.r;
    }) ?? null
  );
}

/** @param {Organisation} organisation @returns {import("./frame.js").Box | null} around its disc */
export function discBox(organisation, organisations, discs) {
  const i = organisations.all.indexOf(organisation);
  if (i < 0 || 3 * i + 2 >= discs.length) return null;
  const [x, y, r] = discs.slice(3 * i, 3 * i + 3);
  return { left: x - r, top: y - r, width: 2 * r, height: 2 * r };
}

function slotOf({ place }) {
  return place >= 0 && place < SLOTS ? place : OTHER;
}

function onScreen(discs, i, { scale, x, y }) {
  return { x: discs[3 * i] * scale + x, y: discs[3 * i + 1] * scale + y, r: discs[3 * i + 2] * scale };
}

function paintLinks(pen, { palette, magnitude }, links, discs, { chosen, colourOf, closeness }) {
  const shown = links.filter(({ a, b }) => discs.has(a) && discs.has(b) && (!chosen || a === chosen || b === chosen));
  const most = links.at(-1)?.contacts ?? 1;
  for (const { a, b, contacts } of shown.slice(-CLEAREST)) {
    const share = contacts / most;
    const [p, q] = [discs.get(a), discs.get(b)];
    pen.strokeStyle = chosen ? colourOf(a === chosen ? b : a) : palette.slots[OTHER];
    pen.globalAlpha = (chosen ? 0.35 + 0.5 * share : 0.05 + 0.5 * share ** 1.5) * (1 - 0.85 * closeness);
    pen.lineWidth = (0.8 + 13 * Math.sqrt(share) ** 1.6) * Math.max(0.6, magnitude);
    pen.beginPath();
    pen.moveTo(p.x, p.y);
    const [mx, my] = [(p.x + q.x) / 2 + (q.y - p.y) * CURVE, (p.y + q.y) / 2 - (q.x - p.x) * CURVE];
    pen.quadraticCurveTo(mx, my, q.x, q.y);
    pen.stroke();
  }
}

/** A disc of the organisation's colour; the part of its ring that is strong is the share of contacts inside. */
function paintDisc(pen, scene, organisation, { x, y, r }, { near, colourOf, closeness }) {
  const { palette, magnitude } = scene;
  if (x + r < 0 || y + r < 0 || x - r > scene.width || y - r > scene.height) return;
  const faded = near && !near.has(organisation);
  const ring = Math.max(1.5, Math.min(7, 0.1 * r)) * Math.max(0.8, magnitude);
  const contacts = organisation.inside + organisation.outside;
  const share = contacts ? organisation.inside / contacts : 0;
  pen.fillStyle = palette.surface;
  pen.globalAlpha = 1;
  circle(pen, x, y, r);
  pen.fill();
  pen.fillStyle = pen.strokeStyle = colourOf(organisation);
  pen.globalAlpha = (palette.dark ? 0.26 : 0.2) * (faded ? 0.3 : 1) * (1 - 0.6 * closeness);
  pen.fill();
  pen.lineWidth = ring;
  pen.globalAlpha = faded ? 0.12 : 0.32;
  circle(pen, x, y, r - ring / 2);
  pen.stroke();
  if (!share) return;
  pen.globalAlpha = faded ? 0.25 : 1;
  pen.beginPath();
  pen.arc(x, y, r - ring / 2, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share);
  pen.stroke();
}

function circle(pen, x, y, r) {
  pen.beginPath();
  pen.arc(x, y, Math.max(0.5, r), 0, 2 * Math.PI);
}

/** The largest first; a name that would cover another one is left out, and comes closer by. */
function paintNames(pen, scene, discs, { near, closeness }) {
  const { palette, magnitude, width, height } = scene;
  const taken = [];
  pen.textBaseline = "middle";
  pen.strokeStyle = palette.surface;
  pen.fillStyle = palette.ink;
  for (const [organisation, { x, y, r }] of discs) {
    if (near && !near.has(organisation)) continue;
    if (x < -r || y < -r || x > width + r || y > height + r) continue;
    const size = Math.round(Math.max(11.5, Math.min(24, 0.3 * r, 12 + 12 * magnitude)));
    pen.font = `600 ${size}px ${palette.font}`;
    const text = shortened(pen, organisation.short, Math.max(2.1 * r, 7 * size));
    const wide = pen.measureText(text).width;
    const inside = wide < 1.85 * r && closeness < 0.5;
    const left = Math.max(4, Math.min(width - wide - 4, x - wide / 2));
    const top = inside ? y - size / 2 : closeness < 0.5 ? y + r + 3 : Math.max(3, y - r - size - 3);
    const box = { left, top, right: left + wide, bottom: top + size };
    if (box.bottom > height - 2 || taken.some((other) => overlap(box, other))) continue;
    taken.push(box);
    pen.globalAlpha = 1;
    if (!inside) {
      pen.lineWidth = Math.max(3, size / 4);
      pen.strokeText(text, left, top + size / 2);
    }
    pen.fillText(text, left, top + size / 2);
  }
}

function overlap(box, other) {
  return box.left < other.right + 4 && other.left < box.right + 4 && box.top < other.bottom + 2 && other.top < box.bottom + 2;
}

function shortened(pen, text, most) {
  if (pen.measureText(text).width <= most) return text;
  const letters = [...text];
  let [low, high] = [1, letters.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pen.measureText(`${letters.slice(0, middle).join("")}…`).width <= most) low = middle;
    else high = middle - 1;
  }
  return `${letters.slice(0, low).join("").trimEnd()}…`;
}
