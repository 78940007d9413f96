// How do the parts of a screen of the hall work together, all night, without anybody who looks after it?

import { Layout } from "../graph/layout.js";
import { ContactGraph } from "../graph/model.js";
import { Picture } from "../graph/picture.js";
import { SharedPositions } from "../graph/positions.js";
import { Stream } from "../graph/stream.js";
import { Texts } from "../graph/texts.js";
import { hideIdlePointer, keepAwake } from "./awake.js";
import { showCount } from "./count.js";
import { Growth } from "./growth.js";
import { Latest } from "./latest.js";
import { showLegend } from "./legend.js";
import { keepShell, reloadWhenReachable } from "./lasting.js";
import { News } from "./news.js";
import { Race } from "./race.js";
import { Rotation } from "./rotation.js";

const REFRESH = 500; // milliseconds: numbers are read, not watched
const JUST_NOW = 30; // seconds: older contacts that a screen catches up with do not light up
const DESK = 1000; // points: names are written as large as if the whole screen were a small window on a desk
const CLOCK = 15_000;
const CROWD = 1000; // people from whom on organisations stand on the wall: nobody there zooms in to single dots

class Wall {
  constructor(root) {
    this.root = root;
    this.texts = new Texts(root);
    this.graph = new ContactGraph((number) => this.texts.say("unnamed", { number: String(number) }));
    this.picture = new Picture(part("wall-picture"), this.graph);
    this.layout = new Layout(this.graph, (positions, settled) => this.#placed(positions, settled));
    this.growth = new Growth(part("wall-growth"), this.texts);
    this.latest = new Latest(part("wall-latest"), this.texts);
    this.race = new Race(part("wall-top"), this.texts);
    this.rotation = new Rotation(root, this.texts);
    this.news = new News(root.dataset.newsUrl, (news) => this.#told(news), () => this.#gone());
    this.stream = new Stream(
      root.dataset.liveUrl, this.graph, (change) => this.#take(change), (...state) => this.#tell(...state), () => this.#anew(),
    );
    this.#letter();
    addEventListener("resize", () => this.#letter());
  }

  #refreshing = 0;
  #isOpen = false;
  #isOff = false;

  /** Begins as soon as the server answers, however long that takes. */
  async open() {
    if (this.#isOff) return;
    this.#tick();
    this.news.ask();
    let whole;
    try {
      whole = await fetched(this.root.dataset.graphUrl);
    } catch {
      setTimeout(() => this.open(), 4000 + 4000 * Math.random());
      return;
    }
    this.#isOpen = true;
    this.graph.apply(whole);
    this.picture.group(this.graph.present.length >= CROWD && this.graph.organisations.length > 2);
    this.layout.start(this.#arranged(whole.positions));
    this.#refresh();
    this.stream.open();
  }

  /** The picture that the organisers' screens show; a wall follows from there on by itself, and leads nobody. */
  #arranged(kept) {
    const shared = new SharedPositions({}, this.graph, () => {});
    shared.begin(kept);
    return shared.recall();
  }

  #take(change) {
    const difference = this.graph.apply(change);
    const now = Date.now() / 1000;
    this.picture.change(difference, new Set(difference.added.filter(({ madeAt }) => now - madeAt < JUST_NOW)));
    if (difference.redrawn) this.layout.changed();
    this.news.askSoon();
    this.#refreshing ||= setTimeout(() => this.#refresh(), REFRESH);
  }

  #refresh() {
    this.#refreshing = 0;
    if (this.#isOff) return;
    const contacts = [...this.graph.contacts.values()];
    const { isToday, since } = showCount(this.root, this.graph, contacts, this.texts);
    this.growth.show(contacts, since, isToday);
    this.latest.show(contacts);
    showLegend(part("wall-legend"), this.graph, this.texts);
    part("wall-empty").hidden = contacts.length > 0;
    this.rotation.fill({ count: contacts.length > 0, latest: contacts.length > 0 });
  }

  #placed(positions, settled) {
    this.picture.place(positions);
    this.root.dataset.settled = String(settled);
  }

  #told(news) {
    const { version } = this.root.dataset;
    if (!news.is_open || news.version !== version) {
      reloadWhenReachable(this.root.dataset.pageUrl, version);
      return;
    }
    this.#countDown(news.seconds_left);
    this.race.show(news.top);
    this.rotation.allow(news.views);
    this.rotation.fill({ top: news.top.length > 0 });
  }

  /** The end is near: a new timer each time that the server speaks (countdown.js counts on from there). */
  #countDown(seconds) {
    part("wall-end").hidden = seconds === null;
    if (seconds === null) return;
    const timer = Object.assign(document.createElement("span"), { className: "num" });
    timer.dataset.secondsLeft = String(seconds);
    part("wall-left").replaceChildren(timer);
  }

  /** Switched off: nobody's name stays on the wall. Should it have been a mistake of the line, it comes back. */
  #gone() {
    this.#isOff = true;
    this.stream.pause();
    this.layout.stop();
    this.root.replaceChildren(Object.assign(document.createElement("p"), {
      className: "wall__empty",
      textContent: this.texts.say("gone"),
    }));
    reloadWhenReachable(this.root.dataset.pageUrl);
  }

  /** Other rules, or an older database: no change leads there from here. */
  #anew() {
    reloadWhenReachable(this.root.dataset.pageUrl);
  }

  #tell(state, since) {
    if (this.#isOff) return;
    part("wall-status").textContent = state === "reconnecting" ? this.texts.say("lost", { time: this.texts.time(since) }) : "";
    this.root.dataset.state = state;
    if (state === "live") this.news.askSoon();
  }

  /** Midnight, the quarter of an hour and the clock come without any contact. */
  #tick() {
    part("wall-clock").textContent = this.texts.time(new Date());
    clearTimeout(this.ticking);
    this.ticking = setTimeout(() => {
      if (this.#isOpen) this.#refresh();
      if (!this.#isOff) this.#tick();
    }, CLOCK);
  }

  /** Names in the picture are read from the last row, not from a chair. */
  #letter() {
    this.picture.lettering = Math.max(1, innerWidth / DESK / this.picture.stage.magnitude ** 0.7);
    this.picture.repaint();
  }
}

function part(id) {
  return document.getElementById(id);
}

async function fetched(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

const root = part("wall");
new Wall(root).open();
keepShell(root.dataset.worker, root.dataset.shell).catch(() => {}); // plain http, or a private window
keepAwake();
hideIdlePointer(document.body);
