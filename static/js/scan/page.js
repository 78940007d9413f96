/** How do camera, photo and typed code come together on the scan page and at the door? */

import { readCode } from "./code.js";
import { VerdictPanel } from "./panel.js";
import { readPhoto } from "./photo.js";
import { ScanQueue } from "./queue.js";
import { RecentList } from "./recent.js";
import { RecentReadings } from "./repeat.js";
import { newScan, sendScan } from "./submit.js";
import { Viewfinder } from "./viewfinder.js";

const PATIENCE = 300; // milliseconds until "read, asking" is worth showing

/**
 * Bring one scanner to life.
 *
 * @param {HTMLElement} root - the element with `data-scanner`, as `templates/_macros/scanner.html` writes it
 */
function startScanner(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const text = (name) => root.getAttribute(`data-text-${name}`) ?? "";
  const message = (kind, name, more = text(`${name}-more`)) => ({ kind, title: text(name), text: more });

  const panel = new VerdictPanel(part("verdict"));
  const recent = new RecentList(part("recent"), part("recent-list"), part("recent-item"));
  const readings = new RecentReadings();
  const csrfToken = part("form").elements.namedItem("csrf_token").value;
  const queue = new ScanQueue((scan) => sendScan(scan, { url: root.dataset.scanUrl, csrfToken }), settle);
  const viewfinder = new Viewfinder(root, part, text, (read) => {
    if (readings.isNew(read, performance.now())) take(readCode(read, root.dataset.badgeBase));
  });

  let asking = 0;

  /** Act on what was read: send a code, name anything else. */
  function take(reading) {
    if (reading.type === "table" && root.dataset.tables) {
      location.assign(root.dataset.tables + reading.code); // its page asks before anything is saved
    } else if (reading.type === "foreign" || reading.type === "table") {
      panel.show(message("hint", "foreign", reading.shown));
    } else if (queue.holds(reading.code)) {
      panel.show(message("waiting", "waiting"));
    } else {
      send(newScan(reading.code));
    }
  }

  function send(scan) {
    clearTimeout(asking);
    asking = setTimeout(() => panel.show(message("quiet", "sending")), PATIENCE);
    queue.add(scan);
  }

  /** Show what became of a scan, now or when the network is back. */
  function settle(scan, outcome) {
    clearTimeout(asking);
    const verdict = verdictOf(outcome);
    panel.show(verdict);
    recent.enter(scan, verdict, text("unnamed"));
    part("waiting-count").textContent = queue.waiting;
    part("waiting").hidden = !queue.waiting;
    if (outcome.state === "answered") {
      root.dispatchEvent(new CustomEvent("scan:answer", { bubbles: true, detail: outcome.answer }));
    }
  }

  function verdictOf(outcome) {
    if (outcome.state === "answered") return outcome.answer;
    if (outcome.state === "rejected") return message("refused", outcome.reason);
    const kept = text(`waiting-${outcome.reason}`);
    if (outcome.reason !== "pause") return message("waiting", "waiting", kept);
    return { kind: "waiting", title: outcome.answer.title, text: `${outcome.answer.text} ${kept}` };
  }

  part("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = part("code");
    const reading = readCode(field.value, root.dataset.badgeBase);
    const mistyped = reading.type === "foreign" && !reading.shown.includes("://");
    field.setAttribute("aria-invalid", String(mistyped));
    if (mistyped) {
      panel.show(message("hint", "mistyped"));
      field.select();
      return;
    }
    field.value = ""; // ready for the next one: a hand scanner types into this field
    take(reading);
  });

  part("photo").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    target.value = ""; // the same photo may be chosen again
    if (!file) return;
    panel.show(message("quiet", "reading"));
    const { text: read, problem } = await readPhoto(file);
    if (problem) panel.show(message("hint", problem));
    else take(readCode(read, root.dataset.badgeBase));
  });

  part("photo-choice").hidden = false;
  viewfinder.open();
}

document.querySelectorAll("[data-scanner]").forEach(startScanner);
