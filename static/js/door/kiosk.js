/** How does a kiosk read codes, print the label, and forget whoever stood there? Without this script forms do it all. */

import { readCode } from "../scan/code.js";
import { RecentReadings } from "../scan/repeat.js";
import { Viewfinder } from "../scan/viewfinder.js";

const WARNS = 10_000; // milliseconds before somebody who does nothing is taken to have gone
const { start: startUrl } = document.body.dataset;

/** Read whatever is held to the camera or typed by a hand scanner, and send it as the form does. */
function startReading(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const text = (name) => root.getAttribute(`data-text-${name}`) ?? "";
  const form = part("form");
  const field = form.elements.namedItem("code");
  const readings = new RecentReadings();
  let sent = false;

  function take(read) {
    if (sent || !readings.isNew(read, performance.now())) return;
    const reading = readCode(read, root.dataset.badgeBase);
    if (reading.type !== "badge") {
      part("foreign").textContent = text("foreign");
      return;
    }
    sent = true;
    field.value = reading.code;
    form.submit();
  }

  // A hand scanner types wherever the page happens to be.
  document.addEventListener("keydown", (event) => {
    const typed = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (typed && !event.target.closest("input")) field.focus({ preventScroll: true });
  });
  new Viewfinder(root, part, text, take).open();
}

/** Tell the server that whoever stood there has gone, or just begin anew where nobody stood. */
function leave() {
  const form = document.querySelector('form[action$="/leave"]');
  if (form) form.submit();
  else location.replace(startUrl);
}

/** Leave when nothing was touched for long; say so before. */
function watchIdleness(root) {
  const patience = Number(root.dataset.kioskIdle) * 1000;
  const notice = root.querySelector('[data-part="idle"]');
  let warning = 0;
  let ending = 0;
  function touched() {
    clearTimeout(warning);
    clearTimeout(ending);
    notice.textContent = "";
    warning = setTimeout(() => { notice.textContent = notice.dataset.text; }, patience - WARNS);
    ending = setTimeout(leave, patience);
  }
  for (const event of ["pointerdown", "keydown", "input"]) document.addEventListener(event, touched);
  touched();
}

/** Print the label, once however often this page is loaded. */
async function printLabel({ dataset }) {
  if (sessionStorage.getItem("printed") === dataset.print) return;
  sessionStorage.setItem("printed", dataset.print);
  await document.fonts.ready;
  print();
}

const find = (selector) => document.querySelector(selector);
const reader = find("[data-kiosk-start]");
const idle = find("[data-kiosk-idle]");
const ending = find("[data-leave-after]");
const label = find("[data-print]");
if (reader) startReading(reader);
if (idle) watchIdleness(idle);
if (label) await printLabel(label);
if (ending) setTimeout(leave, Number(ending.dataset.leaveAfter) * 1000);
// A page that the browser kept for the way back shows nobody who has gone.
addEventListener("pageshow", (event) => event.persisted && location.replace(startUrl));
