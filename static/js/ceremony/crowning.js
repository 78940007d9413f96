// How do the hall's screens and phones learn what the hall has just seen? The page tells the server, as soon as it can.

const AGAIN = 5000; // milliseconds

/** Announces the result once, when the champion is named. */
export class Crowning {
  /** @param {DOMStringMap} data of the page: where to, and texts @param {HTMLElement} status */
  constructor({ crownUrl, csrfToken, textCrowned, textWaiting, textRefused }, status) {
    Object.assign(this, { crownUrl, csrfToken, textCrowned, textWaiting, textRefused, status });
  }

  #isUnderway = false;

  /** Tells the server; without network again and again. Whoever pressed further has the button on the page Champion. */
  async announce() {
    if (!this.crownUrl || this.#isUnderway) return;
    this.#isUnderway = true;
    for (let said; !said; ) {
      said = await this.#tell();
      this.status.textContent = said || this.textWaiting;
      if (!said) await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
  }

  async #tell() {
    try {
      const headers = { Accept: "application/json", "X-CSRFToken": this.csrfToken };
      const response = await fetch(this.crownUrl, { method: "POST", headers, redirect: "error" });
      if (response.status >= 500) return "";
      const { outcome } = response.ok ? await response.json() : {};
      return outcome === "done" || outcome === "already_done" ? this.textCrowned : this.textRefused;
    } catch {
      return "";
    }
  }
}
