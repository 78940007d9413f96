// How does the page outlive a night without network, and a server that was updated or set back?

const FIRST = 2_000; // milliseconds
const LONGEST = 60_000;
const TIMEOUT = 10_000;
let waits = false;

/**
 * Loads the page anew, but only when the server has just given it: a browser that loads without network shows a page of
 * its own, and that one never comes back.
 * @param {string} url @param {string} [unlike] version that the new page must not have
 */
export async function reloadWhenReachable(url, unlike = "") {
  if (waits) return;
  waits = true;
  for (let wait = FIRST; !(await isThere(url, unlike)); wait = Math.min(LONGEST, 2 * wait)) {
    await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
  }
  location.reload();
}

async function isThere(url, unlike) {
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(TIMEOUT) });
    const page = await response.text();
    return response.ok && (!unlike || !page.includes(`data-version="${unlike}"`));
  } catch {
    return false;
  }
}

/** Lets the service worker keep this page, so that a browser that starts without network has something to show. */
export async function keepShell(worker, shell) {
  await navigator.serviceWorker.register(worker, { updateViaCache: "none" });
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ keep: shell });
}
