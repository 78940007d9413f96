/** Which camera is on, and why is none? */

// 1080 lines show a 30 mm code from 60 cm; the phone's own camera app manages no more without zoom.
const RESOLUTION = { width: { ideal: 1920 }, height: { ideal: 1080 } };
const REMEMBERED = "scan-camera";

/** @typedef {"insecure" | "unsupported" | "denied" | "none" | "busy"} CameraProblem */

/** One camera, shown in one video element. */
export class Camera {
  #track = null;
  #wanted = 0;

  /**
   * @param {HTMLVideoElement} video - shows what the camera sees
   * @param {() => void} onLost - told when the camera goes away by itself, as when its plug is pulled
   */
  constructor(video, onLost) {
    this.video = video;
    this.onLost = onLost;
  }

  /** @returns {boolean} whether a camera is on */
  get running() {
    return this.#track?.readyState === "live";
  }

  /** @returns {string} the device in use; empty when none is */
  get deviceId() {
    return this.#track?.getSettings().deviceId ?? "";
  }

  /** @returns {boolean} whether this camera has a lamp that can be switched */
  get hasTorch() {
    return Boolean(this.#track?.getCapabilities?.().torch);
  }

  /**
   * Switch a camera on: the one named, else the one used last time, else the one on the back.
   *
   * @param {string} [deviceId] - of the camera wanted
   * @returns {Promise<CameraProblem|null>} why it did not work; null when it runs
   */
  async start(deviceId = remembered()) {
    const problem = cameraProblem();
    if (problem) return problem;
    this.stop();
    const ticket = this.#wanted;
    try {
      const stream = await openStream(deviceId);
      if (ticket !== this.#wanted) {
        // Switched off or over to another camera while the browser was still asking for permission.
        stream.getTracks().forEach((track) => track.stop());
        return null;
      }
      [this.#track] = stream.getVideoTracks();
      this.#track.addEventListener("ended", () => this.onLost());
      this.video.srcObject = stream;
      await this.video.play();
      await focusContinuously(this.#track);
    } catch (error) {
      if (ticket !== this.#wanted) return null;
      this.stop();
      return problemOf(error);
    }
    return null;
  }

  /** Switch it off, with its lamp. */
  stop() {
    this.#wanted += 1;
    this.#track?.stop();
    this.#track = null;
    this.video.srcObject = null;
  }

  /**
   * Switch the lamp.
   *
   * @param {boolean} on - wanted state
   * @returns {Promise<boolean>} the state it has now
   */
  async setTorch(on) {
    try {
      await this.#track?.applyConstraints({ advanced: [{ torch: on }] });
      return on;
    } catch {
      return false;
    }
  }

  /**
   * Use one camera now and next time.
   *
   * @param {string} deviceId - from `cameras()`
   * @returns {Promise<CameraProblem|null>} as `start`
   */
  async choose(deviceId) {
    try {
      localStorage.setItem(REMEMBERED, deviceId);
    } catch {
      // A browser that stores nothing asks again next time.
    }
    return this.start(deviceId);
  }
}

/**
 * Say whether this page can have a camera at all. Browsers give none to a page that came over plain http.
 *
 * @returns {CameraProblem|null} null when it can be tried
 */
export function cameraProblem() {
  if (!window.isSecureContext) return "insecure";
  return navigator.mediaDevices?.getUserMedia ? null : "unsupported";
}

/** @returns {Promise<boolean>} whether the browser was told earlier that this page may use the camera */
export async function cameraAllowed() {
  try {
    return (await navigator.permissions.query({ name: "camera" })).state === "granted";
  } catch {
    return false; // older browsers do not know this question
  }
}

/** @returns {Promise<{id: string, label: string}[]>} the cameras; names are known only once one was allowed */
export async function cameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter((device) => device.kind === "videoinput" && device.deviceId)
    .map((device) => ({ id: device.deviceId, label: device.label }));
}

/** Open the wanted camera, or the one on the back when that one is gone or does not work. */
async function openStream(deviceId) {
  const open = (choice) => navigator.mediaDevices.getUserMedia({ audio: false, video: { ...choice, ...RESOLUTION } });
  if (deviceId) {
    try {
      return await open({ deviceId: { exact: deviceId } });
    } catch (error) {
      if (error.name === "NotAllowedError") throw error;
    }
  }
  return open({ facingMode: { ideal: "environment" } });
}

async function focusContinuously(track) {
  if (track.getCapabilities?.().focusMode?.includes("continuous")) {
    await track.applyConstraints({ advanced: [{ focusMode: "continuous" }] }).catch(() => {});
  }
}

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED) ?? "";
  } catch {
    return "";
  }
}

function problemOf(error) {
  if (error.name === "NotAllowedError" || error.name === "SecurityError") return "denied";
  if (error.name === "NotFoundError" || error.name === "OverconstrainedError") return "none";
  return "busy"; // NotReadableError and AbortError: another program holds it, or it failed
}
