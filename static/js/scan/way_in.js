/** How does a phone that is not signed in read the code on the desk's screen? */

import { readCode } from "./code.js";
import { Viewfinder } from "./viewfinder.js";

const PERSONAL_LINK = /\/p\/[0-9a-f]{40}$/;

/**
 * Take a personal link of this installation out of what was read.
 *
 * @param {string} text - what a QR code held
 * @param {string} base - address of this installation
 * @returns {string|null} its path on this site; null for anything else, which is never opened
 */
export function personalLink(text, base) {
  try {
    const [address, own] = [new URL(text), new URL(base)];
    const isOwn = /^https?:$/.test(address.protocol) && address.host === own.host && !address.username;
    return isOwn && PERSONAL_LINK.test(address.pathname) ? address.pathname : null;
  } catch {
    return null;
  }
}

/**
 * Bring the camera of one page to life, once somebody asks for it.
 *
 * @param {HTMLElement} root - the element with `data-way-in`
 */
function start(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const text = (name) => root.getAttribute(`data-text-${name}`) ?? "";
  const base = root.dataset.badgeBase;

  function take(read) {
    const path = personalLink(read, base);
    if (path) location.assign(path); // its page asks before anybody is signed in
    else part("said").textContent = text(readCode(read, base).type === "foreign" ? "foreign" : "badge");
  }

  part("open").hidden = false;
  part("open").addEventListener("click", async () => {
    part("open").hidden = true;
    const viewfinder = new Viewfinder(root, part, text, take);
    await viewfinder.open();
    if (root.dataset.camera === "idle") await viewfinder.start();
  });
}

document.querySelectorAll("[data-way-in]").forEach(start);
