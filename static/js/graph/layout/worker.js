// When is the picture settled, and how much may a new contact move it?

import { Forces } from "./forces.js";
import { placeAll, placeNewcomers } from "./placement.js";
import { overlapWeights } from "./weights.js";

const SETTLING = { steps: 260, from: 0.12, to: 0.002 };
const REGROUPING = { steps: 160, from: 0.04, to: 0.002 };
const GENTLE = { steps: 40, from: 0.004, to: 0.001 };
const STILL = 0.00012; // mean way per step below which nobody sees a movement
const SLICE = 40; // milliseconds of work before messages are read again
const REPORT = 120; // milliseconds between two pictures

let x = new Float64Array(0);
let y = new Float64Array(0);
let placed = new Uint8Array(0);
let forces = null;
let together = false;
let run = null; // {plan, step} while the picture moves
let reported = 0;

onmessage = ({ data }) => {
  const regroup = data.together !== together;
  together = data.together;
  const settled = take(data);
  if (data.known && isWhole(data.known)) rest();
  else if (regroup && settled) begin(REGROUPING);
  else begin(settled ? GENTLE : SETTLING);
};

/** @returns {boolean} whether there was a picture before, which now only has to give way a little */
function take({ numbers, ends, groups, known }) {
  const weights = overlapWeights(numbers.length, ends);
  grow(numbers.length);
  if (known) remember(known);
  const next = new Forces(x, y, ends, weights, groups);
  const cold = !placed.some((has, i) => has && next.mass[i]);
  if (cold) {
    placeAll(x, y, numbers, ends, weights, next.radius);
    next.mass.forEach((mass, i) => (placed[i] = mass ? 1 : 0));
  } else {
    placeNewcomers(x, y, numbers, ends, placed, next.radius);
  }
  forces = next;
  return !cold;
}

function grow(count) {
  const longer = (Type, old) => {
    const array = new Type(count);
    array.set(old);
    return array;
  };
  x = longer(Float64Array, x);
  y = longer(Float64Array, y);
  placed = longer(Uint8Array, placed);
}

function remember(known) {
  for (let i = 0; i < known.length / 2; i++) {
    if (Number.isNaN(known[2 * i])) continue;
    [x[i], y[i], placed[i]] = [known[2 * i], known[2 * i + 1], 1];
  }
}

/** @returns {boolean} whether everybody with a contact stands where another screen has put them */
function isWhole(known) {
  return forces.mass.every((mass, i) => !mass || (2 * i < known.length && !Number.isNaN(known[2 * i])));
}

/** The picture is somebody else's, and at rest: moved any further, it would be another one on this screen. */
function rest() {
  run = null;
  report(true);
}

/** A run that is under way keeps its reach: a change in the middle of settling must not freeze the picture. */
function begin(plan) {
  const left = run ? run.plan.steps - run.step : 0;
  const idle = run === null;
  if (left < plan.steps) run = { plan, step: 0 };
  if (idle) work();
}

function work() {
  const until = performance.now() + SLICE;
  while (run && performance.now() < until) {
    const { plan } = run;
    const reach = plan.from * (plan.to / plan.from) ** (run.step / plan.steps);
    const unrest = forces.step(reach, together);
    if (++run.step >= plan.steps || unrest < STILL) run = null;
  }
  report(run === null);
  if (run) setTimeout(work, 0);
}

/** A picture that only gives way a little is shown when it is done: the page glides there in one movement. */
function report(settled) {
  const now = performance.now();
  if (!settled && (run.plan === GENTLE || now - reported < REPORT)) return;
  reported = now;
  const positions = new Float32Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    positions[2 * i] = x[i];
    positions[2 * i + 1] = y[i];
  }
  postMessage({ positions, settled }, [positions.buffer]);
}
