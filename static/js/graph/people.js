// How does everybody look in the picture?

/** @typedef {import("./model.js").Person} Person */

const LONELY = 2.6; // radius of a person without contacts

/**
 * @typedef {object} Scene
 * @property {import("./model.js").ContactGraph} graph
 * @property {Float32Array} places
 * @property {import("./camera.js").View} view
 * @property {number} zoom
 * @property {import("./palette.js").Palette} palette
 * @property {(person: Person) => number} slot
 * @property {(person: Person) => boolean} seen      not filtered away
 * @property {Set<Person> | null} focus              those who stay while the rest fades
 * @property {number} magnitude
 * @property {number} lettering                      how much larger than on a desk names are written
 * @property {number} width
 * @property {number} height
 */

/** Radius by contacts: nobody vanishes, nobody covers the others. */
export class Sizes {
  /** @param {import("./model.js").ContactGraph} graph or its past */
  constructor(graph) {
    this.graph = graph;
    /** @type {"contacts" | "counted" | "bridging"} */ this.by = "contacts";
    /** @type {Object<string, number>} by pseudonym number, where sizes mean bridging */ this.bridging = {};
    /** @type {number} most points where people stand close */ this.limit = Infinity;
    /** @type {boolean} whether contacts have changed since */ this.stale = true;
  }

  #refresh() {
    this.stale = false;
    const values = this.graph.people.map((person) => this.value(person));
    const connected = this.graph.people.filter((person) => this.graph.degree(person) > 0).length;
    this.most = values.reduce((most, value) => Math.max(most, value), this.by === "bridging" ? 1e-9 : 1);
    this.largest = Math.min(24, Math.max(7, 220 / Math.sqrt(Math.max(1, connected))));
    this.smallest = Math.max(2.2, this.largest * 0.24);
  }

  /** @param {Person} person @returns {number} what makes a person large */
  value(person) {
    if (this.by === "bridging") return this.bridging[person.number] ?? 0;
    return this.by === "counted" ? this.graph.counted(person) : this.graph.degree(person);
  }

  /** @param {Person} person @param {number} magnitude @param {number} zoom @returns {number} radius in points */
  radius(person, magnitude, zoom) {
    if (this.stale) this.#refresh();
    const near = Math.max(1, zoom) ** 0.45;
    if (!this.graph.degree(person)) return Math.min(this.limit, LONELY * Math.max(0.8, magnitude) * near);
    const share = Math.min(1, this.value(person) / this.most) ** 0.75;
    return Math.min(this.limit, magnitude * near * (this.smallest + (this.largest - this.smallest) * share));
  }
}

/**
 * @param {Scene} scene @param {Sizes} sizes @param {number} x @param {number} y points on the stage
 * @param {number} slack points beside somebody that still mean them @returns {Person | null}
 */
export function personAt({ graph, places, view, zoom, magnitude, seen }, sizes, x, y, slack) {
  let [nearest, best] = [null, Infinity];
  for (const person of graph.people) {
    if (2 * person.index >= places.length || !seen(person)) continue;
    const dx = places[2 * person.index] * view.scale + view.x - x;
    const dy = places[2 * person.index + 1] * view.scale + view.y - y;
    const distance = Math.hypot(dx, dy) - sizes.radius(person, magnitude, zoom);
    if (distance < slack && distance < best) [nearest, best] = [person, distance];
  }
  return nearest;
}

/** @param {import("./stage.js").Sheet} sheet @param {Scene} scene @param {Sizes} sizes */
export function paintPeople(sheet, scene, sizes) {
  const { graph, places, view, zoom, palette, magnitude, focus } = scene;
  const { pen } = sheet;
  const drawn = graph.people
    .filter((person) => 2 * person.index < places.length && scene.seen(person))
    .sort((p, q) => graph.degree(p) - graph.degree(q) || p.index - q.index);
  const ring = Math.max(1, 1.5 * Math.sqrt(magnitude));
  pen.lineWidth = 2 * ring;
  pen.strokeStyle = palette.surface;
  for (const person of drawn) {
    const x = places[2 * person.index] * view.scale + view.x;
    const y = places[2 * person.index + 1] * view.scale + view.y;
    if (x < -40 || y < -40 || x > scene.width + 40 || y > scene.height + 40) continue;
    const faded = focus && !focus.has(person);
    const alone = graph.degree(person) === 0;
    pen.beginPath();
    pen.arc(x, y, sizes.radius(person, magnitude, zoom), 0, 2 * Math.PI);
    if (!faded && !alone) {
      pen.globalAlpha = 1;
      pen.stroke();
    }
    pen.globalAlpha = faded ? 0.16 : alone ? 0.6 : 1;
    pen.fillStyle = palette.slots[scene.slot(person)];
    pen.fill();
  }
  pen.globalAlpha = 1;
}
