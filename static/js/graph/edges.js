// How are thousands of contacts painted without stopping the page?

import { OTHER, SLOTS } from "./palette.js";

/** @typedef {import("./camera.js").View} View */
/** @typedef {import("./model.js").Contact} Contact */

/**
 * @typedef {object} Look
 * @property {object} palette
 * @property {(person: object) => number} slot
 * @property {(person: object) => boolean} seen
 * @property {number} count      of contacts in the whole picture
 * @property {number} strength   from 0 to 1
 * @property {number} magnitude
 * @property {number} width
 * @property {number} height
 */

const CURVE = 0.12;
const PER_STROKE = 8; // long paths with transparent lines are slow, single lines too
const MIXED = SLOTS + 1; // class of a contact between two organisations
const SMOOTH = 22; // a frame shorter than this many milliseconds leaves time for more edges
const ROUGH = 36;
const PER_EDGE = 0.003; // milliseconds, where the browser does not let us measure: it paints after us
const AT_WORK = 0.33; // largest share of the time that goes into repainting edges

/**
 * Paints all contacts on the hidden one of two sheets, a slice per frame, and then swaps them. The slices grow and
 * shrink with the measured frame time, so a slow projector computer stays as smooth as a fast one.
 */
export class EdgePainter {
  /** @param {import("./stage.js").Sheet[]} sheets */
  constructor(sheets) {
    [this.front, this.back] = sheets;
    /** @type {View | null} view that the front sheet was painted for */ this.view = null;
    /** @type {Float32Array | null} places that the front sheet was painted for */ this.places = null;
    this.#swap();
  }

  #job = null;
  #slice = 2500;
  #sliced = false;
  #restUntil = 0;
  /** @type {Contact[]} */ #late = [];

  get busy() {
    return this.#job !== null;
  }

  /**
   * @param {Iterable<Contact>} contacts @param {Float32Array} places @param {View} view
   * @param {Look} look
   */
  begin(contacts, places, view, look) {
    const { classes, order } = sorted(contacts, places, view, look);
    this.back.clear();
    this.#late = [];
    this.#job = { classes, order, next: 0, places, view: { ...view }, look, begun: performance.now() };
  }

  /** @returns {boolean} whether people in motion should wait a little before the edges follow again */
  get resting() {
    return performance.now() < this.#restUntil;
  }

  /** Learns from the frame after a slice how large the next one may be. @param {number} frameTime milliseconds */
  observe(frameTime) {
    if (!this.#sliced) return;
    this.#sliced = false;
    if (frameTime < SMOOTH) this.#slice = Math.min(40000, this.#slice * 1.3);
    else if (frameTime > ROUGH) this.#slice = Math.max(1200, this.#slice * 0.6);
  }

  /** Paints the next slice. @returns {boolean} whether the picture on the screen is new */
  work() {
    this.#sliced = true;
    const job = this.#job;
    let left = this.#slice;
    while (job.order.length && left > 0) {
      const kind = job.order[0];
      const contacts = job.classes[kind];
      const until = Math.min(contacts.length, job.next + Math.ceil(left));
      strokes(this.back.pen, contacts, job.next, until, kind, job);
      left -= until - job.next;
      job.next = until;
      if (until === contacts.length) {
        job.order.shift();
        job.next = 0;
      }
    }
    if (job.order.length) return false;
    [this.front, this.back] = [this.back, this.front];
    this.#job = null;
    Object.assign(this, { view: job.view, places: job.places });
    for (const contact of this.#late) this.#paint(contact, job.look);
    this.#swap();
    const now = performance.now();
    this.#restUntil = now + Math.max(now - job.begun, PER_EDGE * job.look.count) * (1 / AT_WORK - 1);
    return true;
  }

  /** A new contact goes on the finished picture at once. @param {Contact} contact */
  add(contact, look) {
    if (this.busy) this.#late.push(contact);
    if (this.places) this.#paint(contact, look);
  }

  #paint(contact, look) {
    const last = 2 * Math.max(contact.a.index, contact.b.index) + 1;
    if (last >= this.places.length || !shown(contact, look)) return;
    strokes(this.front.pen, [contact], 0, 1, classOf(contact, look), { ...this, look });
  }

  #swap() {
    this.front.canvas.style.visibility = "visible";
    this.back.canvas.style.visibility = "hidden";
  }

