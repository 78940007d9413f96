/** Whoever is let in by the camera gets their label at once, where the desk wants that. */

import { printHere } from "../prints/here.js";

const scanner = document.querySelector("[data-scanner]");
const { labelUrl, anyUid } = document.querySelector("[data-labels]").dataset;

scanner.addEventListener("scan:answer", async ({ detail }) => {
  if (detail.verdict !== "in" || !detail.uid) return;
  const token = scanner.querySelector("[name=csrf_token]").value;
  const printed = await printHere(labelUrl.replace(anyUid, encodeURIComponent(detail.uid)), token, { unlessPrinted: true });
  document.querySelector('[data-part="label-failed"]').hidden = printed;
});
