/** How does one scan reach the server, and what did the server say? */

const KINDS = new Set(["new", "known", "hint", "refused"]);
const TIMEOUT = 8000;

/**
 * @typedef {{code: string, nonce: string, scanned_at: string}} Scan
 * @typedef {{verdict: string, kind: "new"|"known"|"hint"|"refused", title: string, text: string,
 *   person: {name: string, organisation: string|null}|null, contact_number: number|null}} Answer
 * @typedef {{state: "answered", answer: Answer}
 *   | {state: "rejected", reason: "signed-out"|"other-person"|"forbidden"|"missing"|"outdated"}
 *   | {state: "later", reason: "offline"|"slow"|"busy"|"server"|"signed-out"|"other-person", wait: number}
 *   | {state: "later", reason: "pause", answer: Answer, wait: number} | {state: "gone"}} Outcome
 */

/**
 * Make a scan of a code: one nonce for all its tries, so that the server counts it once.
 *
 * @param {string} code - as `readCode` gave it
 * @returns {Scan} ready to be sent
 */
export function newScan(code) {
  return { code, nonce: newNonce(), scanned_at: new Date().toISOString() };
}

/** @returns {string} a random UUID, also on plain http, where `crypto.randomUUID` does not exist */
export function newNonce() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * Send a scan once. Never throws: whatever happens is an outcome.
 *
 * @param {Scan} scan - the same object at every try
 * @param {{url: string, csrfToken: string, key?: string, timeout?: number}} to - where to, in whose name where several
 *   people may share a phone, and how many milliseconds to wait
 * @returns {Promise<Outcome>} the answer, a refusal that no further try changes, or "later"
 */
export async function sendScan(scan, { url, csrfToken, key, timeout = TIMEOUT }) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken };
  if (key) headers["X-Scanner"] = key;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers,
      // The same clock again: what went by since the scan is right even where the clock is wrong.
      body: JSON.stringify({ ...scan, sent_at: new Date().toISOString() }),
      credentials: "same-origin",
      redirect: "manual", // a redirect is the way to the sign-in page
      signal: abort.signal,
    });
    return await outcomeOf(response);
  } catch {
    return { state: "later", reason: abort.signal.aborted ? "slow" : "offline", wait: 0 };
  } finally {
    clearTimeout(timer);
  }
}

/** Translate a response. A verdict counts whatever its status; only "busy" and broken servers are asked again. */
async function outcomeOf(response) {
  if (response.type === "opaqueredirect") return { state: "rejected", reason: "signed-out" };
  const { status } = response;
  if (status === 429 || status === 503) return await restOf(response);
  if (status >= 500) return { state: "later", reason: "server", wait: 0 };
  const answer = await readAnswer(response);
  if (answer) return { state: "answered", answer };
  if (status === 401) return { state: "rejected", reason: "signed-out" };
  if (status === 403) return { state: "rejected", reason: "forbidden" };
  if (status === 409) return { state: "rejected", reason: "other-person" };
  if (status === 404 || status === 410) return { state: "rejected", reason: "missing" };
  if (status >= 400) return { state: "rejected", reason: "outdated" };
  // A 200 that is no answer of ours is the sign-in page of the venue's Wi-Fi.
  return { state: "later", reason: "offline", wait: 0 };
}

/** Tell a pause, which the server explains in a verdict's words and keeps no scan in, from a server that is busy. */
async function restOf(response) {
  const answer = await readAnswer(response);
  const wait = retryAfter(response);
  return answer ? { state: "later", reason: "pause", answer, wait } : { state: "later", reason: "busy", wait };
}

async function readAnswer(response) {
  let body;
  try {
    body = JSON.parse(await response.text());
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error; // the connection broke in the middle: not an answer, so it is sent again
  }
  return body && KINDS.has(body.kind) && typeof body.title === "string" ? body : null;
}

/** Read how many milliseconds the server wants to be left alone; never more than five minutes. */
function retryAfter(response) {
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 300) * 1000 : 0;
}
