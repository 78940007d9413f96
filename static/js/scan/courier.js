/** As whom, and with which token, does this page send its scans? */

import { sendScan } from "./submit.js";

const TIMEOUT = 8000;

/** Brings scans to the server in the name of one person, and never in that of somebody who signed in later. */
export class Courier {
  #token;

  /**
   * @param {{scanUrl: string, sessionUrl?: string, token: string, key?: string}} to - where scans go; where a fresh
   *   token comes from, if anywhere; the page's own token, empty on the page without network; whose scans they are
   */
  constructor({ scanUrl, sessionUrl, token, key }) {
    Object.assign(this, { scanUrl, sessionUrl, key });
    this.#token = token;
  }

  /**
   * Send a scan once, with a second try where only the token was too old.
   *
   * @param {import("./submit.js").Scan} scan - the same object at every try
   * @returns {Promise<import("./submit.js").Outcome>} what came of it
   */
  async send(scan) {
    if (!this.sessionUrl) return this.#post(scan);
    let problem = this.#token ? null : await this.#renew();
    let outcome = problem ?? (await this.#post(scan));
    if (!problem && outcome.reason === "outdated") {
      problem = await this.#renew();
      outcome = problem ?? (await this.#post(scan));
    }
    return waitsForOwner(outcome);
  }

  /**
   * Ask something that is not a scan, with a second try where only the token was too old.
   *
   * @param {string} url - where to
   * @param {object} body - sent as JSON
   * @returns {Promise<object|null>} what was said, also by a refusal; null without an answer that can be read
   */
  async ask(url, body) {
    if (!this.#token && (await this.#renew())) return null;
    let answer = await postJson(url, body, this.#token);
    if (answer?.error === "csrf" && !(await this.#renew())) answer = await postJson(url, body, this.#token);
    return typeof answer?.text === "string" ? { people: [], ...answer } : null;
  }

  #post(scan) {
    return sendScan(scan, { url: this.scanUrl, csrfToken: this.#token, key: this.key, timeout: TIMEOUT });
  }

  /** Ask who is signed in now; null when it is the one whose scans these are. */
  async #renew() {
    this.#token = "";
    const later = (reason) => ({ state: "later", reason, wait: 0 });
    let answer;
    try {
      const response = await fetch(this.sessionUrl, {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT),
      });
      if (response.status === 401) return { state: "rejected", reason: "signed-out" };
      if (response.status === 404) return { state: "rejected", reason: "missing" };
      if (!response.ok) return later(response.type === "opaqueredirect" ? "offline" : "server");
      answer = await response.json();
    } catch {
      return later("offline");
    }
    this.key ||= answer.scanner;
    if (answer.scanner !== this.key) return { state: "rejected", reason: "other-person" };
    this.#token = answer.csrf_token;
    return null;
  }
}

async function postJson(url, body, token) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return await response.json();
  } catch {
    return null;
  }
}

/** Without the right person signed in a scan is not lost: it waits until they are back. */
function waitsForOwner(outcome) {
  const { state, reason } = outcome;
  if (state !== "rejected" || !["signed-out", "other-person"].includes(reason)) return outcome;
  return { state: "later", reason, wait: 0 };
}
