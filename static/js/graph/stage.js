// Which sheets is the picture painted on, and how large are they?

const FINEST = 2; // more pixels per point than this cost time and show nothing

/** A canvas that knows its size in points and keeps its picture sharp. */
export class Sheet {
  /** @param {HTMLElement} parent @param {string} name */
  constructor(parent, name) {
    this.canvas = parent.ownerDocument.createElement("canvas");
    this.canvas.className = `graph__sheet graph__sheet--${name}`;
    this.canvas.setAttribute("aria-hidden", "true");
    parent.append(this.canvas);
    this.pen = this.canvas.getContext("2d");
  }

  /** @param {number} width @param {number} height points @param {number} density pixels per point */
  resize(width, height, density) {
    this.canvas.width = Math.round(width * density);
    this.canvas.height = Math.round(height * density);
    this.density = density;
    this.clear();
  }

  /** Empties the sheet; its pen then draws in points. */
  clear() {
    this.pen.setTransform(1, 0, 0, 1, 0, 0);
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.pen.setTransform(this.density, 0, 0, this.density, 0, 0);
    this.pen.lineCap = "round";
    this.pen.lineJoin = "round";
  }
}

/** Sheets from back to front: discs of organisations, edges (two, one of them being painted), lights, people with their names. */
export class Stage {
  /** @param {HTMLElement} element @param {() => void} resized */
  constructor(element, resized) {
    this.element = element;
    this.discs = new Sheet(element, "discs");
    this.edges = [new Sheet(element, "edges"), new Sheet(element, "edges")];
    this.lights = new Sheet(element, "lights");
    this.people = new Sheet(element, "people");
    this.#measure();
    new ResizeObserver(() => this.#measure() && resized()).observe(element);
  }

  #measure() {
    const { clientWidth: width, clientHeight: height } = this.element;
    const density = Math.min(FINEST, devicePixelRatio || 1);
    if (width === this.width && height === this.height && density === this.density) return false;
    Object.assign(this, { width, height, density });
    for (const sheet of [this.discs, ...this.edges, this.lights, this.people]) sheet.resize(width, height, density);
    return true;
  }

  /** @returns {number} width by height */
  get aspect() {
    return this.width / Math.max(1, this.height);
  }

  /** @returns {number} 1 on a full HD screen, less on a small one: dots, letters and lines follow */
  get magnitude() {
    return Math.min(1.6, Math.max(0.36, Math.sqrt((this.width * this.height) / (1920 * 1080))));
  }
}
