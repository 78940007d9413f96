/** How does a door speak with the server, and what does it hear? */

const PATIENCE = 2500; // milliseconds for somebody who stands there; then the door answers by itself
const TIMEOUT = 10_000;
const GONE = new Set(["not_paired", "revoked", "ended"]);

/**
 * @typedef {{state: "answered", answer: object} | {state: "gone", why: string, text: string}
 *   | {state: "rejected", text: string} | {state: "later"}} Outcome `gone`: this device is no door any more; `rejected`:
 *   a request that no further try changes; `text` says what is wrong with what was typed, if that is it
 */

/** The server as one device sees it. */
export class Server {
  #token = "";

  /** @param {string} url - of the device's page; the other addresses begin with it */
  constructor(url) {
    this.url = url;
    this.tag = ""; // of the roster that is held
    this.offset = 0; // milliseconds by which this device's clock is behind the server's
  }

  /** @returns {Date} the present moment by the server's clock, as well as it is known */
  now() {
    return new Date(Date.now() + this.offset);
  }

  /** Ask for the token, and by the way how far the clocks are apart. */
  async session() {
    const asked = Date.now();
    const outcome = await this.#ask("/session", {}, TIMEOUT);
    if (outcome.state !== "answered") return outcome;
    const { csrf_token: token, now } = outcome.answer;
    if (!token) return { state: "later" };
    this.#token = token;
    this.offset = Math.round(Date.parse(now) - (asked + Date.now()) / 2);
    return outcome;
  }

  /** The roster; `answer` is null where the one held is right still. */
  roster() {
    return this.#ask("/roster", this.tag ? { headers: { "If-None-Match": this.tag } } : {}, TIMEOUT);
  }

  /** Send one passing, or a walk-in; `patient` where nobody waits for the answer. */
  async redeem(passing, patient) {
    return this.#post(passing.walk_in ? "/walk-in" : "", passing, patient ? TIMEOUT : PATIENCE);
  }

  /** Say how many entries wait. */
  async seen(waiting) {
    return this.#post("/seen", { waiting: String(waiting) }, TIMEOUT);
  }

  async #post(path, body, timeout) {
    for (let tries = 0; ; tries += 1) {
      if (!this.#token) {
        const opened = await this.session();
        if (opened.state !== "answered") return opened;
      }
      const sent = JSON.stringify({ ...body, sent_at: new Date().toISOString() });
      const headers = { "Content-Type": "application/json", "X-CSRFToken": this.#token };
      const outcome = await this.#ask(path, { method: "POST", headers, body: sent }, timeout);
      if (outcome.state !== "outdated") return outcome;
      this.#token = "";
      if (tries) return { state: "later" };
    }
  }

  async #ask(path, options, timeout) {
    try {
      const response = await fetch(this.url + path, {
        ...options,
        headers: { Accept: "application/json", ...options.headers },
        credentials: "same-origin",
        redirect: "manual",
        signal: AbortSignal.timeout(timeout),
      });
      if (response.status === 304) return { state: "answered", answer: null };
      const body = JSON.parse(await response.text());
      if (path === "/roster" && response.ok) this.tag = response.headers.get("ETag") ?? "";
      return outcomeOf(response.status, body);
    } catch {
      return { state: "later" }; // no network, or what answered is the sign-in page of the venue's Wi-Fi
    }
  }
}

function outcomeOf(status, body) {
  if (status === 401 && GONE.has(body.error)) return { state: "gone", why: body.error, text: body.text };
  if (body.verdict || status < 300) return { state: "answered", answer: body };
  if (body.error === "csrf") return { state: "outdated" };
  if (status === 429 || status >= 500) return { state: "later" };
  return { state: "rejected", text: body.error === "invalid" ? body.text : "" };
}