  /** While a fresh picture is being painted, the old one follows the camera. @param {View} view */
  follow(view) {
    if (!this.view) return;
    const by = view.scale / this.view.scale;
    const [x, y] = [view.x - this.view.x * by, view.y - this.view.y * by];
    this.front.canvas.style.transform = by === 1 && x === 0 && y === 0 ? "" : `matrix(${by},0,0,${by},${x},${y})`;
  }

  /** @param {boolean} faded while a person is looked at */
  fade(faded) {
    for (const sheet of [this.front, this.back]) sheet.canvas.classList.toggle("is-faded", faded);
  }
}

/**
 * All at once, for a picture that is not on the screen.
 * @param {CanvasRenderingContext2D} pen @param {Iterable<Contact>} contacts @param {Float32Array} places
 * @param {View} view @param {Look} look
 */
export function paintContacts(pen, contacts, places, view, look) {
  const { classes, order } = sorted(contacts, places, view, look);
  for (const kind of order) strokes(pen, classes[kind], 0, classes[kind].length, kind, { places, view, look });
}

/** Grey first: the groups' own colours stay on top. */
function sorted(contacts, places, view, look) {
  const classes = Array.from({ length: MIXED + 1 }, () => []);
  for (const contact of contacts) {
    if (shown(contact, look) && inWindow(contact, places, view, look)) classes[classOf(contact, look)].push(contact);
  }
  return { classes, order: [MIXED, OTHER, ...Array(SLOTS).keys()].filter((kind) => classes[kind].length) };
}

/** Both ends beyond one side of the window, by more than the curve: nothing to be seen. */
function inWindow({ a, b }, places, { scale, x, y }, { width, height }) {
  const [ax, ay] = [places[2 * a.index] * scale + x, places[2 * a.index + 1] * scale + y];
  const [bx, by] = [places[2 * b.index] * scale + x, places[2 * b.index + 1] * scale + y];
  const slack = CURVE * (Math.abs(bx - ax) + Math.abs(by - ay));
  return (
    Math.max(ax, bx) > -slack && Math.min(ax, bx) < width + slack && Math.max(ay, by) > -slack && Math.min(ay, by) < height + slack
  );
}

function shown(contact, look) {
  return look.seen(contact.a) && look.seen(contact.b);
}

function classOf({ a, b }, look) {
  const slot = look.slot(a);
  return slot !== OTHER && slot === look.slot(b) ? slot : MIXED;
}

function strokes(pen, contacts, from, until, kind, { places, view, look }) {
  const { palette, count, magnitude, strength } = look;
  const base = Math.min(1, Math.max(0.045, 13 / Math.sqrt(Math.max(1, count)))) * (palette.dark ? 1.25 : 1.5);
  pen.globalAlpha = strength * Math.min(0.85, kind === MIXED ? base * 0.55 : base);
  pen.strokeStyle = palette.slots[kind === MIXED ? OTHER : kind];
  pen.lineWidth = Math.min(1.6, Math.max(0.7, magnitude * (count < 400 ? 1.5 : 1)));
  for (let i = from; i < until; i += PER_STROKE) {
    pen.beginPath();
    for (let e = i; e < Math.min(until, i + PER_STROKE); e++) curve(pen, contacts[e], places, view);
    pen.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} pen @param {Contact} contact @param {Float32Array} places @param {View} view
 */
export function curve(pen, { a, b }, places, { scale, x, y }) {
  const ax = places[2 * a.index] * scale + x;
  const ay = places[2 * a.index + 1] * scale + y;
  const bx = places[2 * b.index] * scale + x;
  const by = places[2 * b.index + 1] * scale + y;
  pen.moveTo(ax, ay);
  pen.quadraticCurveTo((ax + bx) / 2 + (by - ay) * CURVE, (ay + by) / 2 - (bx - ax) * CURVE, bx, by);
}
