// How large can words be, so that all of them can be seen?

const SMALLEST = 0.35;
const SPARE = 0.98; // widths are told in whole pixels

/** Makes the letters of a step smaller until it fits, each word on one line. @param {HTMLElement} step */
export function fit(step) {
  step.classList.add("is-fitted"); // no word is broken meanwhile
  let [low, high] = [SMALLEST, 1];
  step.style.setProperty("--fit", "1");
  if (fits(step)) low = 1;
  for (let i = 0; low < 1 && i < 7; i++) {
    const middle = (low + high) / 2;
    step.style.setProperty("--fit", String(middle));
    if (fits(step)) low = middle;
    else high = middle;
  }
  step.style.setProperty("--fit", String(low < 1 ? SPARE * low : 1));
  step.classList.remove("is-fitted");
}

/** Neither higher than its place, nor a single word wider than its column. */
function fits(step) {
  const { top, bottom } = step.getBoundingClientRect();
  const parts = [...step.querySelectorAll("*")].filter((part) => part.checkVisibility() && getComputedStyle(part).display !== "inline");
  return parts.every((part) => {
    const box = part.getBoundingClientRect();
    return box.top >= top - 1 && box.bottom <= bottom + 1 && part.scrollWidth <= part.clientWidth;
  });
}
