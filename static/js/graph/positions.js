// Where does everybody stand on all screens?

/** @typedef {import("./model.js").ContactGraph} ContactGraph */

/**
 * One open screen leads: it sends where its layout has put everybody, and the others follow. When it is closed or
 * nobody looks at it any more, the next one that asks leads.
 */
export class SharedPositions {
  /**
   * @param {{positionsUrl: string, positionsEvery: string, csrfToken: string}} server its address, after how many
   *   seconds it wants to be asked again, and the token of this page
   * @param {ContactGraph} graph
   * @param {(positions: Float32Array) => void} arrived from the leading screen
   */
  constructor(server, graph, arrived) {
    Object.assign(this, { server, graph, arrived });
    /** @type {string} where this screen's layout came to rest: `number,x,y`, separated by spaces */ this.latest = "";
  }

  #screen = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  #version = 0;
  #leads = false;
  #kept = ""; // by the server, as far as this screen knows
  #fresh = ""; // what the server has not seen of it

  /** @param {{version: number, places: string} | undefined} kept as graph.json has it */
  begin(kept) {
    this.#version = kept?.version ?? 0;
    this.#kept = kept?.places ?? "";
  }

  /** @returns {Float32Array | null} where all screens put everybody; NaN where nothing is known of a person */
  recall() {
    return this.#kept ? arranged(this.#kept, this.graph) : null;
  }

  /** @param {Float32Array} positions of the layout at rest @param {boolean} own whether this screen shows another picture */
  settled(positions, own) {
    this.latest = written(positions, this.graph);
    this.#fresh = own ? "" : this.latest;
    // The first picture of an event is kept at once: the next screen need not find it anew.
    if (this.#fresh && this.#version === 0) this.#share();
  }

  /** From now on this screen leads or follows. */
  open() {
    setInterval(() => document.hidden || this.#share(), 1000 * Number(this.server.positionsEvery));
  }

  async #share() {
    const places = this.#leads || this.#version === 0 ? this.#fresh : "";
    const message = { screen: this.#screen, version: String(this.#version), places };
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.server.csrfToken };
    try {
      const response = await fetch(this.server.positionsUrl, { method: "POST", headers, body: JSON.stringify(message) });
      if (!response.ok) return;
      const answer = await response.json();
      this.#leads = answer.leads;
      this.#version = answer.version;
      if (this.#leads && this.#fresh === places) this.#fresh = "";
      if (answer.places === null) this.#kept = places || this.#kept;
      else this.arrived(arranged((this.#kept = answer.places), this.graph));
    } catch {
      // The next time will do.
    }
  }
}

/** @param {string} kept `number,x,y`, separated by spaces */
function arranged(kept, graph) {
  const positions = new Float32Array(2 * graph.people.length).fill(NaN);
  for (const row of kept.split(" ")) {
    const [number, x, y] = row.split(",").map(Number);
    const person = graph.person(number);
    if (person?.here) positions.set([x, y], 2 * person.index);
  }
  return positions;
}

/** `number,x,y` for everybody who has a contact, separated by spaces. */
function written(positions, graph) {
  return graph.people
    .filter((person) => 2 * person.index < positions.length && person.here && graph.degree(person))
    .map(({ number, index }) => [number, Math.round(positions[2 * index]), Math.round(positions[2 * index + 1])].join(","))
    .join(" ");
}
