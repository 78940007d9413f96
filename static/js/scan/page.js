/** How do camera, photo and typed code come together on the scan page and at the door? */

import { readCode } from "./code.js";
import { Courier } from "./courier.js";
import { FleetingScans, KeptScans, ownerOf } from "./kept.js";
import { VerdictPanel } from "./panel.js";
import { PeopleSearch } from "./people.js";
import { readPhoto } from "./photo.js";
import { ScanQueue } from "./queue.js";
import { RecentList } from "./recent.js";
import { RecentReadings } from "./repeat.js";
import { newScan } from "./submit.js";
import { Viewfinder } from "./viewfinder.js";

const PATIENCE = 300; // milliseconds until "read, asking" is worth showing
const SHOWN = 20; // of the scans that an earlier page left

/**
 * Bring one scanner to life.
 *
 * @param {HTMLElement} root - the element with `data-scanner`, as `templates/_macros/scanner.html` writes it
 */
async function startScanner(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const text = (name) => root.getAttribute(`data-text-${name}`) ?? "";
  const message = (kind, name, more = text(`${name}-more`)) => ({ kind, title: text(name), text: more });

  const panel = new VerdictPanel(part("verdict"));
  const recent = new RecentList(part("recent"), part("recent-list"), part("recent-item"));
  const readings = new RecentReadings();
  const token = part("form").elements.namedItem("csrf_token").value;
  const { scanUrl, sessionUrl, badgeBase } = root.dataset;
  const key = root.dataset.key ?? (sessionUrl ? await ownerOf(scanUrl).catch(() => "") : "");
  const courier = new Courier({ scanUrl, sessionUrl, token, key });
  const queue = new ScanQueue(key ? new KeptScans(key) : new FleetingScans(), (scan) => courier.send(scan), settle);
  const viewfinder = new Viewfinder(root, part, text, (read) => {
    if (readings.isNew(read, performance.now())) take(readCode(read, badgeBase));
  });

  let asking = 0;

  /** Act on what was read: send a code, name anything else. */
  function take(reading) {
    if (reading.type === "table" && root.dataset.tables) {
      location.assign(root.dataset.tables + reading.code); // its page asks before anything is saved
    } else if (reading.type === "foreign" || reading.type === "table") {
      panel.show(message("hint", "foreign", reading.shown));
    } else if (queue.holds(reading.code)) {
      panel.show(message("waiting", "waiting", afterwards(text("waiting-more"))));
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
    if (outcome.state !== "gone") panel.show(verdict);
    recent.enter(scan, verdict, text("unnamed"));
    showWaiting();
    if (outcome.state === "answered") {
      root.dispatchEvent(new CustomEvent("scan:answer", { bubbles: true, detail: outcome.answer }));
    }
  }

  function showWaiting() {
    part("waiting-count").textContent = queue.waiting;
    part("waiting").hidden = !queue.waiting;
  }

  /** Say whether the page has to stay open until a scan is sent. */
  function afterwards(sentence) {
    return `${sentence} ${text(queue.store.lasts ? "stays" : "leave-open")}`;
  }

  function verdictOf(outcome) {
    if (outcome.state === "gone") return message("quiet", "sent", "");
    if (outcome.state === "answered") return outcome.answer;
    if (outcome.state === "rejected") return message("refused", outcome.reason);
    const kept = afterwards(text(`waiting-${outcome.reason}`));
    if (outcome.reason !== "pause") return message("waiting", "waiting", kept);
    return { kind: "waiting", title: outcome.answer.title, text: `${outcome.answer.text} ${kept}` };
  }

  part("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = part("code");
    const reading = readCode(field.value, badgeBase);
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
    else take(readCode(read, badgeBase));
  });

  if (part("people-form")) {
    new PeopleSearch(part, (url, body) => courier.ask(url, body), (code) => {
      part("verdict").scrollIntoView({ block: "nearest" });
      take({ type: "badge", code });
    });
  }

  // Without network the scan page stands in for the page of a badge that the camera app has opened.
  const linked = readCode(location.href, location.origin);
  if (part("linked") && linked.type === "badge") {
    part("linked").hidden = false;
    part("save-linked").addEventListener("click", () => {
      part("linked").hidden = true;
      take(linked);
    });
  }

  part("photo-choice").hidden = false;
  viewfinder.open();
  const left = await queue.resume();
  for (const scan of left.slice(-SHOWN)) {
    recent.enter(scan, { kind: "waiting", title: text("waiting"), text: "" }, text("unnamed"));
  }
  showWaiting();
}

document.querySelectorAll("[data-scanner]").forEach(startScanner);
