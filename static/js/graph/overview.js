// What is shown where organisations stand for their people?

import { Bubbles } from "./bubbles.js";
import { discBox, organisationAt, paintDiscs } from "./discs.js";
import { Organisations } from "./organisations.js";

/** @typedef {import("./organisations.js").Organisation} Organisation */

const PEOPLE_FROM = 1.3; // zoom at which people begin to show in their organisations,
const PEOPLE_UNTIL = 1.8; // and at which they are all there
const CROWDED = 0.45; // radius of a person in a disc, at most, as a share of the distance to the next
const COUNTING = 500; // milliseconds between two counts of what goes on between organisations,
const COUNTING_PER_CONTACT = 0.01; // more where that takes longer

/** The organisations as discs, counted anew from time to time, and one of them looked at. */
export class Overview {
  constructor() {
    this.organisations = new Organisations();
    /** @type {Organisation | null} that is looked at */ this.chosen = null;
    this.discs = new Float32Array(0);
  }

  #bubbles = new Bubbles();
  #stale = true;
  #countedAt = -Infinity;
  #sizes = "";

  /** People or contacts have changed. */
  changed() {
    this.#stale = true;
  }

  /** @param {import("./model.js").ContactGraph} graph @returns {number} milliseconds until it is to be counted; 0: now */
  wait(graph, now) {
    if (!this.#stale) return Infinity;
    return Math.max(0, this.#countedAt + COUNTING + COUNTING_PER_CONTACT * graph.contacts.size - now);
  }

  /**
   * @param {import("./model.js").ContactGraph} graph or its past @param {number} now milliseconds
   * @returns {boolean} whether an organisation has grown, so that the discs have to move
   */
  count(graph, now) {
    this.#stale = false;
    this.#countedAt = now;
    this.organisations.refresh(graph);
    this.chosen = this.chosen && (this.organisations.at(this.chosen.place) ?? null);
    const before = this.#sizes;
    this.#sizes = this.organisations.all.map(({ place, people }) => `${place} ${people.length}`).join();
    return this.#sizes !== before;
  }

  /** @param {number} aspect @param {number} people who have a place @returns {import("./glide.js").Arrangement} */
  arrange(aspect, people) {
    return this.#bubbles.arrange(this.organisations, aspect, people);
  }

  /** @param {number} zoom @returns {number} how far people are to be seen, from 0 (organisations only) to 1 */
  closeness(zoom) {
    return Math.min(1, Math.max(0, (zoom - PEOPLE_FROM) / (PEOPLE_UNTIL - PEOPLE_FROM)));
  }

  /** Zoom at which people are all there. */
  get near() {
    return PEOPLE_UNTIL;
  }

  /** @param {number} scale @returns {number} most points that the radius of a person may have */
  roomOf(scale) {
    return CROWDED * Bubbles.spacing * scale;
  }

  /** @param {{pen: CanvasRenderingContext2D}} sheet @param {import("./people.js").Scene} scene */
  paint(sheet, scene, colouring) {
    const { organisations, chosen, discs } = this;
    paintDiscs(sheet, scene, { organisations, chosen, discs, colouring, closeness: this.closeness(scene.zoom) });
  }

  /** @param {number} x @param {number} y points on the stage @returns {Organisation | null} */
  at(x, y, view) {
    return organisationAt(x, y, this, view);
  }

  /** @param {Organisation} organisation @returns {import("./frame.js").Box | null} */
  boxOf(organisation) {
    return discBox(organisation, this.organisations, this.discs);
  }
}
