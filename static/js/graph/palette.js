// Which colour does everything have, in the light and in the dark?

export const SLOTS = 12; // colours that people can tell apart; everybody else shares one more
export const OTHER = SLOTS;

const LIGHT = {
  orgs: ["#2f6db3", "#d9730d", "#3f8f3f", "#c8383d", "#7c4fb0", "#15878a", "#b08900", "#c2518f", "#7a5a3a", "#5b7f1d", "#4a5fd0", "#a0522d"],
  other: "#7d8590",
  surface: "#ffffff",
  ink: "#1a1f27",
  accent: "#0b5a4c",
  spark: "#d98e00",
};
const DARK = {
  orgs: ["#6aa5ff", "#ffb057", "#7edc8c", "#ff7b72", "#cfa3ff", "#5cd6d6", "#f7dc6a", "#ff9ecb", "#d6b08a", "#b7e05c", "#9fb0ff", "#e8a17d"],
  other: "#8b949e",
  surface: "#0c1017",
  ink: "#eef2f7",
  accent: "#7fd9bf",
  spark: "#fff0a8",
};

/**
 * @typedef {object} Palette
 * @property {boolean} dark
 * @property {string[]} slots  colour per slot, the last one for everybody else
 * @property {string} surface
 * @property {string} ink
 * @property {string} accent
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
    accent: named("accent") ?? spare.accent,
    spark: named("spark") ?? spare.spark,
    font: getComputedStyle(element).fontFamily,
  };
  probe.remove();
  return palette;
}

/** @param {HTMLElement} element @param {() => void} changed the theme, or the letters have come */
export function watchTheme(element, changed) {
  const page = element.ownerDocument;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  new MutationObserver(changed).observe(page.documentElement, { attributeFilter: ["class", "data-theme"] });
  page.fonts.ready.then(changed);
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
