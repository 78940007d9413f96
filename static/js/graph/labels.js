// Whose name stands in the picture, and where is room for it?

/** @typedef {import("./model.js").Person} Person */

const AT_ONCE = 20;
const PER_NAME = 12_000; // square points of the window for each name, at least
const widths = new Map(); // measuring text is slow; a name keeps its width

/**
 * Names of those with most contacts, each on that of four sides where it covers least.
 * @param {import("./stage.js").Sheet} sheet @param {import("./people.js").Scene} scene
 * @param {import("./people.js").Sizes} sizes @param {Person | null} first whose name is always shown
 */
export function paintLabels(sheet, scene, sizes, first) {
  const { pen } = sheet;
  const taken = [];
  pen.textBaseline = "middle";
  pen.strokeStyle = scene.palette.surface;
  pen.fillStyle = scene.palette.ink;
  const visible = inWindow(scene);
  const dots = visible.map((person) => dotOf(person, scene, sizes));
  for (const person of candidates(visible, scene, sizes, first)) {
    const size = Math.round(fontSize(person, scene, sizes));
    pen.font = `600 ${size}px ${scene.palette.font}`;
    const around = sides(dotOf(person, scene, sizes), textWidth(pen, person.name), size);
    const place = freest(around, taken, dots, scene) ?? (person === first ? around[0] : null);
    if (!place) continue;
    taken.push(place);
    pen.lineWidth = Math.max(3, size / 4);
    pen.strokeText(person.name, place.left, place.top + size / 2);
    pen.fillText(person.name, place.left, place.top + size / 2);
  }
}

/** Everybody who is painted inside the window. */
function inWindow(scene) {
  const { graph, places, view } = scene;
  return graph.people.filter((person) => {
    if (2 * person.index >= places.length || !graph.degree(person) || !scene.seen(person)) return false;
    const x = places[2 * person.index] * view.scale + view.x;
    const y = places[2 * person.index + 1] * view.scale + view.y;
    return x > 0 && y > 0 && x < scene.width && y < scene.height;
  });
}

/** Who may have a name, the largest first: more of them the closer one looks. */
function candidates(visible, { zoom, focus, magnitude, width, height }, sizes, first) {
  const most = Math.max(8, (width * height) / PER_NAME);
  const room = Math.round((magnitude < 0.45 ? 10 : AT_ONCE) * Math.max(1, zoom) ** 1.4);
  const named = focus ? visible.filter((person) => focus.has(person)) : [...visible];
  named.sort((p, q) => (q === first) - (p === first) || sizes.value(q) - sizes.value(p) || p.index - q.index);
  return named.slice(0, Math.min(most, room));
}

function dotOf(person, { places, view, magnitude, zoom }, sizes) {
  return {
    x: places[2 * person.index] * view.scale + view.x,
    y: places[2 * person.index + 1] * view.scale + view.y,
    radius: sizes.radius(person, magnitude, zoom),
  };
}

function fontSize(person, { magnitude, lettering }, sizes) {
  const rank = Math.min(1, sizes.value(person) / sizes.most);
  return lettering * Math.max(11.5, Math.min(26, (13 + 9 * rank ** 2) * magnitude ** 0.7));
}

function textWidth(pen, text) {
  const key = `${pen.font}|${text}`;
  if (!widths.has(key)) widths.set(key, pen.measureText(text).width);
  return widths.get(key);
}

function sides({ x, y, radius }, width, size) {
  const gap = radius + 5;
  const box = (left, top) => ({ left, top, right: left + width, bottom: top + size });
  return [
    box(x + gap, y - size / 2),
    box(x - gap - width, y - size / 2),
    box(x - width / 2, y - gap - size),
    box(x - width / 2, y + gap),
  ];
}

/** The side that covers no other name and as few people as possible. */
function freest(around, taken, dots, { width, height }) {
  let [best, fewest] = [null, Infinity];
  for (const box of around) {
    if (box.left < 4 || box.right > width - 4 || box.top < 2 || box.bottom > height - 2) continue;
    if (taken.some((other) => overlap(box, other))) continue;
    const covered = dots.filter((dot) => covers(box, dot)).length;
    if (covered < fewest) [best, fewest] = [box, covered];
  }
  return best;
}

function overlap(box, other) {
  return box.left < other.right + 4 && other.left < box.right + 4 && box.top < other.bottom + 2 && other.top < box.bottom + 2;
}

function covers(box, { x, y, radius }) {
  return x > box.left - radius && x < box.right + radius && y > box.top - radius && y < box.bottom + radius;
}
