// Which colour is which organisation, on the wall?

import { OTHER, SLOTS } from "../graph/palette.js";

const SHOWN = 7; // more are not read from the last row

/**
 * The largest organisations with their colours, then everybody else.
 * @param {HTMLElement} list @param {import("../graph/model.js").ContactGraph} graph
 * @param {import("../graph/texts.js").Texts} texts
 */
export function showLegend(list, graph, texts) {
  const sizes = new Map();
  let others = 0;
  for (const { organisation } of graph.present) {
    if (organisation >= 0 && organisation < SLOTS) sizes.set(organisation, (sizes.get(organisation) ?? 0) + 1);
    else others++;
  }
  const shown = [...sizes].sort(([p, many], [q, few]) => few - many || p - q).slice(0, SHOWN).map(([place]) => place);
  const names = shown.map((place) => [place, graph.organisations[place]]);
  if (sizes.size && others) names.push([OTHER, texts.say("others")]);
  const said = names.join("|");
  if (list.dataset.said === said) return;
  list.dataset.said = said;
  list.replaceChildren(...names.map(([slot, name]) => entry(slot, name)));
}

function entry(slot, name) {
  const item = document.createElement("li");
  item.className = `org-${slot === OTHER ? 0 : slot + 1}`;
  const dot = Object.assign(document.createElement("i"), { className: "wall__dot" });
  item.append(dot, Object.assign(document.createElement("span"), { textContent: name }));
  return item;
}
