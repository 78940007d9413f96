// What has to be painted in this frame?

import { Camera } from "./camera.js";
import { EdgePainter } from "./edges.js";
import { frame } from "./frame.js";
import { paintLabels } from "./labels.js";
import { Lights, paintContactsOf } from "./lights.js";
import { readPalette, slotOf } from "./palette.js";
import { Sizes, paintPeople } from "./people.js";
import { Stage } from "./stage.js";

/** @typedef {import("./model.js").Contact} Contact */
/** @typedef {import("./model.js").Person} Person */

const GLIDE = 260; // milliseconds in which people cover two thirds of a way
const NEAR = 0.4; // points: nobody sees a shorter way

/** The picture on the stage: keeps places, camera, lights and focus, and paints no more than what changed. */
export class Picture {
  /** @param {HTMLElement} element @param {import("./model.js").ContactGraph} graph */
  constructor(element, graph) {
    this.graph = graph;
    this.camera = new Camera();
    this.lights = new Lights();
    this.sizes = new Sizes(graph);
    /** @type {Set<number>} slots that the legend has switched off */ this.hidden = new Set();
    /** @type {Person | null} */ this.person = null;
    /** @type {number} how much larger than on a desk names are written */ this.lettering = 1;
    /** @type {Set<Person> | null} */ this.focus = null;
    this.stage = new Stage(element, () => this.#reframe(true));
    this.palette = readPalette(element);
    this.#edges = new EdgePainter(this.stage.edges);
    this.#still = matchMedia("(prefers-reduced-motion: reduce)");
    this.#watchTheme(element);
  }

  #edges;
  #still;
  #positions = null;
  #goal = null; // {places, box} to which people are on their way
  #box = null;
  #places = new Float32Array(0);
  #stale = { edges: false, people: false, lights: false };
  #asked = 0;
  #glided = 0;
  #before = 0;

  /** @returns {boolean} whether the layout has arrived */
  get ready() {
    return this.#positions !== null;
  }

  /** @returns {boolean} whether only a part of the picture fills the stage */
  get zoomed() {
    return this.camera.zoom > 1.01;
  }

  /** @param {Float32Array} positions from the layout */
  place(positions) {
    const first = !this.ready;
    this.#positions = positions;
    this.#reframe(first);
  }

  /** @param {import("./model.js").Difference} difference @param {Set<Contact>} alight new contacts that light up */
  change(difference, alight) {
    const now = performance.now();
    this.sizes.stale = true;
    this.lights.quench(difference.removed);
    for (const contact of difference.added) {
      this.#edges.add(contact, this.#look());
      if (alight.has(contact)) this.lights.kindle(contact, now);
    }
    if (this.person) this.look(this.person);
    if (difference.removed.length || difference.people.some((person) => !person.here)) this.repaint();
    else this.#paintSoon("lights");
  }

  /** The person whose contacts stay while the rest fades. @param {Person | null} person */
  look(person) {
    this.person = person;
    this.focus = person && new Set([person, ...this.graph.met(person).keys()]);
    this.#edges.fade(this.focus !== null);
    this.#paintSoon("people", "lights");
  }

  /** @param {Set<Person> | null} people who stay, without a person in the middle */
  mark(people) {
    this.person = null;
    this.focus = people;
    this.#edges.fade(people !== null);
    this.#paintSoon("people", "lights");
  }

  /** Colours, filters or the theme changed. */
  repaint() {
    this.#paintSoon("edges", "people", "lights");
  }

  /** The camera was moved. */
  moved() {
    this.#paintSoon("people", "lights", "edges");
  }

  /** @param {Person} person goes with all contacts into the window */
  showCircleOf(person) {
    if (!this.#goal || 2 * person.index >= this.#goal.places.length) return;
    const { places } = this.#goal;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { index } of [person, ...this.graph.met(person).keys()]) {
      if (2 * index >= places.length) continue;
      left = Math.min(left, places[2 * index]);
      right = Math.max(right, places[2 * index]);
      top = Math.min(top, places[2 * index + 1]);
      bottom = Math.max(bottom, places[2 * index + 1]);
    }
    const box = { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
    this.camera.goTo(box, this.stage.width, this.stage.height, this.#margin() * 1.6);
    this.#paintSoon("people");
  }

  /** @param {number} x @param {number} y points on the stage @param {number} slack @returns {Person | null} */
  personAt(x, y, slack) {
    const { view, zoom } = this.camera;
    let [nearest, best] = [null, Infinity];
    for (const person of this.graph.people) {
      if (2 * person.index >= this.#places.length || !this.seen(person)) continue;
      const dx = this.#places[2 * person.index] * view.scale + view.x - x;
      const dy = this.#places[2 * person.index + 1] * view.scale + view.y - y;
      const distance = Math.hypot(dx, dy) - this.sizes.radius(person, this.stage.magnitude, zoom);
      if (distance < slack && distance < best) [nearest, best] = [person, distance];
    }
    return nearest;
  }

  /** @param {Person} person @returns {boolean} whether this person is there and the legend lets them be seen */
  seen(person) {
    return person.here && !this.hidden.has(slotOf(this.graph, person));
  }

  #watchTheme(element) {
    const refresh = () => {
      this.palette = readPalette(element);
      this.repaint();
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refresh);
    new MutationObserver(refresh).observe(element.ownerDocument.documentElement, { attributeFilter: ["class", "data-theme"] });
    element.ownerDocument.fonts.ready.then(refresh);
  }

  #margin() {
    return 14 + 26 * this.stage.magnitude;
  }

  #reframe(jump) {
    if (!this.ready) return;
    const connected = (i) => this.graph.degree(this.graph.people[i]) > 0;
    this.#goal = frame(this.#positions, connected, this.stage.aspect);
    if (jump || this.#still.matches) this.#arrive();
    this.#paintSoon("edges", "people", "lights");
  }

  #arrive() {
    this.#places = this.#goal.places.slice();
    this.#box = { ...this.#goal.box };
    this.#aim();
  }

  #aim() {
    this.camera.show(this.#box, this.stage.width, this.stage.height, this.#margin());
  }

  #paintSoon(...what) {
    for (const sheet of what) this.#stale[sheet] = true;
    this.#asked ||= requestAnimationFrame((now) => this.#frame(now));
  }

