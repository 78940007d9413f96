/**
 * How is a label printed without leaving the page, and without a window that a browser would not open unasked?
 *
 * It is put into this page for as long as it is printed, and nothing else of the page is.
 */

const NO_CONTENT = 204;
const NEEDLESS = "needless";

let turn = Promise.resolve(true);

/**
 * Keep that a label is printed, and print it; one after the other.
 *
 * @param {string} url - takes a POST and leads to the label's page
 * @param {string} csrfToken - of the page
 * @param {object} [only] - when
 * @param {boolean} [only.unlessPrinted] - whoever has a badge that says the same gets no second one
 * @returns {Promise<boolean>} whether it went to the printer, or need not
 */
export function printHere(url, csrfToken, { unlessPrinted = false } = {}) {
  const fields = { csrf_token: csrfToken, ...(unlessPrinted && { unless_printed: "y" }) };
  turn = turn.then(() => fetchLabel(url, fields)).then(print, () => false);
  return turn;
}

/** Fetch the page of a label; NEEDLESS for whoever has one, null for want of a printer or of a sign-in. */
async function fetchLabel(url, fields) {
  const response = await fetch(url, {
    method: "POST",
    headers: { Accept: "text/html" },
    body: new URLSearchParams(fields),
    credentials: "same-origin",
  });
  if (response.status === NO_CONTENT) return NEEDLESS;
  if (!response.ok) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const label = page.querySelector(".label");
  return label && { label, sheets: [...page.querySelectorAll("link[data-of-label]")] };
}

async function print(found) {
  if (!found || found === NEEDLESS) return found === NEEDLESS;
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
