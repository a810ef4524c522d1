/** The part of the screen that runs while a person types: it warns, the server decides. */

import { el, icon } from "../lib/dom.ts";
import { screen } from "../screen.ts";
import { t } from "./guard.ts";

const PAUSE = 400; // milliseconds after the last letter

/** Warn beside each field that the server screens (`data-screen`) of what it will not save. */
export function warn(root: ParentNode): void {
  for (const field of root.querySelectorAll<HTMLInputElement>("[data-screen]")) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => show(field), PAUSE);
    });
  }
}

function show(field: HTMLInputElement): void {
  const advice = [...new Set(screen(field.value).map((finding) => finding.advice))];
  const said = field.parentElement?.querySelector(":scope > .warning-typed");
  if (advice.length === 0) {
    said?.remove();
    return;
  }
  const words = el("div", { class: "warning-typed", role: "status" });
  words.append(icon("alert-triangle"), ` ${[t("looks"), ...advice].join(" ")}`);
  if (said) said.replaceWith(words);
  else field.after(words);
}
