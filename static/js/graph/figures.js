// Which numbers stand above the picture?

/** @typedef {import("./model.js").ContactGraph} ContactGraph */

/**
 * @param {ContactGraph} graph @param {number} dayStart seconds since 1970
 * @returns {{people: number, contacts: number, counted: number, today: number, isolates: number}}
 */
export function figures(graph, dayStart) {
  const found = { people: graph.present.length, contacts: graph.contacts.size, counted: 0, today: 0, isolates: 0 };
  for (const { counts, madeAt } of graph.contacts.values()) {
    if (counts) found.counted++;
    if (madeAt >= dayStart) found.today++;
  }
  for (const person of graph.present) if (!graph.degree(person)) found.isolates++;
  return found;
}

/**
 * @param {ParentNode} page @param {ContactGraph} graph or its past @param {import("./texts.js").Texts} texts
 * @param {Date} moment that the graph shows
 */
export function showFigures(page, graph, texts, moment = new Date()) {
  const found = figures(graph, texts.dayStart(moment));
  for (const element of page.querySelectorAll("[data-figure]")) {
    const value = texts.number(found[element.dataset.figure] ?? 0);
    if (element.textContent !== value) element.textContent = value;
  }
}
