/** How long is it still? The server says it every few seconds; in between this page counts by itself. */

const EVERY = 250; // milliseconds

let shown = null;
let since = 0;

function tick() {
  const timer = document.querySelector("[data-seconds-left]");
  if (!timer) return;
  if (timer !== shown) {
    shown = timer; // the server has spoken again
    since = performance.now();
  }
  const passed = Math.floor((performance.now() - since) / 1000);
  const left = Math.max(0, Number(timer.dataset.secondsLeft) - passed);
  const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  if (timer.textContent !== text) timer.textContent = text;
}

setInterval(tick, EVERY);
