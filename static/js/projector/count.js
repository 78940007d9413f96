// How many contacts are there, today and in all?

/** @typedef {import("../graph/model.js").Contact} Contact */

/**
 * Writes the numbers of the wall.
 * @param {HTMLElement} root @param {import("../graph/model.js").ContactGraph} graph @param {Contact[]} contacts
 * @param {import("../graph/texts.js").Texts} texts
 * @returns {{isToday: boolean, since: number}} whether anything was made today, and when the day began that is shown:
 *   today, or else the last one with contacts
 */
export function showCount(root, graph, contacts, texts) {
  const midnight = texts.dayStart(new Date());
  let [today, newest] = [0, 0];
  for (const { madeAt } of contacts) {
    if (madeAt >= midnight) today++;
    if (madeAt > newest) newest = madeAt;
  }
  const isToday = today > 0 || !contacts.length;
  const shown = isToday ? today : contacts.length;
  write(root.querySelector("#wall-count"), texts.number(shown));
  write(root.querySelector("#wall-count-label"), texts.count(isToday ? "today" : "all", shown));
  const people = graph.present;
  const figures = {
    contacts: contacts.length,
    people: people.length,
    organisations: new Set(people.map(({ organisation }) => organisation).filter((place) => place >= 0)).size,
  };
  for (const element of root.querySelectorAll("[data-figure]")) write(element, texts.number(figures[element.dataset.figure]));
  root.querySelector("[data-figure=organisations]").parentElement.hidden = figures.organisations === 0;
  const since = isToday ? midnight : texts.dayStart(new Date(newest * 1000));
  write(root.querySelector("#wall-day"), isToday ? "" : day(root, newest));
  return { isToday, since };
}

/** Which day the bars are of, where it is not today. */
function day(root, moment) {
  const { timeZone } = root.dataset;
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", timeZone });
  return format.format(new Date(moment * 1000));
}

function write(element, text) {
  if (element.textContent === text) return;
  const isNews = /\d/.test(element.textContent);
  element.textContent = text;
  if (!isNews || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  element.getAnimations().forEach((animation) => animation.cancel());
  element.animate([{ color: "var(--wall-spark)" }, {}], { duration: 1600, easing: "ease-out" });
}
