/** No part of a login that was opened in this browser goes into a form: it is held before it leaves. */

import { el, icon } from "../lib/dom.ts";
import type { Remembering } from "../lib/remembering.ts";
import { translator } from "../lib/words.ts";

export const t = translator({
  remembered:
    "This is part of a login that was opened in this browser. It cannot be written down here: take it out.",
  looks: "This looks like something that must not be written down.",
});

type Field = HTMLInputElement | HTMLTextAreaElement;

const TEXTS =
  "input[type=text], input[type=search], input[type=email], input[type=tel], input[type=url], input:not([type]), textarea";
const FILES = "input[type=file]";
const PAUSE = 200; // milliseconds after the last letter

/** Compare what is typed into any field of this page, and hold what must not be sent. */
export function guard(memory: Remembering): void {
  const passed = new WeakSet<HTMLFormElement>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener("input", ({ target }) => {
    if (!isField(target)) return;
    clearTimeout(timer);
    if (!memory.some) return complain(target, false); // what was said before holds no more
    timer = setTimeout(() => void check(memory, [target]), PAUSE);
  });
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      if (passed.delete(form) || !memory.some) return;
      event.preventDefault();
      event.stopImmediatePropagation(); // nothing else may begin to send it
      void check(memory, fieldsOf(form)).then((held) => {
        if (held !== undefined) return held.focus();
        passed.add(form);
        form.requestSubmit(event.submitter);
      });
    },
    { capture: true },
  );
}

/** Mark which of *fields* hold a part of a login; return the first one. */
async function check(memory: Remembering, fields: readonly Field[]): Promise<Field | undefined> {
  const held = await memory.compare(fields.map(textOf));
  for (const [at, field] of fields.entries()) complain(field, held[at] === true);
  return fields.find((_, at) => held[at] === true);
}

function isField(target: EventTarget | null): target is Field {
  return target instanceof HTMLElement && target.matches(`${TEXTS}, ${FILES}`);
}

function fieldsOf(form: HTMLFormElement): readonly Field[] {
  return [...form.elements].filter(isField);
}

/** Return what is compared of *field*: of a file its name. */
function textOf(field: Field): string {
  const files = field instanceof HTMLInputElement ? field.files : null;
  return files === null ? field.value : [...files].map(({ name }) => name).join(" ");
}

/** Say beside *field* why it is held, or take that back; what was typed is never repeated. */
function complain(field: Field, isHeld: boolean): void {
  const said = field.parentElement?.querySelector(":scope > .remembered");
  if (!isHeld) {
    said?.remove();
    if (said !== null) field.removeAttribute("aria-invalid");
    return;
  }
  if (said !== null && said !== undefined) return;
  const words = el("p", { class: "field-error remembered", role: "alert" });
  words.append(icon("lock"), " ", t("remembered"));
  field.setAttribute("aria-invalid", "true");
  field.after(words);
}