  #frame(now) {
    this.#asked = 0;
    if (!this.ready) return;
    const passed = Math.min(200, now - this.#before);
    this.#before = now;
    const travelling = this.camera.travel(this.#still.matches ? 1 : 1 - Math.exp(-passed / 140));
    if (travelling) this.#stale.edges = this.#stale.people = this.#stale.lights = true;
    this.#edges.observe(passed);
    this.#paintEdges(now);
    this.#edges.follow(this.camera.view);
    this.stage.element.classList.toggle("is-zoomed", this.zoomed);
    this.#paintTop(now);
    if (travelling || this.#edges.busy || this.#away() || this.lights.burning(now)) this.#paintSoon();
  }

  /** Edges and people move together: people take their next places when the edges for them are finished. */
  #paintEdges(now) {
    if (!this.#edges.busy) {
      const away = this.#away() && !this.#edges.resting;
      if (away) this.#glide(Math.min(400, now - this.#glided));
      if (away) this.#glided = now;
      if (away || this.#stale.edges) {
        this.#stale.edges = false;
        this.#edges.begin(this.graph.contacts.values(), this.#places.slice(), this.camera.view, this.#look());
      }
    }
    if (this.#edges.busy && this.#edges.work()) this.#stale.people = this.#stale.lights = true;
  }

  #away() {
    if (!this.#goal) return false;
    const { places } = this.#goal;
    if (places.length !== this.#places.length) return true;
    const near = NEAR / this.camera.view.scale;
    for (let i = 0; i < places.length; i++) if (Math.abs(places[i] - this.#places[i]) > near) return true;
    return false;
  }

  #glide(passed) {
    const { places, box } = this.#goal;
    const share = 1 - Math.exp(-Math.max(passed, 16) / GLIDE);
    const next = places.slice();
    for (let i = 0; i < this.#places.length; i++) next[i] = this.#places[i] + (places[i] - this.#places[i]) * share;
    this.#places = next;
    for (const side of Object.keys(box)) this.#box[side] += (box[side] - this.#box[side]) * share;
    this.#aim();
  }

  #paintTop(now) {
    const scene = this.#scene();
    if (this.#stale.people) {
      this.stage.people.clear();
      paintPeople(this.stage.people, scene, this.sizes);
      paintLabels(this.stage.people, scene, this.sizes, this.person);
      this.#stale.people = false;
    }
    const burning = this.lights.burning(now);
    if (burning || this.#stale.lights) {
      this.stage.lights.clear();
      if (this.person) paintContactsOf(this.stage.lights, scene, this.sizes, this.person);
      this.lights.paint(this.stage.lights, scene, this.sizes, now, this.#still.matches);
      this.#stale.lights = burning;
    }
  }

  #look() {
    return {
      palette: this.palette,
      slot: (person) => slotOf(this.graph, person),
      seen: (person) => this.seen(person),
      count: this.graph.contacts.size,
      magnitude: this.stage.magnitude,
    };
  }

  #scene() {
    const { width, height } = this.stage;
    const { view, zoom } = this.camera;
    const places = this.#edges.places ?? this.#places;
    return { ...this.#look(), graph: this.graph, places, view, zoom, focus: this.focus, width, height, lettering: this.lettering };
  }
}
