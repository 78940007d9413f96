// Which colour does everything have, in the light and in the dark?

/** @typedef {import("./model.js").Person} Person */

export const SLOTS = 12; // colours that people can tell apart; everybody else shares one more
export const OTHER = SLOTS;

const LIGHT = {
  orgs: ["#2f6db3", "#d9730d", "#3f8f3f", "#c8383d", "#7c4fb0", "#15878a", "#b08900", "#c2518f", "#7a5a3a", "#5b7f1d", "#4a5fd0", "#a0522d"],
  other: "#7d8590",
  surface: "#ffffff",
  ink: "#1a1f27",
  spark: "#d98e00",
};
const DARK = {
  orgs: ["#6aa5ff", "#ffb057", "#7edc8c", "#ff7b72", "#cfa3ff", "#5cd6d6", "#f7dc6a", "#ff9ecb", "#d6b08a", "#b7e05c", "#9fb0ff", "#e8a17d"],
  other: "#8b949e",
  surface: "#0c1017",
  ink: "#eef2f7",
  spark: "#fff0a8",
};

/**
 * @typedef {object} Palette
 * @property {boolean} dark
 * @property {string[]} slots  colour per slot, the last one for everybody else
 * @property {string} surface
 * @property {string} ink
 * @property {string} spark  light of a new contact
 * @property {string} font
 */

/** @param {HTMLElement} element whose custom properties count @returns {Palette} */
export function readPalette(element) {
  const probe = element.ownerDocument.createElement("span");
  probe.hidden = true;
  element.append(probe);
  // Through `color`, so that var(), light-dark() and colour spaces arrive as something a canvas understands.
  const read = (name) => {
    if (!getComputedStyle(probe).getPropertyValue(name).trim()) return null;
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const named = (name) => read(`--${name}`);
  const surface = read("--graph-surface") ?? named("surface");
  const dark = surface ? luminance(surface) < 0.4 : matchMedia("(prefers-color-scheme: dark)").matches;
  const spare = dark ? DARK : LIGHT;
  const slots = spare.orgs.map((colour, i) => named(`org-${i + 1}`) ?? colour);
  const palette = {
    dark,
    slots: [...slots, named("org-0") ?? spare.other],
    surface: surface ?? spare.surface,
    ink: named("ink") ?? spare.ink,
    spark: named("spark") ?? spare.spark,
    font: getComputedStyle(element).fontFamily,
  };
  probe.remove();
  return palette;
}

function luminance(colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

/**
 * The largest organisations have a colour of their own. Once given, it stays: a growing delegation must not
 * change everybody's colours during the evening.
 */
export class OrganisationColours {
  /** @type {Map<number, number>} organisation to slot */ #slots = new Map();
  #plain = false;

  /** @param {import("./model.js").ContactGraph} graph */
  assign(graph) {
    const sizes = organisationSizes(graph);
    this.#plain = sizes.size === 0;
    for (const [organisation] of [...sizes].sort((g, h) => h[1] - g[1] || g[0] - h[0])) {
      if (this.#slots.size >= SLOTS) return;
      if (!this.#slots.has(organisation)) this.#slots.set(organisation, this.#slots.size);
    }
  }

  /** @param {Person} person @returns {number} slot of the palette */
  slot(person) {
    if (this.#plain) return 0;
    return this.#slots.get(person.organisation) ?? OTHER;
  }

  /** @returns {number[]} organisations with a colour of their own, by slot */
  get named() {
    return [...this.#slots.keys()];
  }
}

/** @param {import("./model.js").ContactGraph} graph @returns {Map<number, number>} people per organisation */
export function organisationSizes(graph) {
  const sizes = new Map();
  for (const { organisation } of graph.people) {
    if (organisation >= 0) sizes.set(organisation, (sizes.get(organisation) ?? 0) + 1);
  }
  return sizes;
}
