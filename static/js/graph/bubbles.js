// Where does each organisation stand, and each of its people in it?

/** @typedef {import("./organisations.js").Organisations} Organisations */

const SPACING = 10; // between two people of one organisation
const SEED = 0.58 * SPACING; // a sunflower's seeds are about 1.7 times this apart
const RIM = 0.9 * SPACING;
const TURN = Math.PI * (3 - Math.sqrt(5));
const APART = 1.2; // middles of two discs, by the sum of their radii
const PULL = 0.05;
const GRAVITY = 0.02;
const COLD = { steps: 220, warmth: 1 };
const WARM = { steps: 30, warmth: 0.12 };
const MOST_STRETCH = 1.9;
const MANY = 400; // organisations for which fewer steps have to do
const EDGE = 14; // around all discs

/** @param {number} people @returns {number} radius of the disc that holds them */
export function discRadius(people) {
  return SEED * Math.sqrt(people) + RIM;
}

/**
 * Discs that do not overlap, those with many contacts between them close to each other. The same graph gives the
 * same picture on every screen; a picture that is there gives way a little when an organisation grows.
 */
export class Bubbles {
  /** Distance of two people in one disc, in the picture's own units. */
  static spacing = SPACING;

  /** @type {{place: number, x: number, y: number, r: number}[]} */ #discs = [];

  /**
   * @param {Organisations} organisations @param {number} aspect of the window, width by height
   * @param {number} people  how many have a place in the graph
   * @returns {{places: Float32Array, box: import("./frame.js").Box, discs: Float32Array}} x, y per person; x, y,
   *   radius per organisation, in the order of `organisations.all`
   */
  arrange(organisations, aspect, people) {
    const known = new Map(this.#discs.map((disc) => [disc.place, disc]));
    const isKnown = organisations.all.some(({ place }) => known.has(place));
    this.#discs = seated(organisations.all, known, aspect);
    const byOrganisation = new Map(organisations.all.map((organisation, i) => [organisation, this.#discs[i]]));
    const pulls = weights(organisations.links, byOrganisation);
    const { steps, warmth } = isKnown ? WARM : COLD;
    const most = this.#discs.length > MANY ? 60 : steps;
    for (let step = 0; step < most; step++) {
      const heat = warmth * (1 - step / most);
      attract(this.#discs, pulls, heat, aspect);
      separate(this.#discs);
    }
    if (!isKnown) stretch(this.#discs, aspect);
    for (let step = 0; step < 60 && separate(this.#discs); step++);
    const discs = Float32Array.from(this.#discs.flatMap(({ x, y, r }) => [x, y, r]));
    return { places: seats(organisations.all, this.#discs, people), box: around(this.#discs), discs };
  }
}

/** New discs begin on a spiral, the largest in the middle. */
function seated(all, known, aspect) {
  let area = 0;
  return all.map(({ place, people }, i) => {
    const r = discRadius(people.length);
    const out = 1.25 * Math.sqrt(area);
    area += r * r;
    const start = { x: out * Math.cos(i * TURN) * Math.sqrt(aspect), y: (out * Math.sin(i * TURN)) / Math.sqrt(aspect) };
    return { ...start, ...known.get(place), place, r };
  });
}

/** Contacts as a share of what the sizes of two organisations would let one expect; the strongest pair weighs 1. */
function weights(links, discs) {
  const pulls = links.map(({ a, b, contacts }) => ({
    a: discs.get(a),
    b: discs.get(b),
    weight: contacts / Math.sqrt(a.people.length * b.people.length),
  }));
  const most = pulls.reduce((weight, pull) => Math.max(weight, pull.weight), 0);
  for (const pull of pulls) pull.weight /= most;
  return pulls;
}

function attract(discs, pulls, heat, aspect) {
  for (const { a, b, weight } of pulls) {
    const by = (PULL * heat * weight) / (a.r ** 2 + b.r ** 2);
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    a.x += dx * by * b.r ** 2;
    a.y += dy * by * b.r ** 2;
    b.x -= dx * by * a.r ** 2;
    b.y -= dy * by * a.r ** 2;
  }
  // Large ones in the middle: what goes on between them is what one wants to see.
  const largest = discs.reduce((most, { r }) => Math.max(most, r), 1);
  for (const disc of discs) {
    const fall = GRAVITY * heat * (0.3 + (2 * disc.r) / largest);
    disc.x *= 1 - fall / aspect;
    disc.y *= 1 - fall * aspect;
  }
}

/** The middles move apart until the picture has the window's shape: more room for what goes on between them. */
function stretch(discs, aspect) {
  const { width, height } = around(discs);
  const by = Math.min(MOST_STRETCH, Math.max(1 / MOST_STRETCH, (aspect * height) / width));
  for (const disc of discs) {
    if (by > 1) disc.x *= by;
    else disc.y /= by;
  }
}

/** @returns {boolean} whether any two discs were too close */
function separate(discs) {
  let close = false;
  for (let i = 0; i < discs.length; i++) {
    for (let j = i + 1; j < discs.length; j++) {
      const [p, q] = [discs[i], discs[j]];
      const room = APART * (p.r + q.r);
      const dx = q.x - p.x;
      if (dx > room || dx < -room) continue;
      const dy = q.y - p.y;
      const distance = Math.hypot(dx, dy);
      if (distance >= room - 0.01) continue;
      close = true;
      const [ux, uy] = distance > 1e-6 ? [dx / distance, dy / distance] : [Math.cos(i * TURN), Math.sin(i * TURN)];
      const by = (room - distance) / (p.r ** 2 + q.r ** 2);
      p.x -= ux * by * q.r ** 2;
      p.y -= uy * by * q.r ** 2;
      q.x += ux * by * p.r ** 2;
      q.y += uy * by * p.r ** 2;
    }
  }
  return close;
}

/** Like the seeds of a sunflower: whoever comes later sits further out, and nobody has to move. */
function seats(all, discs, people) {
  const places = new Float32Array(2 * people);
  all.forEach((organisation, i) => {
    const { x, y } = discs[i];
    organisation.people.forEach(({ index }, seat) => {
      const out = SEED * Math.sqrt(seat + 0.5);
      places[2 * index] = x + out * Math.cos(seat * TURN);
      places[2 * index + 1] = y + out * Math.sin(seat * TURN);
    });
  });
  return places;
}

function around(discs) {
  if (!discs.length) return { left: -800, top: -450, width: 1600, height: 900 };
  const left = Math.min(...discs.map(({ x, r }) => x - r)) - EDGE;
  const top = Math.min(...discs.map(({ y, r }) => y - r)) - EDGE;
  const right = Math.max(...discs.map(({ x, r }) => x + r)) + EDGE;
  const bottom = Math.max(...discs.map(({ y, r }) => y + r)) + EDGE;
  return { left, top, width: right - left, height: bottom - top };
}
