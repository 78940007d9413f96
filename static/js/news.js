/**
 * Who scanned this phone's owner a moment ago? On every page of an attendee, as it happens.
 *
 * A stream says that there is something to ask for; without one (the server has no more to give, or a proxy holds it
 * back) the page asks every few seconds, which costs next to nothing while nothing happens. A page that nobody looks at
 * does neither.
 *
 * The page hears `news:shown` whenever the notices have changed: `detail.ids` are the contacts of all of them,
 * `detail.changed` those whose notice says something else than before, since its owner pressed a button.
 */

import { Stream } from "./graph/stream.js";

const EVERY = 5_000; // milliseconds between two questions without a stream, and at first after a failure
const SELDOM = 60_000; // with one; news also grow old
const TIMEOUT = 8_000;
const FLAPPING = 3_000; // at least so long between two questions because the network is back
const SEEN = "eventapp-news-seen";
const TOLD = "eventapp-news-told";

/** Ids of contacts, kept as long as the tab. A private window may refuse; then they last as long as the page. */
class Ids {
  #ids;

  /** @param {string} name - under which they are kept */
  constructor(name) {
    this.name = name;
    try {
      this.#ids = new Set(JSON.parse(sessionStorage.getItem(name) ?? "[]"));
    } catch {
      this.#ids = new Set();
    }
  }

  has(id) {
    return this.#ids.has(id);
  }

