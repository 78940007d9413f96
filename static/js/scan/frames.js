/** Which part of the camera's picture is decoded, and how often? */

const PER_SECOND = 12;
// Larger frames cost time on old phones; smaller ones lose the badge held at arm's length.
const LONGEST_SIDE = 1280;
// A small code is found when its middle is enlarged, and in the dark the grain is smoothed away by that; a code that
// fills the picture only as a whole. Which it will be, nobody knows: the looks take turns.
const ZOOMS = [1, 2, 1, 3];

/**
 * Find the part of a video that `object-fit: cover` shows: what the person aims at is what is decoded.
 *
 * @param {number} width - of the video, pixels
 * @param {number} height - of the video, pixels
 * @param {number} boxWidth - of the box on screen; 0 when it is not shown
 * @param {number} boxHeight - of the box on screen
 * @returns {{x: number, y: number, width: number, height: number}} the part, in pixels of the video
 */
export function visiblePart(width, height, boxWidth, boxHeight) {
  if (!boxWidth || !boxHeight) return { x: 0, y: 0, width, height };
  const scale = Math.max(boxWidth / width, boxHeight / height);
  const part = { width: Math.round(boxWidth / scale), height: Math.round(boxHeight / scale) };
  return { x: Math.round((width - part.width) / 2), y: Math.round((height - part.height) / 2), ...part };
}

/**
 * Hand out frames of a running video until stopped. The next frame is taken only when the last one is done, so a
 * slow phone gets fewer frames and never a queue of old ones.
 *
 * @param {HTMLVideoElement} video - with a camera's stream
 * @param {(frame: ImageData) => Promise<void>} onFrame - decodes one frame
 * @returns {() => void} stops it
 */
export function watchFrames(video, onFrame) {
  const looks = new Looks();
  let timer = 0;
  let stopped = false;

  async function next() {
    const started = performance.now();
    const frame = takeFrame(video, looks);
    if (frame) await onFrame(frame);
    if (stopped) return;
    timer = setTimeout(next, Math.max(0, 1000 / PER_SECOND - (performance.now() - started)));
  }

  next();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** Pictures of what the person aims at, each time looked at as closely as is its turn. */
export class Looks {
  #canvas = document.createElement("canvas");
  #context = this.#canvas.getContext("2d", { willReadFrequently: true });
  #taken = 0;

  /**
   * Take the next picture.
   *
   * @param {CanvasImageSource} source - a video's present picture, or any other one
   * @param {{x: number, y: number, width: number, height: number}} part - what of it is looked at, in its pixels
   * @returns {ImageData} of the same size each time
   */
  take(source, part) {
    const shrink = Math.min(1, LONGEST_SIDE / Math.max(part.width, part.height));
    const width = Math.max(1, Math.round(part.width * shrink));
    const height = Math.max(1, Math.round(part.height * shrink));
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    const near = middle(part, ZOOMS[this.#taken % ZOOMS.length]);
    this.#taken += 1;
    this.#context.drawImage(source, near.x, near.y, near.width, near.height, 0, 0, width, height);
    return this.#context.getImageData(0, 0, width, height);
  }
}

/** The middle of a part, so many times smaller. */
function middle(part, zoom) {
  const [width, height] = [part.width / zoom, part.height / zoom];
  return { x: part.x + (part.width - width) / 2, y: part.y + (part.height - height) / 2, width, height };
}

/** Take the visible part of the video; null while the camera has not delivered anything. */
function takeFrame(video, looks) {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !video.videoWidth) return null;
  return looks.take(video, visiblePart(video.videoWidth, video.videoHeight, video.clientWidth, video.clientHeight));
}
