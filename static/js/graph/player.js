// Which moment of the event does the picture show, and how does it play?

import { paintBars } from "./bars.js";
import { watchTheme } from "./palette.js";
import { Sheet } from "./stage.js";
import { Timeline } from "./timeline.js";

const SECONDS = 30; // that a whole event takes, about
const LEAST_SPEED = 120; // seconds of the event per second: an evening need not last as long as three days
const STEP = 300; // seconds between two places of the slider
const QUARTER = 900;
const SELDOM = 2000; // milliseconds between two refreshments
const CALM = 600; // milliseconds between two steps for whoever prefers less motion

/** Slider, play button and bars below the picture: `[data-time]` moment, play, live and bars. */
export class Player {
  /**
   * @param {HTMLElement} section that holds the bars @param {HTMLElement} said where the moment is shown @param {import("./model.js").ContactGraph} graph of the present
   * @param {import("./texts.js").Texts} texts
   * @param {() => import("./palette.js").Palette} palette  of the theme as it is; who gives it hears of a change first
   * @param {[number, number][]} breaks of the programme: from, until
   * @param {(moment: number | null, playing: boolean) => void} moved  to seconds since 1970; null: to the present
   */
  constructor(section, said, graph, texts, palette, breaks, moved) {
    Object.assign(this, { section, said, graph, texts, palette, moved });
    this.timeline = new Timeline(texts, breaks);
    for (const name of ["moment", "play", "live", "bars"]) this[name] = section.querySelector(`[data-time="${name}"]`);
    this.#sheet = new Sheet(this.bars, "bars");
    this.#still = matchMedia("(prefers-reduced-motion: reduce)");
    this.moment.addEventListener("input", () => this.#slide(Number(this.moment.value)));
    this.play.addEventListener("click", () => (this.#playing ? this.stop() : this.#start()));
    this.live.addEventListener("click", () => this.#slide(this.timeline.length));
    new ResizeObserver(() => this.#measure()).observe(this.bars);
    watchTheme(section, () => this.paint());
  }

  #sheet;
  #still;
  #playing = 0;
  #before = 0;
  /** @type {number | null} on the time line; null in the present */ #place = null;
  #width = 0;
  #refreshing = 0;
  #refreshedAt = -Infinity;
  #height = 0;

  /** Contacts have come or gone: bars that nobody looks at closely follow a little later. */
  refresh() {
    const wait = Math.max(0, this.#refreshedAt + SELDOM - performance.now());
    this.#refreshing ||= setTimeout(() => this.#refresh(), wait);
  }

  #refresh() {
    this.#refreshing = 0;
    this.#refreshedAt = performance.now();
    const before = this.#place === null ? null : this.timeline.momentAt(this.#place);
    this.timeline.refresh(this.graph.contacts.values());
    this.section.hidden = this.timeline.length === 0;
    this.moment.max = String(this.timeline.length);
    this.moment.step = String(STEP);
    if (before !== null) this.#place = this.timeline.placeOf(before);
    this.paint();
  }

  /** The theme or what is shown has changed. */
  paint() {
    const place = this.#place ?? this.timeline.length;
    const text = this.#inWords();
    this.moment.value = String(place);
    this.moment.setAttribute("aria-valuetext", text);
    this.said.hidden = this.#place === null;
    if (this.said.textContent !== text) this.said.textContent = text;
    this.live.disabled = this.#place === null;
    if (this.#width) paintBars(this.#sheet, this.#width, this.#height, this.timeline, place, this.palette(), this.texts);
  }

  /** The picture stays at the moment that it shows. */
  stop() {
    cancelAnimationFrame(this.#playing);
    clearTimeout(this.#playing);
    this.#playing = 0;
    this.#say("play");
  }

  #inWords() {
    if (this.#place === null) return this.texts.say("now");
    const seconds = this.timeline.momentAt(this.#place);
    const moment = new Date(1000 * seconds);
    const during = this.timeline.during(Math.max(0, seconds - 1));
    return this.texts.count("moment", during, { day: this.texts.day(moment), time: this.texts.time(moment) });
  }

  #start() {
    if (this.#place === null) this.#go(0, true);
    this.#before = performance.now();
    this.#say("stop");
    this.#next();
  }

  #next() {
    if (this.#still.matches) this.#playing = setTimeout(() => this.#step(QUARTER), CALM);
    else this.#playing = requestAnimationFrame((now) => this.#step(this.#passed(now)));
  }

  /** @returns {number} seconds of the event since the last frame */
  #passed(now) {
    const passed = Math.min(250, now - this.#before) / 1000;
    this.#before = now;
    return passed * Math.max(LEAST_SPEED, this.timeline.length / SECONDS);
  }

  #step(seconds) {
    this.#go(this.#place + seconds, true);
    if (this.#place === null) this.stop();
    else this.#next();
  }

  #slide(place) {
    this.stop();
    this.#go(place, false);
  }

  /** At the right end the picture is live again. */
  #go(place, playing) {
    this.#place = place >= this.timeline.length ? null : Math.max(0, place);
    this.moved(this.#place === null ? null : this.timeline.momentAt(this.#place), playing);
    this.paint();
  }

  #say(what) {
    this.play.textContent = this.texts.say(what);
    this.play.dataset.state = what;
  }

  #measure() {
    this.#width = this.bars.clientWidth;
    this.#height = this.bars.clientHeight;
    this.#sheet.resize(this.#width, this.#height, Math.min(2, devicePixelRatio || 1));
    this.paint();
  }
}
