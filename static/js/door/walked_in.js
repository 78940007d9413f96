/** What happens by itself right after a walk-in? Their label is printed, and the code for their phone goes in time. */

import { printHere } from "../prints/here.js";

const shown = document.querySelector("[data-walked-in]");
const search = document.querySelector('[data-part="search"]');
const { labelUrl } = shown.dataset;

shown.scrollIntoView({ block: "nearest" }); // on a phone the search field has taken its place

if (labelUrl) {
  const printed = await printHere(labelUrl, document.querySelector("[name=csrf_token]").value);
  shown.querySelector('[data-part="label-failed"]').hidden = printed;
  search.elements.namedItem("q").focus({ preventScroll: true });
}

// The next one in the queue must not find the code of the last one.
for (const [element, happens] of [[search, "input"], [search, "submit"], [document.querySelector('[data-part="people"]'), "submit"]]) {
  element.addEventListener(happens, (event) => {
    if (!event.target.closest("[target=label]") && !event.submitter?.formTarget) shown.remove();
  });
}
