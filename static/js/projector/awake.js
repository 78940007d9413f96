// How does the screen stay on, with nothing on it but the event?

const IDLE = 3000; // milliseconds

/** Keeps the display from going dark. The browser drops it with every hidden page, and may refuse it on battery. */
export function keepAwake() {
  const ask = () => document.hidden || navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", ask);
  ask();
}

/** @param {HTMLElement} element that is marked while nobody moves the pointer */
export function hideIdlePointer(element) {
  let timer = 0;
  const stir = () => {
    element.classList.remove("is-idle");
    clearTimeout(timer);
    timer = setTimeout(() => element.classList.add("is-idle"), IDLE);
  };
  for (const kind of ["pointermove", "pointerdown", "keydown"]) addEventListener(kind, stir, { passive: true });
  stir();
}
