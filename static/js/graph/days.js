// On which day of the event was that?

const PAST_MIDNIGHT = 26 * 3600; // from any midnight to somewhere in the next day, also where it has 25 hours

/**
 * @param {import("./texts.js").Texts} texts that know the event's time zone
 * @param {number} first @param {number} last seconds since 1970
 * @returns {number[]} when each of the days began, the last one that of `last`
 */
export function dayStarts(texts, first, last) {
  const starts = [texts.dayStart(new Date(1000 * first))];
  for (;;) {
    const next = texts.dayStart(new Date(1000 * (starts.at(-1) + PAST_MIDNIGHT)));
    if (next > last) return starts;
    starts.push(next);
  }
}

/** @param {number[]} starts @param {number} moment @returns {number} place of the day that has this moment */
export function dayOf(starts, moment) {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= moment) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @param {Iterable<{madeAt: number}>} contacts @returns {[number, number] | null} the first and the last moment */
export function reach(contacts) {
  let [first, last] = [Infinity, -Infinity];
  for (const { madeAt } of contacts) {
    if (madeAt < first) first = madeAt;
    if (madeAt > last) last = madeAt;
  }
  return first <= last ? [first, last] : null;
}
