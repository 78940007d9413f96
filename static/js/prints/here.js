/**
 * How is a label printed without leaving the page, and without a window that a browser would not open unasked?
 *
 * It is put into this page for as long as it is printed, and nothing else of the page is.
 */

let turn = Promise.resolve(true);

/**
 * Keep that a label is printed, and print it; one after the other.
 *
 * @param {string} url - takes a POST and leads to the label's page
 * @param {string} csrfToken - of the page
 * @returns {Promise<boolean>} whether it went to the printer
 */
export function printHere(url, csrfToken) {
  turn = turn.then(() => fetchLabel(url, csrfToken)).then(print, () => false);
  return turn;
}

/** Fetch the page of a label; null where there is none, for want of a printer or of a sign-in. */
async function fetchLabel(url, csrfToken) {
  const response = await fetch(url, {
    method: "POST",
    headers: { Accept: "text/html" },
    body: new URLSearchParams({ csrf_token: csrfToken }),
    credentials: "same-origin",
  });
  if (!response.ok) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const label = page.querySelector(".label");
  return label && { label, sheets: [...page.querySelectorAll("link[data-of-label]")] };
}

async function print(found) {
  if (!found) return false;
  await printLabel(found.label, found.sheets);
  return true;
}

/**
 * Print a label that stands in no page yet.
 *
 * @param {Element} label - the badge, as large as the paper
 * @param {Element[]} sheets - the style sheets that make it so
 */
export async function printLabel(label, sheets) {
  document.querySelectorAll("[data-printed-here]").forEach((element) => element.remove());
  const parts = [...sheets, label].map((element) => document.importNode(element, true));
  const loaded = parts.slice(0, -1).map((sheet) => new Promise((done) => {
    sheet.addEventListener("load", done);
    sheet.addEventListener("error", done);
  }));
  for (const part of parts) part.dataset.printedHere = "";
  document.head.append(...parts.slice(0, -1));
  document.body.append(parts.at(-1));
  await Promise.all([...loaded, document.fonts.ready]);
  addEventListener("afterprint", () => parts.forEach((part) => part.remove()), { once: true });
  window.print();
}
