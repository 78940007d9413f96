/** How do camera, hand scanner and typed codes join two badges at a contact station? */

import { readCode } from "../scan/code.js";
import { fill, initials } from "../scan/panel.js";
import { RecentReadings } from "../scan/repeat.js";
import { newNonce, sendScan } from "../scan/submit.js";
import { Viewfinder } from "../scan/viewfinder.js";
import { Pair } from "./pair.js";

const SHOWN = 6000; // milliseconds that names stay on a screen which everybody sees
const TRIES = 3;
const REST = 1500; // milliseconds between two tries
const KINDS = ["new", "known", "hint", "refused", "quiet"];

/**
 * Bring one station to life.
 *
 * @param {HTMLElement} root - the element with `data-station`
 */
function startStation(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const text = (name) => root.getAttribute(`data-text-${name}`) ?? "";
  const form = part("form");
  const fields = ["first", "second"].map((name) => form.elements.namedItem(name));
  const csrfToken = form.elements.namedItem("csrf_token").value;
  const readings = new RecentReadings();
  const pair = new Pair();
  let clearing = 0;
  let sending = false;

  const viewfinder = new Viewfinder(root, part, text, (read) => {
    if (readings.isNew(read, performance.now())) take(readCode(read, root.dataset.badgeBase));
  });

  /** Show which badge comes next, and nothing of anybody. */
  function step(number) {
    clearTimeout(clearing);
    root.dataset.step = number;
    for (const each of [1, 2]) {
      if (each === number) part(`step-${each}`).setAttribute("aria-current", "step");
      else part(`step-${each}`).removeAttribute("aria-current");
    }
    show({ kind: "quiet", title: text(number === 1 ? "first" : "second"), text: "", people: [] });
  }

  /** Show an answer, and clear it: the screen is public. */
  function say(answer, next = 1) {
    step(next);
    show(answer);
    clearing = setTimeout(() => step(next), SHOWN);
  }

  function show({ kind, title, text: words, people = [] }) {
    const panel = part("answer");
    panel.scrollIntoView({ block: "nearest" }); // a field in which a hand scanner types has come into view instead
    panel.classList.remove(...KINDS.map((other) => `verdict--${other}`));
    panel.getBoundingClientRect(); // ends the last entrance
    panel.classList.add(`verdict--${kind}`);
    fill(panel, { title, text: words });
    for (const number of [1, 2]) {
      const person = people[number - 1];
      part(`person-${number}`).hidden = !person;
      fill(panel, { [`name-${number}`]: person?.name ?? "", [`organisation-${number}`]: person?.organisation ?? "" });
      part(`node-${number}`).textContent = person ? initials(person.name) : number;
    }
  }

  const message = (kind, name, words = text(`${name}-more`)) => ({ kind, title: text(name), text: words });

  /** Act on one badge, whoever read it. */
  function take(reading) {
    if (sending) return;
    if (reading.type !== "badge" && reading.type !== "short") {
      say(message("hint", "foreign", reading.shown ?? ""), Number(root.dataset.step));
      return;
    }
    const taken = pair.take(reading.code, performance.now());
    if (taken === "first") step(2);
    else if (taken === "same") say(message("hint", "same"), 2);
    else send({ ...taken, nonce: newNonce() });
  }

  async function send(badges) {
    sending = true;
    step(2);
    show({ kind: "quiet", title: text("asking"), text: "" });
    let outcome;
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (tries) await new Promise((next) => setTimeout(next, REST));
      outcome = await sendScan(badges, { url: root.dataset.url, csrfToken });
      if (outcome.state !== "later" || outcome.reason === "pause") break;
    }
    sending = false;
    if (outcome.answer) say(outcome.answer);
    else if (outcome.state === "later") say(message("refused", "trouble"));
    else location.reload(); // revoked, closed or out of date: the page itself says which
  }

  // A first badge whose partner does not come is not joined with whoever comes next.
  setInterval(() => {
    if (!sending && pair.forget(performance.now())) say(message("hint", "forgotten"));
  }, 500);

  // With this script each field takes one badge after the other: that is how a hand scanner types.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const field of fields) {
      const { value } = field;
      field.value = "";
      if (value.trim()) take(readCode(value, root.dataset.badgeBase));
    }
    fields[0].focus({ preventScroll: true });
  });

  // A hand scanner types wherever the page happens to be.
  document.addEventListener("keydown", (event) => {
    const typed = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (typed && event.key !== " " && !event.target.closest("input, select, textarea")) {
      fields[0].focus({ preventScroll: true });
    }
  });

  step(1);
  viewfinder.open();
}

document.querySelectorAll("[data-station]").forEach(startStation);
