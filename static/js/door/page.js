/** How do camera, hand scanner, short codes and names let people in on a borrowed phone, with network and without? */

import { lastTyped, readCode } from "../scan/code.js";
import { initials, VerdictPanel } from "../scan/panel.js";
import { RecentList } from "../scan/recent.js";
import { RecentReadings } from "../scan/repeat.js";
import { newNonce } from "../scan/submit.js";
import { Viewfinder } from "../scan/viewfinder.js";
import { Keeper } from "./keeper.js";
import { Signals } from "./signals.js";
import { WalkIn } from "./walk_in.js";

const KINDS = { in: "new", out: "new", already_in: "hint", not_in: "hint" };
const PASSES = new Set(["in", "out"]);
const TAKES_TEXT = "textarea, input:not([type=checkbox], [type=radio])";

/**
 * Bring the door to life.
 *
 * @param {HTMLElement} root - the element with `data-phone-door`
 */
async function startDoor(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const text = (name) => root.getAttribute(`data-text-${name}`) ?? "";
  const message = (kind, name, more = text(`${name}-more`)) => ({ kind, title: text(name), text: more });
  const panel = new VerdictPanel(part("verdict"), new Signals(root));
  const recent = new RecentList(part("recent"), part("recent-list"), part("recent-item"));
  const readings = new RecentReadings();
  const field = part("search").elements.namedItem("code");
  const hasKeyboard = matchMedia("(pointer: fine)").matches;
  let turn = Promise.resolve(); // one after another, as they stand in the queue

  const viewfinder = new Viewfinder(root, part, text, (read) => {
    if (readings.isNew(read, performance.now())) take(readCode(read, root.dataset.badgeBase));
  });
  const keeper = new Keeper(root.dataset.url, { onState: showState, onSettled, onEnd });

  /** Act on a code, whoever read it. */
  function take(reading) {
    if (reading.type === "badge" || reading.type === "short") pass({ code: reading.code });
    else panel.show(message("hint", "foreign", reading.shown));
  }

  function pass(who) {
    turn = turn.then(() => admit(who)).catch(() => refuse(message("refused", "failed")));
    return turn;
  }

  /**
   * Let somebody through: the server's word where it can be heard in time, the device's own otherwise.
   *
   * @returns {Promise<string>} the verdict; "" where there is none
   */
  async function admit(who) {
    if (keeper.isOver) return "";
    const chosen = part("direction")?.querySelector(":checked")?.value ?? "entry";
    const direction = who.walk_in ? "entry" : chosen;
    const list = part("lists").value;
    const passing = { ...who, list, direction, nonce: newNonce(), device_time: new Date().toISOString() };
    if (keeper.online && !keeper.entries.waiting) {
      const outcome = await keeper.server.redeem(passing, false);
      keeper.hear(outcome);
      if (outcome.state === "gone") return "";
      if (outcome.state === "rejected") return refuse(outcome.text ? message("refused", "details", outcome.text) : message("refused", "outdated"));
      if (outcome.state === "answered") return tell(passing, outcome.answer);
    }
    return admitAlone(passing);
  }

  function refuse(why) {
    panel.show(why);
    return "";
  }

  function tell(passing, answer) {
    if (PASSES.has(answer.verdict)) note(passing, answer.uid, answer.since);
    if (passing.walk_in) keeper.refresh(); // the roster has somebody more
    return show(passing, answer);
  }

  function show({ nonce, device_time: at }, answer) {
    panel.show(answer);
    recent.enter({ nonce, scanned_at: at }, answer, text("unnamed"));
    return answer.verdict;
  }

  function note({ list, direction }, uid, at) {
    keeper.roster?.note({ uid, list, direction, at, door: keeper.roster.door });
  }

  /** Judge by the roster; what is let through is on the disk before anybody reads it. */
  async function admitAlone(passing) {
    const { roster, server, lasts, vault } = keeper;
    if (!roster || (!lasts && passing.code)) return refuse(message("refused", "failed"));
    const picked = passing.walk_in ? { ...passing, inside: {} } : roster.person(passing.uid);
    const found = passing.code ? await roster.holder(passing.code) : { person: picked, replaced: false };
    const list = roster.lists.find(({ id }) => String(id) === passing.list) ?? roster.lists[0];
    const { verdict, since, door } = roster.judge(found, list, passing.direction, server.now());
    const person = found?.person ?? null;
    const kept = PASSES.has(verdict);
    if (kept) {
      const at = server.now().toISOString();
      await keeper.entries.keep({ ...passing, list: String(list.id), who: person.uid, at });
      note(passing, person.uid, at);
    }
    const title = text(verdict.replaceAll("_", "-")).replace("{time}", clockTime(since)).replace("{door}", door ?? "");
    const attention = person?.attention ? text("attention").replace("{text}", person.attention) : "";
    const rest = kept ? text(vault && lasts ? "kept" : "kept-here") : text(`${verdict.replaceAll("_", "-")}-more`);
    const more = `${attention} ${rest}`.trim();
    return show(passing, { verdict, kind: KINDS[verdict] ?? "refused", title, text: more, person });
  }

  function clockTime(moment) {
    if (!moment) return "";
    const options = { timeStyle: "short", timeZone: keeper.roster.zone };
    return new Intl.DateTimeFormat(document.documentElement.lang || undefined, options).format(new Date(moment));
  }

  /** What waited has arrived: say so only where it is not as the door had thought. */
  function onSettled(entry, answer) {
    const person = keeper.roster?.person(entry.who) ?? answer?.person ?? (entry.walk_in ? entry : null);
    const scan = { nonce: entry.nonce.replace(/-told$/, ""), scanned_at: entry.device_time };
    const arrived = answer && { ...message("new", answer.despite ? "double" : "arrived", ""), person };
    recent.enter(scan, arrived || { ...message("refused", "lost", ""), person }, text("unnamed"));
  }

  function showState() {
    const waiting = keeper.entries?.waiting ?? 0;
    root.dataset.network = keeper.online ? "there" : "gone";
    part("offline").hidden = keeper.online;
    part("waiting").hidden = !waiting;
    part("waiting-count").textContent = waiting;
    part("state").hidden = keeper.online && !waiting;
    root.dataset.ready = keeper.roster ? "yes" : "no"; // whether it would work without network
    showLists();
  }

  function showLists() {
    const { roster } = keeper;
    if (!roster) return;
    const select = part("lists");
    const chosen = select.value;
    const known = roster.lists.map(({ id, name }) => new Option(name || text("event"), id, false, String(id) === chosen));
    select.replaceChildren(...known);
    part("list-choice").hidden = known.length < 2;
    part("direction").hidden = !roster.lists.find(({ id }) => String(id) === select.value)?.counts_exits;
    if (part("direction").hidden) part("direction").querySelector("input").checked = true;
    part("door-name").textContent = roster.door;
  }

  /** Nothing is left on this device; the page says why, and does nothing any more. */
  function onEnd(why, sentence, lost) {
    viewfinder.camera.stop();
    part("work").hidden = true;
    part("gone").hidden = false;
    part("gone-why").textContent = sentence || text(`gone-${why}`);
    part("gone-lost").hidden = !lost;
    part("gone-count").textContent = lost;
    part("gone").focus();
  }

  function showFound() {
    const search = field.value.trim();
    const people = keeper.roster?.find(search) ?? [];
    part("people").replaceChildren(...people.map(personItem));
    part("found").textContent = search && !people.length ? text("nobody") : "";
    walkIn.suggest(people.length ? "" : search);
  }

  function personItem(person) {
    const item = part("person").content.firstElementChild.cloneNode(true);
    const set = (name, value) => {
      item.querySelector(`[data-part="${name}"]`).textContent = value;
    };
    const [since] = person.inside[part("lists").value] ?? [];
    set("person-initials", initials(person.name));
    set("person-name", person.name);
    set("person-more", person.organisation);
    set("person-since", since ? text("since").replace("{time}", clockTime(since)) : "");
    item.querySelector("button").addEventListener("click", async () => {
      field.value = "";
      showFound();
      await pass({ uid: person.uid });
      part("verdict").scrollIntoView({ block: "nearest" });
      if (hasKeyboard) field.focus({ preventScroll: true });
    });
    return item;
  }

  const walkIn = new WalkIn(part, {
    find: (name) => keeper.roster?.find(name) ?? [],
    item: personItem,
    async admit(details) {
      const verdict = await pass({ ...details, walk_in: true });
      part("verdict").scrollIntoView({ block: "nearest" });
      return Boolean(verdict) && verdict !== "similar";
    },
  });

  part("search").addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = lastTyped(field.value);
    const reading = readCode(typed, root.dataset.badgeBase);
    const first = () => part("people").querySelector("button");
    const isName = reading.type === "short" && first() && !(await keeper.roster?.holder(reading.code));
    if (reading.type === "foreign" || isName) {
      if (first()) first().focus();
      else if (typed) panel.show(message("hint", "nobody"));
      return;
    }
    field.value = ""; // ready at once for the next one: a hand scanner does not wait
    showFound();
    take(reading);
  });
  field.addEventListener("input", showFound);
  part("lists").addEventListener("change", showState);

  // A hand scanner types wherever the page happens to be.
  document.addEventListener("keydown", (event) => {
    const typed = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (typed && event.key !== " " && !event.target.closest(TAKES_TEXT)) {
      field.focus({ preventScroll: true });
      field.select();
    }
  });

  await keeper.open();
  if (keeper.isOver) return;
  viewfinder.open();
  keepPage(root.dataset).catch(() => {}); // plain http has no service workers, and a private window may refuse them
}

/** Let the service worker keep this page. */
async function keepPage({ worker, url }) {
  await navigator.serviceWorker.register(worker, { updateViaCache: "none" });
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ keep: `${url}/shell` });
}

document.querySelectorAll("[data-phone-door]").forEach(startDoor);
