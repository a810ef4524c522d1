/** Light or dark as the device wishes; loaded before the page is drawn, so that nothing flashes. */

const wish = matchMedia("(prefers-color-scheme: dark)");

function follow(): void {
  document.documentElement.setAttribute("data-bs-theme", wish.matches ? "dark" : "light");
}

follow();
wish.addEventListener("change", follow);
