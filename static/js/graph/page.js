// How do the parts of the graph page work together?

import { Announcer } from "./announcer.js";
import { showFigures } from "./figures.js";
import { ACTIONS, listen } from "./interaction.js";
import { Layout } from "./layout.js";
import { Legend } from "./legend.js";
import { Memory } from "./memory.js";
import { ContactGraph } from "./model.js";
import { PersonPanel } from "./person.js";
import { Picture } from "./picture.js";
import { Search } from "./search.js";
import { Stream } from "./stream.js";
import { Table } from "./table.js";
import { Texts } from "./texts.js";

const REFRESH = 200; // milliseconds
const JUST_NOW = 30; // seconds: older contacts that a screen catches up with do not light up

class GraphPage {
  constructor(root) {
    this.root = root;
    this.texts = new Texts(root);
    this.graph = new ContactGraph((number) => this.texts.say("unnamed", { number: String(number) }));
    this.picture = new Picture(part("graph-stage"), this.graph);
    this.layout = new Layout(this.graph, (positions, settled) => this.#placed(positions, settled));
    this.announcer = new Announcer(part("graph-announcement"), this.texts);
    this.panel = new PersonPanel(part("graph-person"), this.graph, this.texts, (person) => this.#choose(person));
    this.legend = new Legend(part("graph-legend"), this.graph, this.texts, (hidden) => this.#filter(hidden));
    const table = document.getElementById("graph-table");
    this.table = table && new Table(table, this.graph, this.texts, (person) => this.#choose(person));
    this.stream = new Stream(
      root.dataset.liveUrl, this.graph, (change) => this.#take(change), (...state) => this.#tell(...state),
    );
    this.#search();
    this.#listen();
  }

  #chosen = null;
  #refreshing = 0;
  #tooltip = part("graph-tooltip");
  #status = part("graph-status");

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
    this.memory = new Memory(whole.event);
    this.graph.apply(whole);
    this.layout.start(this.memory.recall(this.graph.people));
    this.table?.changed(this.graph.people);
    this.#refresh();
    this.stream.open();
  }

  #take(change) {
    const difference = this.graph.apply(change);
    const now = Date.now() / 1000;
    const recent = difference.added.filter(({ madeAt }) => now - madeAt < JUST_NOW);
    this.picture.change(difference, new Set(recent));
    if (difference.redrawn) this.layout.changed();
    if (this.#chosen?.here === false) this.#choose(null);
    this.announcer.contacts(difference.added.length, this.graph.contacts.size);
    this.table?.changed(difference.people);
    this.#refreshing ||= setTimeout(() => this.#refresh(), REFRESH);
  }

  /** Numbers around the picture, not for each of many changes in a second. */
  #refresh() {
    this.#refreshing = 0;
    showFigures(document, this.graph, this.texts);
    this.legend.refresh();
    part("graph-empty").hidden = this.graph.contacts.size > 0;
    if (this.#chosen) this.panel.show(this.#chosen);
  }

  #placed(positions, settled) {
    this.picture.place(positions);
    this.root.dataset.settled = String(settled);
    if (settled) this.memory.keep(this.graph, positions);
  }

  #tell(state, since) {
    const text = this.texts.say(state, { time: this.texts.time(since) });
    this.#status.textContent = text;
    this.#status.dataset.state = state;
    this.announcer.state(text);
  }

  /** @param {import("./model.js").Person | null} person */
  #choose(person) {
    this.#chosen = person;
    this.picture.look(person);
    this.panel.show(person);
    if (person) this.picture.showCircleOf(person);
    else this.picture.camera.goHome();
    this.picture.moved();
  }

  #hover(person, x, y) {
    this.#tooltip.hidden = person === null;
    if (!this.#chosen && this.picture.person !== person) this.picture.look(person);
    if (!person) {
      this.#tooltip.textContent = "";
      return;
    }
    const organisation = this.graph.organisations[person.organisation];
    const about = this.texts.count("contacts", person.contacts);
    this.#tooltip.textContent = [person.name, organisation, about].filter(Boolean).join(" · ");
    const { width, height } = this.picture.stage;
    const left = Math.min(x + 14, width - this.#tooltip.offsetWidth - 6);
    const top = y + 18 + this.#tooltip.offsetHeight > height ? y - 12 - this.#tooltip.offsetHeight : y + 18;
    this.#tooltip.style.transform = `translate(${Math.max(6, left)}px, ${top}px)`;
  }

  /** The next of those who are shown, most contacts first. */
  #step(by) {
    const people = this.graph.people.filter((person) => this.graph.degree(person) && this.picture.seen(person));
    if (!people.length) return;
    people.sort((p, q) => this.graph.degree(q) - this.graph.degree(p) || p.index - q.index);
    const at = people.indexOf(this.#chosen);
    const next = at < 0 && by < 0 ? -1 : at + by;
    this.#choose(people.at(next % people.length));
  }

  #filter(hidden) {
    this.picture.hidden = hidden;
    this.picture.repaint();
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

  #listen() {
    const answers = {
      choose: (person) => this.#choose(person),
      hover: (person, x, y) => this.#hover(person, x, y),
      step: (by) => this.#step(by),
    };
    listen(this.picture.stage.element, this.picture, answers);
    const switches = {
      pause: (on) => (on ? this.stream.pause() : this.stream.resume()),
      gather: (on) => this.layout.gather(on),
    };
    this.root.addEventListener("click", ({ target }) => {
      const button = target.closest("button[data-action]");
      if (!button) return;
      const { action } = button.dataset;
      if (action === "all") this.legend.showAll();
      ACTIONS[action]?.(this.picture, answers);
      if (switches[action]) {
        const on = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(on));
        switches[action](on);
      }
    });
  }
}

function part(id) {
  return document.getElementById(id);
}

new GraphPage(part("graph")).open();
