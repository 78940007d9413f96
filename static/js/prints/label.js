/**
 * Print one label as soon as it can be seen as it is meant, and give the window back.
 *
 * A browser started with --kiosk-printing prints without asking.
 */

const button = document.querySelector("[data-print]");
button.addEventListener("click", () => print());
// Where the desk has opened this window; any other the browser leaves open, and complains.
addEventListener("afterprint", () => opener && close());
await document.fonts.ready;
print();
