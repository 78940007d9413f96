// Where did everybody stand when this browser last showed the picture?

const PREFIX = "eventapp.graph.";

/** Positions by a person's number, so that a reload starts with the picture that was there. */
export class Memory {
  /** @param {string} event slug */
  constructor(event) {
    this.#key = PREFIX + event;
  }

  #key;

  /** @param {import("./model.js").Person[]} people @returns {Float32Array | null} NaN where a person was not there */
  recall(people) {
    const kept = this.#read();
    if (!kept) return null;
    const positions = new Float32Array(2 * people.length).fill(NaN);
    let known = 0;
    for (const { number, index } of people) {
      const place = kept[number];
      if (!Array.isArray(place) || !place.every(Number.isFinite) || place.length !== 2) continue;
      positions.set(place, 2 * index);
      known++;
    }
    return known ? positions : null;
  }

  /** @param {import("./model.js").ContactGraph} graph @param {Float32Array} positions of the layout */
  keep(graph, positions) {
    const kept = {};
    for (const person of graph.people) {
      if (2 * person.index >= positions.length || !graph.degree(person)) continue;
      kept[person.number] = [Math.round(positions[2 * person.index]), Math.round(positions[2 * person.index + 1])];
    }
    try {
      localStorage.setItem(this.#key, JSON.stringify(kept));
    } catch {
      // No storage in this browser, or it is full: the next visit computes the picture anew.
    }
  }

  #read() {
    try {
      return JSON.parse(localStorage.getItem(this.#key));
    } catch {
      return null;
    }
  }
}
