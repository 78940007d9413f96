// Where do people stand in the picture, computed beside the page?

/** @typedef {import("./model.js").ContactGraph} ContactGraph */

// Milliseconds between two changes of the picture: it breathes, it does not tremble; a large one more slowly.
const PAUSE = 1500;
const PAUSE_PER_CONTACT = 0.05;

/** The page's side of the layout worker: hands it the graph, at most once per pause, and receives positions. */
export class Layout {
  /**
   * @param {ContactGraph} graph
   * @param {(positions: Float32Array, settled: boolean) => void} moved  x and y per person, by index
   */
  constructor(graph, moved) {
    this.graph = graph;
    this.together = false;
    this.#sentAt = -Infinity;
    this.#worker = new Worker(new URL("./layout/worker.js", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }) => moved(data.positions, data.settled);
  }

  #worker;
  #sentAt;
  #timer = 0;

  /** @param {Float32Array | null} known positions of the leading screen, NaN where a person was not there */
  start(known) {
    this.#send(known);
  }

  /** The graph has changed: the picture follows soon, several changes at once. */
  changed() {
    if (this.#timer) return;
    const pause = PAUSE + PAUSE_PER_CONTACT * this.graph.contacts.size;
    const wait = Math.max(0, this.#sentAt + pause - performance.now());
    this.#timer = setTimeout(() => this.#send(null), wait);
  }

  /**
   * @param {boolean} together whether people of one organisation gather
   * @param {Float32Array | null} known where everybody stands otherwise
   */
  gather(together, known) {
    this.together = together;
    this.#send(together ? null : known);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#worker.terminate();
  }

  #send(known) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#sentAt = performance.now();
    const { people } = this.graph;
    this.#worker.postMessage({
      numbers: Int32Array.from(people, (person) => person.number),
      groups: Int32Array.from(people, (person) => person.organisation),
      ends: this.graph.ends(),
      together: this.together,
      known,
    });
  }
}
