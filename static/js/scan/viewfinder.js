/** What does the camera read, and what may the person do about the camera? */

import { Camera, cameraAllowed, cameraProblem, cameras } from "./camera.js";
import { decode, prepareDecoder } from "./decoder.js";
import { watchFrames } from "./frames.js";

/** Video, start button, lamp and choice of camera. Its state stands in `data-camera` for the style sheet. */
export class Viewfinder {
  #stopFrames = () => {};
  #resume = false;

  /**
   * @param {HTMLElement} root - the scanner
   * @param {(name: string) => HTMLElement} part - finds an element by its `data-part`
   * @param {(name: string) => string} text - finds a sentence by its `data-text-…`
   * @param {(text: string) => void} onText - told what each QR code says, again and again while it is in sight
   */
  constructor(root, part, text, onText) {
    Object.assign(this, { root, part, text, onText });
    this.camera = new Camera(part("video"), () => this.#fail("busy"));
    part("start").addEventListener("click", () => this.start());
    part("torch").addEventListener("click", () => this.#toggleTorch());
    part("cameras").addEventListener("change", (event) => this.#run(() => this.camera.choose(event.target.value)));
    document.addEventListener("visibilitychange", () => this.#onVisibility());
  }

  /** Get ready: say why there is no camera, or start at once where the person allowed it before. */
  async open() {
    this.part("view").hidden = false;
    const problem = cameraProblem();
    if (problem) return this.#fail(problem);
    this.#state("idle");
    prepareDecoder().catch(() => {}); // only a head start: the first frame asks again and reports
    if ((await cameraAllowed()) && !document.hidden) await this.start();
  }

  /** Switch the camera on and read until it is hidden or lost. */
  async start() {
    await this.#run(() => this.camera.start());
  }

  async #run(open) {
    this.#stopFrames();
    this.#state("starting", this.text("starting"));
    const problem = await open();
    if (problem) return this.#fail(problem);
    if (!this.camera.running) return; // overtaken: hidden, or another camera chosen meanwhile
    const startHadFocus = document.activeElement === this.part("start");
    this.#state("running");
    if (startHadFocus) this.part("view").focus();
    this.#stopFrames = watchFrames(this.camera.video, (frame) => this.#read(frame));
    await this.#showControls();
  }

  async #read(frame) {
    let text;
    try {
      text = await decode(frame);
    } catch {
      this.#fail("reader");
      return;
    }
    if (text !== null && this.camera.running) this.onText(text);
  }

  #fail(problem) {
    this.#stopFrames();
    this.camera.stop();
    const impossible = problem === "insecure" || problem === "unsupported";
    this.#state(impossible ? "impossible" : "failed", this.text(problem));
    if (impossible) this.part("notice").after(this.part("photo-choice")); // the photo takes the camera's place
  }

  #state(state, notice = "") {
    this.root.dataset.camera = state;
    this.part("notice").textContent = notice;
    this.part("start").hidden = !["idle", "failed"].includes(state);
    if (state !== "running") {
      this.part("torch").hidden = true;
      this.part("camera-choice").hidden = true;
    }
  }

  async #showControls() {
    const torch = this.part("torch");
    torch.hidden = !this.camera.hasTorch;
    torch.setAttribute("aria-pressed", "false");
    const found = await cameras();
    if (!this.camera.running) return;
    this.part("cameras").replaceChildren(
      ...found.map(({ id, label }, index) => new Option(label || `${index + 1}`, id, false, id === this.camera.deviceId)),
    );
    this.part("camera-choice").hidden = found.length < 2;
  }

  async #toggleTorch() {
    const torch = this.part("torch");
    const on = await this.camera.setTorch(torch.getAttribute("aria-pressed") !== "true");
    torch.setAttribute("aria-pressed", String(on));
  }

  /** Leave the camera while nobody looks: it costs battery, and its light would worry people. */
  #onVisibility() {
    if (document.hidden) {
      this.#resume = ["running", "starting"].includes(this.root.dataset.camera);
      if (!this.#resume) return;
      this.#stopFrames();
      this.camera.stop();
      this.#state("idle");
    } else if (this.#resume) {
      this.#resume = false;
      this.start();
    }
  }
}
