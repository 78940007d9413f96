// In which order is the picture painted, on the screen and for a file?

import { paintContacts } from "./edges.js";
import { paintLabels } from "./labels.js";
import { paintContactsOf } from "./lights.js";
import { paintPeople } from "./people.js";

/** @typedef {import("./people.js").Scene} Scene */
/** @typedef {import("./picture.js").Picture} Picture */

const NAMED_FROM = 0.5; // closeness at which people have names

/**
 * The sheets above the contacts, as far as they are stale.
 * @param {Picture} picture @param {Scene} scene @param {Object<string, boolean>} stale updated
 * @param {number} now milliseconds @param {boolean} steady whether lights stay as they are
 */
export function paintTop(picture, scene, stale, now, steady) {
  const { stage, sizes, person, lights, closeness } = picture;
  if (stale.discs) {
    stage.discs.clear();
    if (picture.grouped) picture.overview.paint(stage.discs, scene, picture.colouring);
    stale.discs = false;
  }
  if (stale.people) {
    stage.people.clear();
    stage.people.canvas.style.opacity = String(closeness);
    paintCrowd(stage.people, picture, scene);
    stale.people = false;
  }
  const burning = lights.burning(now);
  if (burning || stale.lights) {
    stage.lights.clear();
    if (person && closeness) paintContactsOf(stage.lights, scene, sizes, person);
    lights.paint(stage.lights, scene, sizes, now, steady);
    stale.lights = burning;
  }
}

/**
 * Everything at once, without lights: for a file.
 * @param {{pen: CanvasRenderingContext2D}} sheet whose pen draws in points of the stage
 * @param {Picture} picture @param {Scene} scene @param {Iterable<import("./model.js").Contact>} contacts
 */
export function paintFile(sheet, picture, scene, contacts) {
  if (picture.grouped) picture.overview.paint(sheet, scene, picture.colouring);
  if (!picture.focus) paintContacts(sheet.pen, contacts, scene.places, scene.view, scene);
  if (picture.person && picture.closeness) paintContactsOf(sheet, scene, picture.sizes, picture.person);
  paintCrowd(sheet, picture, scene);
}

function paintCrowd(sheet, { sizes, person, closeness }, scene) {
  if (closeness) paintPeople(sheet, scene, sizes);
  if (closeness > NAMED_FROM) paintLabels(sheet, scene, sizes, person);
}
