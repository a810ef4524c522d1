/**
 * Showing a login: masked, one field while its button is held, gone after half a minute.
 *
 * The values live in the closure of `reveal` and stand in the page only while a button is
 * held.  Nothing here copies, stores or prints them.
 */

import { el, icon } from "../lib/dom.ts";
import type { Opened } from "./release.ts";
import { t } from "./words.ts";

const SECONDS = 30;
const MASK = "••••••••"; // always eight: the length is nobody's business
const FIELDS = ["user", "password", "note"] as const;
const NEVER = ["copy", "cut", "contextmenu", "dragstart", "selectstart"] as const;

/** Show *opened* in *place* until time, distance or *onGone*'s page ends it. */
export function reveal(place: HTMLElement, opened: Opened, onGone: () => void): void {
  let values: Partial<Record<(typeof FIELDS)[number], string>> = { ...opened.login };
  const countdown = el("p", { class: "h3", role: "timer" });
  const rows = FIELDS.map((name) => row(name, () => values[name] ?? ""));
  const done = el("button", { type: "button", class: "btn btn-primary w-100" }, t("done"));
  const ending = new AbortController();

  function end(): void {
    values = {};
    ending.abort();
    clearInterval(ticking);
    place.replaceChildren();
    onGone();
  }

  let left = SECONDS;
  function tick(): void {
    countdown.textContent = t("gone-in", { seconds: left });
    if (left <= 0) end();
    left -= 1;
  }

  place.replaceChildren(
    el("p", { class: "text-secondary" }, t("recorded", { left: opened.left })),
    countdown,
    ...rows,
    el("p", { class: "alert alert-warning" }, icon("camera-off"), " ", t("camera")),
    done,
  );
  const ticking = setInterval(tick, 1000);
  tick();
  done.addEventListener("click", end, { signal: ending.signal });
  endOnLeaving(end, ending.signal);
  for (const name of NEVER) {
    place.addEventListener(name, (event) => event.preventDefault(), { signal: ending.signal });
  }
}

/** Call *end* when the page loses the eyes of its person. */
function endOnLeaving(end: () => void, signal: AbortSignal): void {
  addEventListener("blur", end, { signal });
  addEventListener("pagehide", end, { signal });
  addEventListener("beforeprint", end, { signal });
  const hide = () => document.hidden && end();
  document.addEventListener("visibilitychange", hide, { signal });
}

/** Return the row of one field, whose *value* is asked for only while the button is held. */
function row(name: (typeof FIELDS)[number], value: () => string): HTMLElement {
  const shown = el("output", { class: "revealed d-block", "aria-label": t(name) }, MASK);
  const button = el(
    "button",
    { type: "button", class: "btn hold", "aria-label": `${t("hold")}: ${t(name)}` },
    icon("eye"),
    t("hold"),
  );
  const mask = (): void => {
    shown.textContent = MASK;
    button.classList.remove("active");
  };
  const draw = (): void => {
    shown.textContent = value() || t("empty");
    button.classList.add("active");
  };
  holdable(button, draw, mask);
  const words = el(
    "div",
    { class: "flex-fill" },
    el("div", { class: "form-label" }, t(name)),
    shown,
  );
  return el("div", { class: "secret-row" }, words, button);
}

/** Call *draw* while *button* is held by pointer or key, and *mask* as soon as it is not. */
function holdable(button: HTMLButtonElement, draw: () => void, mask: () => void): void {
  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    button.setPointerCapture(event.pointerId); // a finger that slips off still lets go here
    draw();
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) {
    button.addEventListener(name, mask);
  }
  button.addEventListener("keydown", (event) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    if (!event.repeat) draw();
  });
  button.addEventListener("keyup", mask);
}
