/** What does the QR code in a photo say, where the page itself may not use the camera? */

import { decode } from "./decoder.js";

const LONGEST_SIDE = 1600;

/**
 * Read the QR code in a photo.
 *
 * @param {Blob} file - from an `<input type="file">`
 * @returns {Promise<{text: string|null, problem: "unreadable"|"no-code"|"reader"|null}>} the text, or why there is
 *   none: the file is no picture, there is no code in it, or the decoder could not be loaded
 */
export async function readPhoto(file) {
  let picture;
  try {
    picture = await pixels(file);
  } catch {
    return { text: null, problem: "unreadable" };
  }
  try {
    const text = await decode(picture);
    return { text, problem: text === null ? "no-code" : null };
  } catch {
    return { text: null, problem: "reader" };
  }
}

/** Decode and shrink a photo: phones deliver 12 megapixels, of which the code needs few. */
async function pixels(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const shrink = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * shrink));
    canvas.height = Math.max(1, Math.round(bitmap.height * shrink));
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  } finally {
    bitmap.close();
  }
}
