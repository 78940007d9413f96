/** Which part of the camera's picture is decoded, and how often? */

const PER_SECOND = 12;
// Larger frames cost time on old phones; smaller ones lose the badge held at arm's length.
const LONGEST_SIDE = 1280;

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
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let timer = 0;
  let stopped = false;

  async function next() {
    const started = performance.now();
    const frame = takeFrame(video, canvas, context);
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

/** Copy the visible part of the video; null while the camera has not delivered anything. */
function takeFrame(video, canvas, context) {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !video.videoWidth) return null;
  const part = visiblePart(video.videoWidth, video.videoHeight, video.clientWidth, video.clientHeight);
  const shrink = Math.min(1, LONGEST_SIDE / Math.max(part.width, part.height));
  const width = Math.max(1, Math.round(part.width * shrink));
  const height = Math.max(1, Math.round(part.height * shrink));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.drawImage(video, part.x, part.y, part.width, part.height, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
