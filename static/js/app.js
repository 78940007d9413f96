/** What does every page of an attendee do, so that their phone can scan without network? */

import { countKept, forgetAll, rememberOwner } from "./scan/kept.js";

const { worker, key, scanUrl, shell } = document.getElementById("app").dataset;

/** Let the service worker keep the scan page, once the scanner is used. */
async function keepScanner() {
  await navigator.serviceWorker.register(worker, { updateViaCache: "none" });
  if (!document.querySelector("[data-scanner][data-session-url]")) return;
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ keep: shell });
}

/** Ask before scans are lost by signing out, and leave nothing behind: not every browser heeds Clear-Site-Data. */
function guardSignOut(button) {
  let warned = false;
  button.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const waiting = await countKept().catch(() => 0);
    if (waiting && !warned) {
      warned = true;
      document.querySelector("[data-unsent]").hidden = false;
      document.querySelector("[data-unsent-count]").textContent = waiting;
      return;
    }
    await forgetAll().catch(() => {});
    for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
    button.form.submit();
  });
}

rememberOwner(scanUrl, key).catch(() => {}); // a browser that stores nothing scans with network only
document.querySelectorAll("[data-sign-out]").forEach(guardSignOut);
// Plain http has no service workers, and a private window may refuse them.
navigator.serviceWorker && keepScanner().catch(() => {});
