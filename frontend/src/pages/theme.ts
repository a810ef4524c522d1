/** Light or dark as the device wishes; loaded before the page is drawn, so that nothing flashes. */

const wish = matchMedia("(prefers-color-scheme: dark)");

function follow(): void {
  document.documentElement.setAttribute("data-bs-theme", wish.matches ? "dark" : "light");
}

follow();
wish.addEventListener("change", follow);

/**
 * Mark a trial on pages that are the same bytes for every shop.  Plain HTTP is spoken on the
 * loopback alone, and there every home is a trial; staff pages carry the mark already.
 */
function markTrial(): void {
  if (location.protocol !== "http:" || document.querySelector(".trial")) return;
  const mark = document.createElement("div");
  mark.className = "trial";
  mark.setAttribute("role", "note");
  mark.textContent = "Trial: try everything, but put no real client in it.";
  document.body.prepend(mark);
}

addEventListener("DOMContentLoaded", markTrial);
