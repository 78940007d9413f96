/**
 * What does a scanned or typed text mean: a badge of ours, a short code, or something foreign?
 *
 * The server reads codes by the same rules and has the last word; reading them here keeps foreign texts on this
 * device, and names them at once. Nothing that is read is ever opened.
 */

const SIGN = "[ABCDEFGHJKMNPQRSTUVWXYZ23456789]"; // no O and 0, no I, 1 and L
const ADDRESS = new RegExp(`^(.*)/(b|t)/(${SIGN}{26})/?$`, "i"); // of a badge, or of a table
const BADGE_CODE = new RegExp(`^${SIGN}{26}$`, "i");
const SHORT_CODE = new RegExp(`^${SIGN}{8}$`, "i");
const SEPARATORS = /[\s\-\u2010-\u2014]/g;
const LONGEST_INPUT = 2000;
const LONGEST_SHOWN = 60;

// A hand scanner types on an American keyboard: "https://a-y/b/" arrives on a German one as "httpsÖ--aßz-b-".
const GARBLED_ADDRESS = /^https?ö--/i;
const FROM_GERMAN_KEYBOARD = { ö: ":", Ö: ":", "-": "/", ß: "-", y: "z", z: "y", Y: "Z", Z: "Y" };

/**
 * @typedef {{type: "badge", code: string} | {type: "short", code: string} | {type: "table", code: string, shown: string}
 *   | {type: "foreign", shown: string}} Reading
 */

/**
 * Say what a text means.
 *
 * @param {string} text - what a QR code held, or what somebody typed
 * @param {string} badgeBase - the address that badges of this installation begin with, such as `https://meet.example`;
 *   http and https count as the same place, since a badge may have been printed before the certificate came
 * @returns {Reading} the code in upper case, or the foreign text made harmless and short
 */
export function readCode(text, badgeBase) {
  let trimmed = text.length > LONGEST_INPUT ? "" : text.trim();
  if (GARBLED_ADDRESS.test(trimmed)) {
    trimmed = trimmed.replace(/[öß\-yz]/gi, (sign) => FROM_GERMAN_KEYBOARD[sign]);
  }
  const addressed = codeInAddress(trimmed, badgeBase);
  if (addressed?.kind === "t") return { type: "table", code: addressed.code, shown: shorten(text) };
  if (addressed) return { type: "badge", code: addressed.code };

  const signs = trimmed.replace(SEPARATORS, "");
  if (BADGE_CODE.test(signs)) return { type: "badge", code: signs.toUpperCase() };
  if (SHORT_CODE.test(signs)) return { type: "short", code: signs.toUpperCase() };
  return { type: "foreign", shown: shorten(text) };
}

/**
 * Leave out what stood in a field already when a hand scanner typed an address behind it.
 *
 * @param {string} typed - what stands in the field
 * @returns {string} the last address in it; all of it where there is none
 */
export function lastTyped(typed) {
  const at = Math.max(typed.search(/https?:\/\/(?!.*https?:\/\/)/i), typed.search(/https?ö--(?!.*https?ö--)/i));
  return (at > 0 ? typed.slice(at) : typed).trim();
}

/** Take the code of a badge or table out of an address of ours; null when it is not ours or leads elsewhere. */
function codeInAddress(text, badgeBase) {
  const address = parse(text);
  const base = parse(badgeBase);
  if (!address || !base || address.host !== base.host || address.username || address.password) return null;
  const match = ADDRESS.exec(address.pathname);
  const prefix = base.pathname.replace(/\/$/, "");
  if (!match || match[1].toLowerCase() !== prefix.toLowerCase()) return null;
  return { kind: match[2].toLowerCase(), code: match[3].toUpperCase() };
}

/** Parse a web address; null for anything else. */
function parse(text) {
  try {
    const address = new URL(text);
    return /^https?:$/.test(address.protocol) ? address : null;
  } catch {
    return null;
  }
}

/** Make a foreign text fit to be shown: one line, short, without signs that hide or turn the rest round. */
function shorten(text) {
  const visible = text.slice(0, LONGEST_INPUT).replace(/[\p{C}\p{Z}\s]+/gu, " ").trim();
  const signs = Array.from(visible);
  return signs.length > LONGEST_SHOWN ? `${signs.slice(0, LONGEST_SHOWN - 1).join("")}…` : visible;
}
