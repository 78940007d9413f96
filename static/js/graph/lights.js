// How does a new contact light up, and how do the contacts of one person stand out?

import { curve } from "./edges.js";

/** @typedef {import("./model.js").Contact} Contact */

const SECONDS = 5;
const AT_MOST = 60; // a screen that slept catches up: the newest light up, not all of them

/** New contacts glow for five seconds; who prefers less motion sees them steady for that time. */
export class Lights {
  /** @type {{contact: Contact, since: number}[]} */ #burning = [];

  /** @param {Contact} contact @param {number} now milliseconds */
  kindle(contact, now) {
    this.#burning.push({ contact, since: now });
    if (this.#burning.length > AT_MOST) this.#burning.shift();
  }

  /** @param {Set<Contact>} [contacts] that are gone; all without it */
  quench(contacts) {
    this.#burning = contacts ? this.#burning.filter(({ contact }) => !contacts.has(contact)) : [];
  }

  /** @param {number} now @returns {boolean} whether any light still burns */
  burning(now) {
    this.#burning = this.#burning.filter(({ since }) => now - since < 1000 * SECONDS);
    return this.#burning.length > 0;
  }

  /**
   * @param {import("./stage.js").Sheet} sheet @param {import("./people.js").Scene} scene
   * @param {import("./people.js").Sizes} sizes @param {number} now @param {boolean} steady
   */
  paint(sheet, scene, sizes, now, steady) {
    const { pen } = sheet;
    for (const { contact, since } of this.#burning) {
      const last = 2 * Math.max(contact.a.index, contact.b.index) + 1;
      if (last >= scene.places.length || !scene.seen(contact.a) || !scene.seen(contact.b)) continue;
      const age = Math.max(0, (now - since) / 1000 / SECONDS);
      const glow = steady ? 0.9 : (1 - age) ** 1.4;
      const spread = steady ? 4 : 4 + 9 * Math.min(1, age * 2.5) * Math.max(0.7, scene.magnitude);
      // Yellow on white would hardly be seen: a dark seam holds it.
      if (!scene.palette.dark) glowing(pen, contact, scene, sizes, spread, scene.palette.ink, glow * 0.4, 5.5);
      glowing(pen, contact, scene, sizes, spread, scene.palette.spark, glow, 3);
    }
    pen.globalAlpha = 1;
  }
}

function glowing(pen, contact, scene, sizes, spread, colour, alpha, width) {
  pen.strokeStyle = colour;
  pen.globalAlpha = alpha;
  pen.lineWidth = width * Math.max(0.8, scene.magnitude);
  pen.beginPath();
  curve(pen, contact, scene.places, scene.view);
  pen.stroke();
  ring(pen, contact.a, scene, sizes, spread);
  ring(pen, contact.b, scene, sizes, spread);
}

function ring(pen, person, { places, view, magnitude, zoom }, sizes, spread) {
  const x = places[2 * person.index] * view.scale + view.x;
  const y = places[2 * person.index + 1] * view.scale + view.y;
  pen.beginPath();
  pen.arc(x, y, sizes.radius(person, magnitude, zoom) + spread, 0, 2 * Math.PI);
  pen.stroke();
}

/**
 * The contacts of the person looked at, bright above the faded rest.
 * @param {import("./stage.js").Sheet} sheet @param {import("./people.js").Scene} scene
 * @param {import("./people.js").Sizes} sizes @param {import("./model.js").Person} person
 */
export function paintContactsOf(sheet, scene, sizes, person) {
  const { pen } = sheet;
  const contacts = scene.graph.met(person);
  pen.lineWidth = 1.4;
  pen.globalAlpha = Math.min(0.9, Math.max(0.35, 6 / Math.sqrt(contacts.size)));
  for (const [other, contact] of contacts) {
    if (2 * other.index + 1 >= scene.places.length || !scene.seen(other)) continue;
    pen.strokeStyle = scene.palette.slots[scene.slot(other)];
    pen.beginPath();
    curve(pen, contact, scene.places, scene.view);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  pen.lineWidth = 3;
  pen.strokeStyle = scene.palette.ink;
  ring(pen, person, scene, sizes, 4);
}
