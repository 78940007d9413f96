/**
 * How does the door answer at once: while a name is typed, when a hand scanner types a badge, when a button is pressed?
 *
 * Without this script the same page works by loading it again.
 */

import { Signals } from "./door/signals.js";
import { printHere } from "./prints/here.js";
import { lastTyped, readCode } from "./scan/code.js";
import { VerdictPanel } from "./scan/panel.js";
import { newNonce, sendScan } from "./scan/submit.js";

const PAUSE = 120; // milliseconds without a key until it is searched
const REFRESH = 20_000; // milliseconds until the list asks what other doors did
const UNKNOWN = "unknown_badge";
const IN = "in";
const TAKES_TEXT = "textarea, select, input:not([type=checkbox], [type=radio])";
const WEB_ADDRESS = /:\/\/|^https?ö--/i; // as it is, or as an American scanner types it on a German keyboard

/** The list of people: fetched as the server renders it. */
class PeopleList {
  #latest = 0;

  /**
   * @param {HTMLElement} section - holds the list
   * @param {HTMLElement} status - says how many were found, to those who do not see it
   * @param {string} url - gives the list alone
   */
  constructor(section, status, url) {
    Object.assign(this, { section, status, url });
    this.search = new URLSearchParams(location.search).get("q") ?? "";
  }

  /**
   * Show whom a search finds; only the latest search is shown, whichever answer comes last.
   *
   * @param {string} search - what was typed or scanned
   * @returns {Promise<boolean>} whether the list is now the one searched for
   */
  async show(search) {
    this.#latest += 1;
    const turn = this.#latest;
    const page = search === this.search ? (new URLSearchParams(location.search).get("page") ?? "1") : "1";
    let html;
    try {
      const address = new URL(this.url, location.href); // which says already by which list the door works
      address.searchParams.set("q", search);
      address.searchParams.set("page", page);
      const response = await fetch(address, {
        headers: { Accept: "text/html" },
        credentials: "same-origin",
        redirect: "manual",
      });
      if (!response.ok) return false;
      html = await response.text();
    } catch {
      return false; // what is shown stays; the next key tries again
    }
    if (turn !== this.#latest) return false;
    this.search = search;
    this.section.innerHTML = html;
    this.status.textContent = this.section.querySelector("[data-found]")?.dataset.found ?? "";
    return true;
  }

  /** @returns {boolean} whether anybody was found */
  get hasPeople() {
    return this.section.querySelector(".person") !== null;
  }

  /** @returns {HTMLButtonElement|null} the first button that lets somebody in */
  get firstButton() {
    return this.section.querySelector("form [name=nonce] ~ button");
  }
}

/**
 * Bring the door's page to life.
 *
 * @param {HTMLElement} root - the element with `data-door`
 */
function startDoor(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const text = (name) => root.getAttribute(`data-text-${name}`) ?? "";
  const panel = new VerdictPanel(part("verdict"), new Signals(root));
  const list = new PeopleList(part("people"), part("found"), root.dataset.peopleUrl);
  const field = part("search").elements.namedItem("q");
  const csrfToken = document.querySelector("[name=csrf_token]").value;
  const hasKeyboard = matchMedia("(pointer: fine)").matches;
  let timer = 0;

  /** Send one request of the door and say what came of it, unless it is better not said; null without an answer. */
  async function send(url, fields, isSilent = () => false) {
    const outcome = await sendScan(fields, { url, csrfToken });
    if (outcome.state === "answered") {
      if (!isSilent(outcome.answer)) panel.show(outcome.answer);
      return outcome.answer;
    }
    const why = outcome.state === "later" ? "failed" : outcome.reason === "outdated" ? "outdated" : "signed-out";
    panel.show({ kind: "refused", title: text(why), text: text(`${why}-more`) });
    return null;
  }

  /** Search what stands in the field, and let the address say so, for a reload and for the way back. */
  async function search() {
    clearTimeout(timer);
    const query = field.value.trim();
    const shown = await list.show(query);
    const address = new URL(root.dataset.doorUrl, location.href);
    if (query) address.searchParams.set("q", query);
    if (shown && !readsAsCode(query)) history.replaceState(null, "", address);
    return shown;
  }

  function readsAsCode(typed) {
    return readCode(typed, root.dataset.badgeBase).type !== "foreign" || WEB_ADDRESS.test(typed);
  }

  /** Let in whoever's badge was scanned; "Schwarze" is a code only if there is such a badge. */
  async function enter(typed) {
    field.value = ""; // ready at once for the next one: a hand scanner does not wait
    const couldBeName = readCode(typed, root.dataset.badgeBase).type === "short";
    if (couldBeName) await list.show(typed);
    const isName = (answer) => couldBeName && answer.verdict === UNKNOWN && list.hasPeople;
    const answer = await send(root.dataset.checkInUrl, { code: typed, nonce: newNonce() }, isName);
    if (!answer) return;
    if (isName(answer)) {
      field.value ||= typed;
      list.firstButton?.focus();
    } else if (answer.verdict !== UNKNOWN) {
      await list.show(typed); // whose it is, with the way to take it back
      printLabel(answer);
    }
  }

  /** Print the label of whoever has just come in, where the desk wants that. */
  async function printLabel(answer, uid = "") {
    if (!("printsLabels" in root.dataset) || answer.verdict !== IN) return;
    const button = part("people").querySelector(`[data-label-of${uid && `="${CSS.escape(uid)}"`}]`);
    const printed = button !== null && (await printHere(button.form.action, csrfToken, { unlessPrinted: true }));
    part("label-failed").hidden = printed;
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });

  part("search").addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    const typed = lastTyped(field.value);
    if (readsAsCode(typed)) await enter(typed);
    else if (await search()) list.firstButton?.focus();
  });

  // Whoever is quicker than the search means the whole name that stands in the field.
  part("people").addEventListener("click", ({ target }) => {
    const link = target.closest("[data-walk-in]");
    if (!link || !field.value.trim()) return;
    const address = new URL(link.href);
    address.searchParams.set("q", field.value.trim());
    link.href = address;
  });

  part("people").addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.elements.uid) return; // labels and alarms are pages of their own
    event.preventDefault();
    const { csrf_token: _token, ...fields } = Object.fromEntries(new FormData(form));
    const button = form.querySelector("button");
    button.disabled = true; // the second click of a double one does nothing
    const answer = await send(form.action, fields);
    if (answer) {
      await list.show(list.search);
      printLabel(answer, fields.uid);
    }
    button.disabled = false; // not answered: it may be pressed again, with the same nonce
    part("verdict").scrollIntoView({ block: "nearest" });
    if (hasKeyboard) field.select();
    else part("verdict").focus({ preventScroll: true });
  });

  // Whoever types or scans without having clicked into the field means the field.
  document.addEventListener("keydown", (event) => {
    const isText = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (isText && !event.target.closest(TAKES_TEXT)) {
      field.focus();
      field.select();
    }
  });

  function refresh() {
    const busy = part("people").contains(document.activeElement) || field.value.trim() !== list.search;
    if (!document.hidden && !busy) list.show(list.search);
  }
  // A label has been printed in a window of its own, or another program was in front: the next badge is scanned here.
  window.addEventListener("focus", () => {
    if (hasKeyboard && document.activeElement === document.body) field.focus({ preventScroll: true });
  });
  setInterval(refresh, REFRESH);
  document.addEventListener("visibilitychange", refresh);
  if (hasKeyboard) field.select();
}

document.querySelectorAll("[data-door]").forEach(startDoor);
