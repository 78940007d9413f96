/** What does the QR code in this picture say? */

import {
  prepareZXingModule,
  purgeZXingModule,
  readBarcodes,
} from "../../vendor/zxing-wasm/reader/index.js";

const WASM = new URL("../../vendor/zxing-wasm/zxing_reader.wasm", import.meta.url).href;
// Without tryHarder a badge in a dim hall is not found; with it a frame costs a few milliseconds more.
const OPTIONS = {
  formats: ["QRCodeModel2"],
  tryHarder: true,
  tryInvert: true,
  tryDownscale: true,
  maxNumberOfSymbols: 1,
  textMode: "Plain",
};

let ready = null;

/**
 * Load the decoder once; after a failure (no network) the next call tries again.
 *
 * @returns {Promise<void>} settled when pictures can be decoded
 */
export function prepareDecoder() {
  ready ??= load();
  return ready;
}

async function load() {
  try {
    await prepareZXingModule({
      overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? WASM : prefix + path) },
      fireImmediately: true,
    });
  } catch (error) {
    forget();
    throw error;
  }
}

function forget() {
  ready = null;
  purgeZXingModule();
}

/**
 * Read the QR code in a picture.
 *
 * @param {ImageData} picture - a camera frame or a photo
 * @returns {Promise<string|null>} its text, or null when there is none to be read
 */
export async function decode(picture) {
  await prepareDecoder();
  const [found] = await readBarcodes(picture, OPTIONS);
  return found?.isValid ? found.text : null;
}
