/** How does an answer of the door sound and feel? Each can be switched off; this device remembers it. */

const NAME = "eventapp-door-signals";
// Pairs of a pitch in hertz and a length in milliseconds: up is in, down is out, the same twice is "look", low is "stop".
const TONES = {
  new: [[660, 90], [990, 140]],
  known: [[660, 90], [440, 140]],
  hint: [[587, 120], [0, 60], [587, 120]],
  refused: [[196, 420]],
};
const LOUDNESS = 0.25;
const FADE = 0.012; // seconds; a tone that begins or ends at once clicks

/** Sound of the answers, and the two switches. */
export class Signals {
  #audio = null;

  /** @param {HTMLElement} root - holds a button `data-signal` for "sound" and one for "vibration" */
  constructor(root) {
    this.wanted = { sound: true, vibration: true, ...stored() };
    for (const button of root.querySelectorAll("[data-signal]")) this.#bring(button);
  }

  #bring(button) {
    const name = button.dataset.signal;
    if (name === "vibration" && !navigator.vibrate) return; // laptops and iPhones have none: no switch for it
    button.hidden = false;
    button.setAttribute("aria-pressed", String(this.wanted[name]));
    button.addEventListener("click", () => {
      this.wanted[name] = !this.wanted[name];
      button.setAttribute("aria-pressed", String(this.wanted[name]));
      store(this.wanted);
      if (name === "sound") this.play("new");
    });
  }

  /** @returns {boolean} whether answers may let the device buzz */
  get vibrates() {
    return this.wanted.vibration;
  }

  /**
   * Play the tones of an answer. Never throws: a door without sound is still a door.
   *
   * @param {string} kind - of the answer, as the panel colours it
   */
  async play(kind) {
    if (!this.wanted.sound || !(kind in TONES) || !navigator.userActivation?.hasBeenActive) return;
    try {
      this.#audio ??= new AudioContext();
      if (this.#audio.state === "suspended") await this.#audio.resume();
      let at = this.#audio.currentTime;
      for (const [pitch, length] of TONES[kind]) {
        if (pitch) this.#tone(pitch, at, length / 1000);
        at += length / 1000;
      }
    } catch {
      this.#audio = null; // no loudspeaker
    }
  }

  #tone(pitch, at, length) {
    const source = new OscillatorNode(this.#audio, { type: "triangle", frequency: pitch });
    const volume = new GainNode(this.#audio, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(LOUDNESS, at + FADE);
    volume.gain.setValueAtTime(LOUDNESS, at + length - FADE);
    volume.gain.linearRampToValueAtTime(0, at + length);
    source.connect(volume).connect(this.#audio.destination);
    source.start(at);
    source.stop(at + length);
  }
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(NAME)) ?? {};
  } catch {
    return {}; // a browser that keeps nothing, or something foreign
  }
}

function store(wanted) {
  try {
    localStorage.setItem(NAME, JSON.stringify(wanted));
  } catch {
    // chosen for this page only
  }
}
