/** What every staff page does: times in the viewer's zone, questions before deeds, looking again. */

import { get } from "../lib/api.ts";
import { localTime } from "../lib/format.ts";

const PAUSE = 5_000;
const AGAIN = 2_000;
const PATIENCE = 30_000;
/** Until when the page that a link or a form asked for is waited for: a reload would break it off. */
let leaving = 0;
/** The beat of a job that has ended, and whose page is closed to this person. */
const OVER = "over";

/** Show each time of the page in the viewer's zone, and UTC on pointing at it. */
function localise(root: ParentNode): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[datetime]")) {
    time.title = time.dateTime;
    time.textContent = localTime(time.dateTime);
  }
}

/** Ask before a form with `data-confirm` is sent. */
function askFirst(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const question = form.dataset.confirm;
  if (question !== undefined && !confirm(question)) event.preventDefault();
}

/** Keep a form from being sent twice, without losing the button that was pressed. */
function sendOnce(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented) return;
  if (form.getAttribute("aria-busy") === "true") event.preventDefault();
  else form.setAttribute("aria-busy", "true");
  leaving = performance.now() + PATIENCE;
  // What comes is saved, and the page stays: it may be asked for once more.
  if (form.dataset.again !== undefined) setTimeout(() => form.removeAttribute("aria-busy"), AGAIN);
}

/** Notice that a link is followed from this page to another. */
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  if (link === null || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey)
    return;
  const stays = link.target === "_blank" || link.getAttribute("href")?.startsWith("#") === true;
  if (!stays) leaving = performance.now() + PATIENCE;
}

/** Look every few seconds whether what the page shows has changed (`data-pulse`, `data-beat`). */
async function watch(page: HTMLElement, address: string): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (document.hidden) continue;
    const beat = await get(address).then(
      (answer) => String(answer.beat),
      () => page.dataset.beat,
    );
    if (performance.now() < leaving || beat === page.dataset.beat || isTyping()) continue;
    if (beat === OVER) location.assign("/?done=over");
    else location.reload();
  }
}

/** Tell whether a reload would take something from the person at this page. */
function isTyping(): boolean {
  const fields = document.querySelectorAll<HTMLInputElement>("main input, main textarea");
  const touched = [...fields].some((field) => field.value !== field.defaultValue);
  return touched || document.activeElement?.matches("main input, main textarea, select") === true;
}

/** Print the page with everything unfolded. */
function printAll(): void {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  print();
}

localise(document);
document.addEventListener("submit", askFirst);
document.addEventListener("submit", sendOnce);
document.addEventListener("click", follow);
addEventListener("pageshow", () => {
  for (const form of document.forms) form.removeAttribute("aria-busy");
  leaving = 0;
});
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", printAll);
}
const live = document.querySelector<HTMLElement>("[data-pulse]");
if (live?.dataset.pulse !== undefined) void watch(live, live.dataset.pulse);
