// How much do the circles of two people who met overlap?

/**
 * Jaccard overlap of both circles, each with its own person in it, so that the very first contact weighs 1 and
 * a contact that bridges two large circles weighs little. It is what turns a ball of yarn into islands.
 * @param {number} count    people
 * @param {Int32Array} ends index of both ends of every contact
 * @returns {Float64Array}  one weight in (0, 1] per contact
 */
export function overlapWeights(count, ends) {
  const [start, others] = circles(count, ends);
  const weights = new Float64Array(ends.length / 2);
  const seenBy = new Int32Array(count).fill(-1);
  // Contacts are visited person by person, so that one circle is marked once for all of its contacts.
  const order = [...weights.keys()].sort((e, f) => ends[2 * e] - ends[2 * f]);
  let marked = -1;
  for (const edge of order) {
    const a = ends[2 * edge];
    const b = ends[2 * edge + 1];
    if (a !== marked) {
      for (let i = start[a]; i < start[a + 1]; i++) seenBy[others[i]] = a;
      marked = a;
    }
    let shared = 2;
    for (let i = start[b]; i < start[b + 1]; i++) if (seenBy[others[i]] === a) shared++;
    const together = start[a + 1] - start[a] + 1 + (start[b + 1] - start[b] + 1) - shared;
    weights[edge] = shared / together;
  }
  return weights;
}

/** @returns {[Int32Array, Int32Array]} where each person's circle starts, and all circles in a row */
function circles(count, ends) {
  const start = new Int32Array(count + 1);
  for (const end of ends) start[end + 1]++;
  for (let i = 0; i < count; i++) start[i + 1] += start[i];
  const next = start.slice(0, count);
  const others = new Int32Array(ends.length);
  for (let e = 0; e < ends.length; e += 2) {
    others[next[ends[e]]++] = ends[e + 1];
    others[next[ends[e + 1]]++] = ends[e];
  }
  return [start, others];
}
