// Does the stage show the latest state? It asks every few seconds and swaps its content when that has changed.

const EVERY = 3000; // milliseconds
const SURE = 2; // answers in a row that there is no such page: one may be a proxy's

let shown = document.querySelector("main").innerHTML;
let missing = 0;

async function refresh() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
    missing = response.status === 404 ? missing + 1 : 0;
    if (missing === SURE) document.querySelector("main").replaceChildren(); // the address was revoked
    if (!response.ok) return; // the hall goes on seeing what it saw
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const next = page.querySelector("main");
    // Contact tracking was opened again: a screen of the hall shows the network, which needs its own scripts.
    if (page.body.className !== document.body.className) return location.reload();
    if (!next || next.innerHTML === shown) return;
    shown = next.innerHTML;
    document.querySelector("main").replaceWith(document.adoptNode(next));
  } catch {
    // without network nothing changes
  }
}

setInterval(refresh, EVERY);
