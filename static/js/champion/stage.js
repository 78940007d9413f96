// Does the stage show the latest state? It asks every few seconds and swaps its content when that has changed.

const EVERY = 3000; // milliseconds

let shown = document.querySelector("main").innerHTML;

async function refresh() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
    if (!response.ok) return; // the hall goes on seeing what it saw
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const next = page.querySelector("main");
    if (!next || next.innerHTML === shown) return;
    shown = next.innerHTML;
    document.querySelector("main").replaceWith(document.adoptNode(next));
  } catch {
    // without network nothing changes
  }
}

setInterval(refresh, EVERY);