  add(id) {
    this.#ids.add(id);
    try {
      sessionStorage.setItem(this.name, JSON.stringify([...this.#ids].slice(-100)));
    } catch {
      // kept in this page only
    }
  }
}

/** The notices of one page. */
class News {
  #seen = new Ids(SEEN);
  #told = new Ids(TOLD);
  #said = new Map();
  #etag = "";
  #timer = 0;
  #failures = 0;
  #isAsking = false;
  #asksAgain = false;
  #isLive = false;
  #back = 0;
  #backAt = -Infinity;

  /** @param {HTMLElement} root - the element with `data-news` */
  constructor(root) {
    this.list = root.querySelector("[data-news-list]");
    this.status = root.querySelector("[data-news-said]");
    this.url = root.dataset.url;
    this.stream = new Stream(root.dataset.stream, { cursor: 0, rules: "" }, () => this.ask(), (state) => this.#turn(state));
    this.list.addEventListener("submit", (event) => this.#send(event));
    this.list.addEventListener("click", ({ target }) => target.closest("[data-news-close]") && this.#close(target));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#rest() : this.#wake()));
    addEventListener("online", () => this.#askWhenBack());
    // Somebody may have signed out before the way back leads here again.
    addEventListener("pagehide", () => this.#empty());
    addEventListener("pageshow", (event) => event.persisted && this.ask());
    if (!document.hidden) this.#wake();
  }

  /** Ask what there is; once more at the end if something happened meanwhile. */
  async ask() {
    this.#asksAgain = this.#isAsking;
    if (this.#isAsking) return;
    this.#isAsking = true;
    clearTimeout(this.#timer);
    const goesOn = await this.#fetch();
    this.#isAsking = false;
    if (!goesOn) return;
    if (this.#asksAgain) this.ask();
    else this.#askLater();
  }

  /** @returns {Promise<boolean>} whether there is any use in asking again */
  async #fetch() {
    try {
      const response = await fetch(this.url, {
        headers: { Accept: "text/html", "If-None-Match": this.#etag },
        credentials: "same-origin",
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT),
      });
      if ([401, 403, 404].includes(response.status)) return this.#end();
      if (response.status !== 304 && !response.ok) throw new Error(`news answered ${response.status}`);
      tellClosing(response.headers.get("Contacts-Closing"));
      if (response.ok) {
        this.#show(await response.text());
        this.#etag = response.headers.get("ETag") ?? "";
      }
      this.#failures = 0;
    } catch {
      this.#failures += 1; // what is shown stays
    }
    return true;
  }

  #askLater() {
    clearTimeout(this.#timer);
    if (document.hidden) return;
    const pause = this.#isLive ? SELDOM : Math.min(SELDOM, EVERY * 2 ** this.#failures);
    this.#timer = setTimeout(() => this.ask(), pause * (0.75 + Math.random() / 2)); // not all phones at once
  }

  /** A network at the edge of its reach comes and goes many times a minute: the last time counts, too. */
  #askWhenBack() {
    clearTimeout(this.#back);
    const wait = this.#backAt + FLAPPING - performance.now();
    if (wait > 0) {
      this.#back = setTimeout(() => this.#askWhenBack(), wait);
      return;
    }
    this.#backAt = performance.now();
    this.ask();
  }

  #turn(state) {
    this.#isLive = state === "live";
    if (state === "live") this.ask(); // what came before the stream did
    else if (state === "reconnecting") this.#askLater();
  }

  #wake() {
    this.ask();
    this.stream.resume();
  }

  #rest() {
    clearTimeout(this.#timer);
    clearTimeout(this.#back);
    this.stream.pause();
  }

  /** Signed out: nothing of anybody stays on the screen. */
  #end() {
    this.#rest();
    this.#empty();
    return false;
  }

  #empty() {
    this.list.replaceChildren();
    this.status.textContent = "";
    this.#etag = "";
  }

  #show(html) {
    const template = document.createElement("template");
    template.innerHTML = html; // our own page, whose names are escaped like everywhere
    const items = [...template.content.querySelectorAll("[data-news-item]")];
    const focused = document.activeElement?.closest("[data-news-item]")?.dataset.newsItem;
    const shown = items.filter((item) => !this.#seen.has(item.dataset.newsItem));
    this.list.replaceChildren(...shown);
    shown.find((item) => item.dataset.newsItem === focused)?.querySelector("button")?.focus();
    const before = new Map(this.#said);
    this.#say(shown);
    const changed = shown.filter(({ dataset: { newsItem, said } }) => (before.get(newsItem) ?? said) !== said);
    const detail = { ids: idsOf(items), changed: idsOf(changed) };
    document.dispatchEvent(new CustomEvent("news:shown", { detail }));
  }

  /** Tell screen readers what is new, and what came of a button; a page opened afterwards does not repeat it. */
  #say(items) {
    const news = items.filter((item) => {
      const { newsItem: id, said } = item.dataset;
      const isNew = this.#said.has(id) ? this.#said.get(id) !== said : !this.#told.has(id);
      this.#said.set(id, said);
      this.#told.add(id);
      return isNew;
    });
    if (!news.length) return;
    this.status.textContent = news.map((item) => item.dataset.said).join(" ");
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([60, 60, 60]);
  }

  #close(button) {
    const item = button.closest("[data-news-item]");
    this.#seen.add(item.dataset.newsItem);
    item.remove();
    (this.list.querySelector("[data-news-close]") ?? document.getElementById("content")).focus();
  }

  async #send(event) {
    event.preventDefault();
    const form = event.target;
    const item = form.closest("[data-news-item]");
    const buttons = [...item.querySelectorAll("button")];
    const lock = (isLocked) => buttons.forEach((button) => button.toggleAttribute("disabled", isLocked));
    const fields = new FormData(form);
    lock(true); // the second tap of a double one does nothing
    const status = await post(form.action, fields);
    lock(false);
    event.submitter?.focus();
    // 404 and 409: it is gone or closed meanwhile, which the next answer shows.
    item.querySelector("[data-news-problem]").hidden = (status >= 200 && status < 300) || [404, 409].includes(status);
    this.ask();
  }
}

/** Pass on when contacts end (closing.js): the end, until when phones deliver, the server's clock, whether all is done. */
function tellClosing(header) {
  const [ends, until, now, isRecorded] = (header ?? "").split(" ").map(Number);
  if (!now) return;
  const detail = { ends, until, now, isRecorded: isRecorded === 1 };
  document.dispatchEvent(new CustomEvent("closing:told", { detail }));
}

function idsOf(items) {
  return items.map((item) => Number(item.dataset.newsItem));
}

async function post(url, body) {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return response.status;
  } catch {
    return 0;
  }
}

document.querySelectorAll("[data-news]").forEach((root) => new News(root));
