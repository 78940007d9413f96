// What has to be painted in this frame?

import { Camera } from "./camera.js";
import { Colouring } from "./colouring.js";
import { EdgePainter } from "./edges.js";
import { boxAround, frame } from "./frame.js";
import { Glide } from "./glide.js";
import { Lights } from "./lights.js";
import { Overview } from "./overview.js";
import { paintFile, paintTop } from "./painting.js";
import { readPalette, watchTheme } from "./palette.js";
import { Sizes, personAt } from "./people.js";
import { Stage } from "./stage.js";

/** @typedef {import("./model.js").Contact} Contact */
/** @typedef {import("./model.js").Person} Person */
/** @typedef {import("./organisations.js").Organisation} Organisation */
const AT_ONCE = 400; // new contacts that are painted one by one
const DENSER = 1.2; // growth after which all are painted anew

/** The picture on the stage: keeps places, camera, lights and focus, and paints no more than what changed. */
export class Picture {
  /** @param {HTMLElement} element @param {import("./model.js").ContactGraph} graph */
  constructor(element, graph) {
    this.whole = graph;
    /** What is shown: the whole graph, or its past. */ this.graph = graph;
    this.camera = new Camera();
    this.lights = new Lights();
    this.sizes = new Sizes(graph);
    this.colouring = new Colouring(graph);
    this.overview = new Overview();
    /** @type {boolean} whether organisations are shown, and people only from close by */ this.grouped = false;
    /** @type {Person | null} */ this.person = null;
    /** @type {number} how much larger than on a desk names are written */ this.lettering = 1;
    /** @type {Set<Person> | null} */ this.focus = null;
    this.stage = new Stage(element, () => this.#reframe(true));
    this.palette = readPalette(element);
    this.#edges = new EdgePainter(this.stage.edges);
    this.#still = matchMedia("(prefers-reduced-motion: reduce)");
    watchTheme(element, () => {
      this.palette = readPalette(element);
      this.repaint();
    });
  }

  #edges;
  #still;
  #positions = null;
  #glide = new Glide();
  #stale = { edges: false, people: false, lights: false, discs: false };
  #asked = 0;
  #before = 0;
  #recounting = 0;
  #drawn = 0; // contacts when all were last painted

  /** @returns {boolean} whether there is anything to show yet */
  get ready() {
    return this.#glide.goal !== null;
  }

  /** @returns {boolean} whether only a part of the picture fills the stage */
  get zoomed() {
    return this.camera.zoom > 1.01;
  }

  /** @returns {number} how far people are to be seen, from 0 (organisations only) to 1 */
  get closeness() {
    return this.grouped ? this.overview.closeness(this.camera.zoom) : 1;
  }

  /** @param {Float32Array} positions from the layout */
  place(positions) {
    this.#positions = positions;
    if (!this.grouped) this.#reframe(!this.ready);
  }

  /** @param {boolean} grouped whether organisations are shown first, or people */
  group(grouped) {
    this.grouped = grouped;
    this.overview.chosen = null;
    if (grouped) this.overview.count(this.graph, performance.now());
    this.#reframe(!this.ready);
    this.camera.goHome();
  }

  /** @param {import("./model.js").ContactGraph} graph the whole one or its past */
  show(graph) {
    this.graph = this.sizes.graph = graph;
    this.lights.quench();
    this.#changed();
    this.repaint();
  }

  /**
   * @param {import("./model.js").Difference} difference
   * @param {Set<Contact>} alight new contacts that light up, as if they were `age` milliseconds old
   */
  change(difference, alight, age = 0) {
    this.#changed();
    if (difference.removed.length) this.lights.quench(new Set(difference.removed));
    const fresh = difference.added.length > AT_ONCE;
    for (const contact of difference.added) {
      if (this.closeness && !fresh) this.#edges.add(contact, this.#look());
      if (alight.has(contact)) this.lights.kindle(contact, performance.now() - age);
    }
    // Lines are the fainter the more there are: by then those of before have to become fainter too.
    const denser = this.graph.contacts.size > DENSER * this.#drawn;
    if (fresh || denser || difference.removed.length || difference.people.some((person) => !person.here)) this.repaint();
    else this.#paintSoon("lights", ...(this.graph === this.whole ? [] : ["people"]));
  }

  /** The person whose contacts stay while the rest fades. @param {Person | null} person */
  look(person) {
    this.person = person;
    this.#focusOn(person && new Set([person, ...this.graph.met(person).keys()]));
  }

  /** @param {Set<Person> | null} people who stay, without a person in the middle */
  mark(people) {
    this.person = null;
    this.#focusOn(people);
  }

  /** The organisation whose contacts stay while the rest fades. @param {Organisation | null} organisation */
  lookAt(organisation) {
    if (this.overview.chosen === organisation) return;
    this.overview.chosen = organisation;
    this.#paintSoon("discs", ...(this.closeness ? ["edges"] : []));
  }

  /** Colours, sizes, filters or the theme changed. */
  repaint() {
    this.#paintSoon("edges", "people", "lights", "discs");
  }

  /** The camera was moved. */
  moved() {
    this.repaint();
  }

  /** @param {Person} person goes with all contacts into the window; among organisations, alone */
  showCircleOf(person) {
    const circle = this.grouped ? [person] : [person, ...this.graph.met(person).keys()];
    const box = this.#glide.goal && boxAround(this.#glide.goal.places, circle);
    if (box) this.#travel(box, this.#margin() * 1.6, this.grouped ? this.overview.near : 0);
  }

  /** @param {Organisation} organisation goes into the window with its people */
  showPeopleOf(organisation) {
    const box = this.overview.boxOf(organisation);
    if (box) this.#travel(box, this.#margin(), this.overview.near);
  }

  /** @param {number} x @param {number} y points on the stage @param {number} slack @returns {Person | null} */
  personAt(x, y, slack) {
    if (this.closeness < 0.5) return null;
    return personAt({ ...this.#scene(), places: this.#glide.places }, this.sizes, x, y, slack);
  }

  /** @param {number} x @param {number} y points on the stage @returns {Organisation | null} */
  organisationAt(x, y) {
    return this.grouped ? this.overview.at(x, y, this.camera.view) : null;
  }

  /** @param {Person} person @returns {boolean} whether this person is there and the legend lets them be seen */
  seen(person) {
    return person.here && this.colouring.seen(person);
  }

  /**
   * The picture as it is now, on another sheet: for a file.
   * @param {{pen: CanvasRenderingContext2D}} sheet whose pen draws in points of the stage
   */
  draw(sheet) {
    paintFile(sheet, this, { ...this.#scene(), places: this.#glide.places }, this.#contacts());
  }

  #focusOn(people) {
    this.focus = people;
    this.#edges.fade(people !== null);
    this.#paintSoon("people", "lights");
  }

  #travel(box, margin, least = 0) {
    this.camera.goTo(box, this.stage.width, this.stage.height, margin, least);
    this.#paintSoon("people");
  }

  #margin() {
    return 14 + 26 * this.stage.magnitude;
  }

  #changed() {
    this.sizes.stale = true;
    this.colouring.changed();
    this.overview.changed();
    if (this.person) this.look(this.person);
  }

  #reframe(jump) {
    const { people } = this.whole;
    if (this.grouped) this.#glide.aim(this.overview.arrange(this.stage.aspect, people.length));
    else if (this.#positions) this.#glide.aim(frame(this.#positions, (i) => this.whole.degree(people[i]) > 0, this.stage.aspect));
    else return;
    if (jump || this.#still.matches) {
      this.#glide.arrive();
      this.#aim();
    }
    this.repaint();
  }

  #aim() {
    this.overview.discs = this.#glide.discs;
    this.camera.show(this.#glide.box, this.stage.width, this.stage.height, this.#margin());
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
    if (travelling) for (const sheet of Object.keys(this.#stale)) this.#stale[sheet] = true;
    this.#recount(now);
    this.#edges.observe(passed);
    this.#paintEdges(now);
    this.#edges.follow(this.camera.view);
    this.stage.element.classList.toggle("is-zoomed", this.zoomed);
    paintTop(this, this.#scene(), this.#stale, now, this.#still.matches);
    if (!this.stage.element.dataset.painted) performance.mark("eventapp-picture");
    this.stage.element.dataset.painted = "true";
    if (travelling || this.#edges.busy || this.#glide.away(this.camera.view.scale) || this.lights.burning(now)) this.#paintSoon();
  }

  #recount(now) {
    if (!this.grouped) return;
    const wait = this.overview.wait(this.graph, now);
    if (wait === 0) {
      if (this.overview.count(this.graph, now)) this.#reframe(false);
      this.#stale.discs = true;
    } else if (wait < Infinity) {
      clearTimeout(this.#recounting);
      this.#recounting = setTimeout(() => this.#paintSoon(), wait);
    }
  }

  /** Edges and people move together: people take their next places when the edges for them are finished. */
  #paintEdges(now) {
    if (!this.#edges.busy) {
      const away = this.#glide.away(this.camera.view.scale) && !this.#edges.resting;
      if (away) {
        this.#glide.step(now);
        this.#aim();
        this.#stale.discs = true;
      }
      if (away || this.#stale.edges) {
        this.#stale.edges = false;
        this.#drawn = this.graph.contacts.size;
        this.#edges.begin(this.#contacts(), this.#glide.places.slice(), this.camera.view, this.#look());
      }
    }
    if (this.#edges.busy && this.#edges.work()) this.#stale.people = this.#stale.lights = true;
  }

  /** From afar, what goes on between organisations stands for the contacts of their people. */
  #contacts() {
    if (!this.closeness) return [];
    const contacts = this.graph.contacts.values();
    const place = this.overview.chosen?.place ?? null;
    if (place === null) return contacts;
    return [...contacts].filter(({ a, b }) => a.organisation === place || b.organisation === place);
  }

  #look() {
    const { width, height, magnitude } = this.stage;
    return {
      palette: this.palette,
      slot: (person) => this.colouring.slot(person),
      seen: (person) => this.seen(person),
      count: this.graph.contacts.size,
      strength: this.grouped ? 0.55 * this.closeness : 1,
      magnitude,
      width,
      height,
    };
  }

  #scene() {
    const { view, zoom } = this.camera;
    this.sizes.limit = this.grouped ? this.overview.roomOf(view.scale) : Infinity;
    const places = this.#edges.places ?? this.#glide.places;
    return { ...this.#look(), graph: this.graph, places, view, zoom, focus: this.focus, lettering: this.lettering };
  }
}
