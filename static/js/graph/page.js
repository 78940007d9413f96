// How do the parts of the graph page work together?

import { Announcer } from "./announcer.js";
import { Choices } from "./choices.js";
import { savePng, saveSvg } from "./download.js";
import { showFigures } from "./figures.js";
import { OrganisationPanel } from "./group.js";
import { ACTIONS, listen } from "./interaction.js";
import { Layout } from "./layout.js";
import { Legend } from "./legend.js";
import { ContactGraph } from "./model.js";
import { Past } from "./past.js";
import { PersonPanel } from "./person.js";
import { Picture } from "./picture.js";
import { Player } from "./player.js";
import { SharedPositions } from "./positions.js";
import { Search } from "./search.js";
import { Stream } from "./stream.js";
import { Table } from "./table.js";
import { Texts } from "./texts.js";
import { Tooltip } from "./tooltip.js";

const REFRESH = 200; // milliseconds
const JUST_NOW = 30; // seconds: older contacts that a screen catches up with do not light up
const CROWD = 400; // people from which on organisations are the first view
const ALIGHT = 8; // contacts of one step that light up while the event is played,
const FADED = 3500; // and for how many of their five seconds they do not: hours pass in seconds

class GraphPage {
  constructor(root) {
    this.root = root;
    this.texts = new Texts(root);
    this.graph = new ContactGraph((number) => this.texts.say("unnamed", { number: String(number) }));
    this.picture = new Picture(part("graph-stage"), this.graph);
    this.picture.overview.organisations.nowhere = this.texts.say("nowhere-organisation");
    this.layout = new Layout(this.graph, (positions, settled) => this.#placed(positions, settled));
    this.shared = new SharedPositions(root.dataset, this.graph, (known) => this.layout.together || this.layout.start(known));
    this.announcer = new Announcer(part("graph-announcement"), this.texts);
    this.tooltip = new Tooltip(part("graph-tooltip"), this.picture.stage, this.texts);
    this.panel = new PersonPanel(part("graph-person"), this.graph, this.texts, (person) => this.#choose(person));
    const { organisations } = this.picture.overview;
    this.groupPanel = new OrganisationPanel(part("graph-organisation"), organisations, this.texts, (each) => this.#choose(null, each));
    this.legend = new Legend(part("graph-legend"), this.picture.colouring, this.texts, () => this.picture.repaint());
    this.player = new Player(
      part("graph-time"), part("graph-clock"), this.graph, this.texts, () => this.picture.palette,
      JSON.parse(root.dataset.breaks ?? "[]"), (...to) => this.#goTo(...to),
    );
    const table = document.getElementById("graph-table");
    this.table = table && new Table(table, this.graph, this.texts, (person) => this.#choose(person));
    this.stream = new Stream(
      root.dataset.liveUrl, this.graph, (change) => this.#take(change), (...state) => this.#tell(...state),
    );
    this.choices = new Choices(root, this.graph, this.texts, {
      coloured: (groups) => this.#colour(groups),
      sized: (by, bridging) => this.#resize(by, bridging),
    });
    this.#search();
    this.#listen();
  }

  #chosen = null;
  #refreshing = 0;
  #status = part("graph-status");
  /** @type {Past | null} what is shown instead of the present */ #past = null;
  #outdated = false;
  #rested = false; // whether the layout is

  async open() {
    this.#status.textContent = this.texts.say("loading");
    let whole;
    try {
      const response = await fetch(this.root.dataset.graphUrl, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      whole = await response.json();
    } catch {
      this.#status.textContent = this.texts.say("failed");
      setTimeout(() => this.open(), 4000 + 4000 * Math.random());
      return;
    }
    this.graph.apply(whole);
    this.shared.begin(whole.positions);
    this.#group(this.graph.present.length >= CROWD && this.graph.organisations.length > 2);
    this.layout.start(this.shared.recall());
    this.table?.changed(this.graph.people);
    this.#refresh();
    this.stream.open();
    this.shared.open();
    this.choices.open();
  }

  #take(change) {
    const difference = this.graph.apply(change);
    const now = Date.now() / 1000;
    const recent = difference.added.filter(({ madeAt }) => now - madeAt < JUST_NOW);
    if (this.#past) this.#outdated = true;
    else this.picture.change(difference, new Set(recent));
    if (difference.redrawn) this.layout.changed();
    if (this.#chosen?.here === false) this.#choose(null);
    this.announcer.contacts(difference.added.length, this.graph.contacts.size);
    this.table?.changed(difference.people);
    this.#refreshing ||= setTimeout(() => this.#refresh(), REFRESH);
  }

  /** Numbers around the picture, not for each of many changes in a second. */
  #refresh() {
    this.#refreshing = 0;
    if (this.#outdated) {
      this.#outdated = false;
      this.#past?.refresh();
      this.picture.show(this.picture.graph);
    }
    this.#figures();
    this.legend.refresh();
    this.player.refresh();
    part("graph-empty").hidden = this.graph.contacts.size > 0;
    if (this.#chosen) this.panel.show(this.#chosen);
  }

  #figures() {
    if (this.#past) showFigures(document, this.#past, this.texts, new Date(1000 * this.#past.moment));
    else showFigures(document, this.graph, this.texts);
  }

  #placed(positions, settled) {
    this.picture.place(positions);
    this.#rested = settled;
    this.root.dataset.settled = String(settled || this.picture.grouped);
    if (settled) this.shared.settled(positions, this.layout.together);
  }

  /** @param {number | null} moment seconds since 1970; null: the present @param {boolean} playing */
  #goTo(moment, playing) {
    const before = this.#past;
    if (moment === null && !before) return;
    this.#past = moment === null ? null : (before ?? new Past(this.graph));
    const difference = this.#past?.goTo(moment);
    const alight = new Set(playing ? difference?.added.slice(-ALIGHT) : []);
    if (this.#past === before) this.picture.change(difference, alight, FADED);
    else this.picture.show(this.#past ?? this.graph);
    this.#figures();
  }

  #colour(groups) {
    this.picture.colouring.choose(groups);
    this.legend.refresh();
    this.picture.repaint();
  }

  #resize(by, bridging) {
    Object.assign(this.picture.sizes, { by, bridging, stale: true });
    this.picture.repaint();
  }

  #group(grouped) {
    this.picture.group(grouped);
    this.#choose(null);
    this.root.dataset.view = grouped ? "organisations" : "people";
    this.root.dataset.settled = String(grouped || this.#rested);
    for (const button of this.root.querySelectorAll("[data-view-of]")) {
      button.setAttribute("aria-pressed", String(button.dataset.viewOf === this.root.dataset.view));
    }
  }

  #tell(state, since) {
    const text = this.texts.say(state, { time: this.texts.time(since) });
    this.#status.textContent = text;
    this.#status.dataset.state = state;
    this.announcer.state(text);
  }

  /**
   * @param {import("./model.js").Person | null} person
   * @param {import("./organisations.js").Organisation | null} organisation
   */
  #choose(person, organisation = null) {
    this.#chosen = person;
    this.picture.look(person);
    this.picture.lookAt(organisation);
    this.panel.show(person);
    this.groupPanel.show(organisation);
    if (person) this.picture.showCircleOf(person);
    else if (organisation) this.picture.showPeopleOf(organisation);
    else this.picture.camera.goHome();
    this.picture.moved();
  }

  #hover(person, x, y, organisation = null) {
    const { picture, graph } = this;
    const chosen = picture.overview.chosen;
    if (!this.#chosen && picture.person !== person) picture.look(person);
    if (picture.closeness < 0.5 && this.groupPanel.panel.hidden && chosen !== organisation) picture.lookAt(organisation);
    if (person) this.tooltip.person(person, graph.organisations[person.organisation], picture.graph.degree(person), x, y);
    else if (organisation && picture.closeness < 0.5) this.tooltip.organisation(organisation, x, y);
    else this.tooltip.hide();
  }

  /** The next of those who are shown, most contacts first; from afar the next organisation, the largest first. */
  #step(by) {
    const { picture } = this;
    if (picture.grouped && !this.#chosen && (picture.closeness < 0.5 || picture.overview.chosen)) return this.#stepGroup(by);
    const people = this.graph.people.filter((person) => this.graph.degree(person) && picture.seen(person));
    if (!people.length) return;
    people.sort((p, q) => this.graph.degree(q) - this.graph.degree(p) || p.index - q.index);
    this.#choose(next(people, this.#chosen, by));
  }

  #stepGroup(by) {
    const { organisations, chosen } = this.picture.overview;
    if (organisations.all.length) this.#choose(null, next(organisations.all, chosen, by));
  }

  #search() {
    const elements = {
      form: part("graph-search"),
      field: part("graph-search-field"),
      list: part("graph-matches"),
      result: part("graph-found"),
    };
    const marked = (people) => this.#chosen || this.picture.mark(people);
    new Search(elements, this.graph, this.texts, (person) => this.#choose(person), marked);
  }

  #save(how) {
    const { picture, texts, root } = this;
    const moment = new Date(this.#past ? 1000 * this.#past.moment : Date.now());
    const values = { contacts: picture.graph.contacts.size, people: this.graph.present.length };
    const about = texts.say("about", { ...values, day: texts.day(moment), time: texts.time(moment) });
    how(picture, { title: root.dataset.title, about, entries: picture.colouring.entries(texts) }, root.dataset.file);
  }

  #listen() {
    const answers = {
      choose: (person, organisation) => this.#choose(person, organisation),
      hover: (...what) => this.#hover(...what),
      step: (by) => this.#step(by),
    };
    listen(this.picture.stage.element, this.picture, answers);
    const actions = {
      all: () => this.legend.showAll(),
      people: () => this.#group(false),
      organisations: () => this.#group(true),
      png: () => this.#save(savePng),
      svg: () => this.#save(saveSvg),
    };
    const switches = {
      pause: (on) => (on ? this.stream.pause() : this.stream.resume()),
      gather: (on) => this.layout.gather(on, this.shared.recall()),
    };
    this.root.addEventListener("click", ({ target }) => {
      const button = target.closest("button[data-action]");
      if (!button) return;
      const { action } = button.dataset;
      actions[action]?.();
      ACTIONS[action]?.(this.picture, answers);
      if (switches[action]) {
        const on = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(on));
        switches[action](on);
      }
    });
  }
}

/** The one after another in a list, round and round. */
function next(list, one, by) {
  const at = list.indexOf(one);
  return list.at(((at < 0 && by < 0 ? 0 : at) + by) % list.length);
}

function part(id) {
  return document.getElementById(id);
}

export const page = new GraphPage(part("graph"));
page.open();
