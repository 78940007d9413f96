// When does each contact of the replay come, however many there are, and what time was it then?

const SHORTEST = 12_000; // milliseconds
const LONGEST = 19_000;
const FOR_EACH = 90;
const AFTER = 1400; // the last contact is looked at before the name comes

/**
 * The score of a replay: all champions' contacts in the order of time, slowly at first and slower again before the last.
 */
export class Growth {
  /** @param {{contacts: [number, number][]}[]} networks */
  constructor(networks) {
    const all = networks.flatMap(({ contacts }, n) => contacts.map(([moment], i) => ({ moment, n, i })));
    all.sort((a, b) => a.moment - b.moment || a.i - b.i || a.n - b.n);
    this.lasts = Math.min(LONGEST, SHORTEST + FOR_EACH * all.length);
    this.ends = this.lasts + AFTER;
    this.births = networks.map(({ contacts }) => new Array(contacts.length));
    this.moments = all.map(({ moment, n, i }, rank) => {
      // From half a step to the whole way; a single contact comes in the middle.
      const share = (rank + 0.5 + (0.5 * rank) / Math.max(1, all.length - 1)) / all.length;
      const at = this.lasts * timeOf(share);
      this.births[n][i] = at;
      return [at, moment];
    });
  }

  /** @param {number} time of the replay @returns {number} the time at the event, in seconds since 1970; 0 for none */
  moment(time) {
    const next = this.moments.findIndex(([at]) => at > time);
    if (next === 0) return this.moments[0][1];
    if (next === -1) return this.moments.at(-1)[1];
    const [[from, earlier], [to, later]] = [this.moments[next - 1], this.moments[next]];
    return earlier + ((later - earlier) * (time - from)) / (to - from);
  }
}

/** How much of the contacts is there after which share of the time. */
function shareAt(time) {
  return 1 - (1 - time ** 1.3) ** 1.8;
}

function timeOf(share) {
  let [low, high] = [0, 1];
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    if (shareAt(middle) < share) low = middle;
    else high = middle;
  }
  return high;
}
