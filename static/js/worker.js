/**
 * Which pages open without network? The scanner, and a badge that the camera app has opened: both as the scan page that
 * is kept here, the same for everybody. A screen of the hall, as the page that is still empty; and the door of a borrowed
 * phone. No page with a name in it is ever kept, and nothing that is sent passes here.
 *
 * `/sw.js` names the version of everything under static/ and loads this file. So it is another script, with another
 * cache, whenever anything there changes.
 */

"use strict";

const CACHE = `scanner-${self.version}`;
const SCAN_PAGE = /\/events\/[^/]+\/scan$/;
const SCREEN = /\/projector\/[^/]+$/;
const SCAN_SHELL = /\/events\/[^/]+\/scan\/shell$/;
const DOOR = /\/events\/[^/]+\/gate$/;
const SHELL = /(\/events\/[^/]+\/(scan|gate)|\/projector\/[^/]+)\/shell$/;
const BADGE = /\/b\/[a-z0-9]{26}\/?$/i;
const FILE = /\/static\/[0-9a-f]+\//;
const IN_SHELL = /"([^"]*\/static\/[0-9a-f]+\/[^"#]+)/g;
// After this many milliseconds the kept page is shown instead: it scans as well, and sends when it can. A badge's own
// page says whose it is, which is worth more waiting; and a screen of the hall stands there all day.
const PATIENCE = { scanner: 800, badge: 4000, screen: 10_000 };

self.addEventListener("install", (event) => event.waitUntil(takeOver()));
self.addEventListener("activate", (event) => event.waitUntil(dropOthers()));

self.addEventListener("message", (event) => {
  const { keep: shell } = event.data ?? {};
  if (SHELL.test(shell)) event.waitUntil(keep(shell));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (SCAN_PAGE.test(pathname)) event.respondWith(pageOr(keptPage(`${pathname}/shell`), request, PATIENCE.scanner));
    else if (SCREEN.test(pathname)) event.respondWith(pageOr(keptPage(`${pathname}/shell`), request, PATIENCE.screen));
    else if (DOOR.test(pathname)) event.respondWith(pageOr(keptPage(`${pathname}/shell`), request, PATIENCE.scanner));
    else if (BADGE.test(pathname)) event.respondWith(pageOr(latestPage(), request, PATIENCE.badge));
  } else if (FILE.test(pathname)) {
    event.respondWith(keptFile(request));
  }
});

/** What the network gives; the kept page where that is nothing, an error of the server, or too slow. */
async function pageOr(finding, request, patience) {
  const fetching = fetch(request);
  fetching.catch(() => {}); // told below; the kept page is looked up first
  const kept = await finding;
  if (!kept) return fetching;
  const fetched = fetching.then((page) => (page.status >= 500 ? kept : page)).catch(() => kept);
  const late = new Promise((resolve) => setTimeout(resolve, patience, kept));
  return Promise.race([fetched, late]);
}

async function keptPage(shell) {
  const cache = await caches.open(CACHE);
  return cache.match(shell, { ignoreVary: true });
}

/** The scanner used last: which event a badge belongs to, its code does not say. */
async function latestPage() {
  const shells = (await keptShells(CACHE)).filter((address) => SCAN_SHELL.test(address));
  return shells.length ? keptPage(shells.at(-1)) : undefined;
}

/** A file under its hash never changes, so what is kept is right. */
async function keptFile(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** The addresses of the pages in a cache, the one kept last at the end. */
async function keptShells(name) {
  const cache = await caches.open(name);
  const addresses = (await cache.keys()).map((request) => new URL(request.url).pathname);
  return addresses.filter((address) => SHELL.test(address));
}

/** Keep a scan page or a screen with all that it loads, or nothing. */
async function keep(shell) {
  const response = await fetch(shell, { credentials: "same-origin", headers: { Accept: "text/html" } });
  if (response.status >= 500) throw new Error(`${shell} answered ${response.status}`);
  if (response.status !== 200 || response.redirected) return; // signed out, or the event is gone
  const page = await response.clone().text();
  const cache = await caches.open(CACHE);
  const files = new Set([...page.matchAll(IN_SHELL)].map(([, file]) => file));
  await Promise.all([...files].map((file) => keepFile(cache, file)));
  await cache.put(shell, response); // in place of the one before: at no moment is there none
}

async function keepFile(cache, file) {
  if (!(await cache.match(file, { ignoreVary: true }))) await cache.add(file);
}

/** A new version keeps what the one before it kept, before it replaces it; without network that one stays. */
async function takeOver() {
  for (const name of await otherCaches()) {
    for (const shell of await keptShells(name)) await keep(shell);
  }
  await self.skipWaiting();
}

async function dropOthers() {
  for (const name of await otherCaches()) await caches.delete(name);
  await self.clients.claim();
}

async function otherCaches() {
  return (await caches.keys()).filter((name) => name !== CACHE);
}
