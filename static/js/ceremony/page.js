// How does the host lead through the ceremony? Each press is one beat: what is honoured, then who.

import { hideIdlePointer, keepAwake } from "../projector/awake.js";
import { Confetti } from "./confetti.js";
import { Crowning } from "./crowning.js";
import { fit } from "./fit.js";
import { Growth } from "./growth.js";
import { Scene } from "./scene.js";
import { Flowers, Rays } from "./subjects.js";

const BOUNCE = 250; // milliseconds: a finger that trembles presses twice
const GUARD = 1500; // so long no press cuts the replay short: that one was meant to begin it
const NEXT = new Set([" ", "ArrowRight", "ArrowDown", "PageDown", "Enter", "n"]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp", "Backspace", "p"]);

class Ceremony {
  constructor(root) {
    this.root = root;
    this.steps = [...root.querySelectorAll(".step")];
    this.beats = this.steps.flatMap((step) => Array.from({ length: Number(step.dataset.beats) }, (_, told) => ({ step, told })));
    this.networks = JSON.parse(root.dataset.networks);
    this.isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scene = new Scene(document.getElementById("sky"), Number(root.dataset.stars));
    this.confetti = new Confetti(document.getElementById("confetti"));
    this.crowning = new Crowning(root.dataset, document.getElementById("crowning"));
    this.clock = new Intl.DateTimeFormat(document.documentElement.lang, {
      weekday: "long", hour: "2-digit", minute: "2-digit", timeZone: root.dataset.timeZone,
    });
    addEventListener("resize", () => fit(this.#step));
    this.#show(0);
  }

  #at = 0;
  #pressed = -Infinity;
  /** @type {Flowers | null} what still grows */
  #growing = null;

  next() {
    const since = performance.now() - this.#pressed;
    if (since < (this.#growing ? GUARD : BOUNCE)) return;
    this.#pressed = performance.now();
    if (this.#growing) this.#growing.finish();
    else if (this.#at < this.beats.length - 1) this.#show(this.#at + 1);
  }

  back() {
    if (this.#at > 0) this.#show(this.#at - 1);
  }

  switchTheme(button) {
    const isBright = document.documentElement.dataset.theme === "dark";
    document.documentElement.dataset.theme = isBright ? "light" : "dark";
    button.setAttribute("aria-pressed", String(isBright));
    this.scene.repaint();
  }

  get #step() {
    return this.beats[this.#at].step;
  }

  #show(at) {
    this.#at = at;
    const { step, told } = this.beats[at];
    this.#growing = null;
    this.confetti.stop();
    document.body.classList.remove("is-glowing");
    for (const each of this.steps) each.hidden = each !== step;
    document.getElementById("progress").textContent = `${at + 1}/${this.beats.length}`;
    this.root.dataset.beat = String(at);
    this.#tell(step, false);
    if (!told) this.scene.rest();
    else if (step.matches(".step--champion") && this.networks.length) this.#grow(step);
    else {
      this.#tell(step, true);
      this.scene.show(new Rays(JSON.parse(step.dataset.rays), this.isCalm));
      if (step.matches(".step--champion")) this.#celebrate();
    }
  }

  #tell(step, isTold) {
    step.classList.remove("is-growing");
    step.classList.toggle("is-told", isTold);
    for (const part of step.querySelectorAll(".step__answer")) part.hidden = !isTold;
    for (const part of step.querySelectorAll(".step__count")) part.hidden = true;
    fit(step);
  }

  #grow(step) {
    const growth = new Growth(this.networks);
    const [count, clock] = ["count", "clock"].map((name) => step.querySelector(`[data-${name}]`));
    const flowers = new Flowers(this.networks, growth, (time, contacts) => {
      if (flowers !== this.#growing) return; // painted once more, for another window
      count.textContent = String(contacts);
      const moment = growth.moment(time);
      clock.textContent = moment ? this.clock.format(1000 * moment) : "";
      if (time >= growth.ends) this.#crown(step);
    });
    this.#growing = flowers;
    step.classList.add("is-growing");
    step.querySelector(".step__count").hidden = false;
    if (this.isCalm) flowers.finish();
    this.scene.show(flowers);
  }

  /** The last contact is there: now the name. */
  #crown(step) {
    this.#growing = null;
    this.#pressed = performance.now();
    this.#tell(step, true);
    this.#celebrate();
  }

  #celebrate() {
    const { slots, spark } = this.scene.look;
    if (this.isCalm) document.body.classList.add("is-glowing");
    else this.confetti.throw([spark, ...slots.slice(0, 6), spark]);
    this.root.dataset.crowned = "true";
    this.crowning.announce();
  }
}

/** Letters of names that no earlier step has: without network they could not be fetched any more. */
function loadLetters(root) {
  for (const weight of [500, 640, 760, 780]) document.fonts.load(`${weight} 20px ${getComputedStyle(root).fontFamily}`, root.textContent);
}

const root = document.getElementById("ceremony");
const ceremony = new Ceremony(root);
const acts = {
  next: () => ceremony.next(),
  back: () => ceremony.back(),
  theme: (button) => ceremony.switchTheme(button),
  full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const isOnButton = event.target.closest?.("button") && (event.key === " " || event.key === "Enter");
  const act = NEXT.has(event.key) ? "next" : BACK.has(event.key) ? "back" : event.key === "f" ? "full" : null;
  if (!act || isOnButton) return;
  event.preventDefault();
  acts[act]();
});
addEventListener("click", ({ target }) => {
  const button = target.closest("[data-go]");
  if (button) acts[button.dataset.go](button);
  else if (!target.closest(".ceremony__foot")) acts.next();
});
loadLetters(root);
keepAwake();
hideIdlePointer(document.body);
