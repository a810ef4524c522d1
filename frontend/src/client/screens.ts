/** The parts that the client's screens are made of. */

import { type Child, el, fill, find, icon, onSubmit, show } from "../lib/dom.ts";
import { explain } from "../lib/words.ts";

let fields = 0;

/** Show one screen: a heading, which takes the focus, and what follows it. */
export function screen(title: string, ...children: readonly Child[]): void {
  const heading = el("h1", { tabindex: "-1" }, title);
  fill(find("content", HTMLElement), heading, ...children);
  complain("");
  tell("");
  heading.focus();
}

/** Show *message* as a problem; an empty one takes the last away. */
export function complain(message: string): void {
  const problem = find("problem", HTMLDivElement);
  problem.textContent = message;
  show(problem, message !== "");
  if (message !== "") problem.scrollIntoView({ block: "nearest" });
}

/** Show *text* as an alarm, which stays. */
export function alarm(text: string): void {
  const place = find("alarm", HTMLDivElement);
  place.textContent = text;
  show(place);
}

const STAYS = 10_000;
let fading: ReturnType<typeof setTimeout> | undefined;

/** Say *message* where it is also heard; it goes by itself, since the page shows what it says. */
export function tell(message: string): void {
  const progress = find("progress", HTMLParagraphElement);
  progress.textContent = message;
  progress.removeAttribute("aria-busy");
  clearTimeout(fading);
  if (message !== "") fading = setTimeout(() => tell(""), STAYS);
}

/** Say what is being done, until it is done. */
export function working(message: string): void {
  tell(message);
  clearTimeout(fading);
  find("progress", HTMLParagraphElement).setAttribute("aria-busy", "true");
}

/** Run *act*; what goes wrong is told to the person. */
export async function attempt(act: () => Promise<void> | void): Promise<void> {
  complain("");
  try {
    await act();
  } catch (error) {
    complain(explain(error));
  } finally {
    if (find("progress", HTMLParagraphElement).hasAttribute("aria-busy")) tell("");
  }
}

/** Return a paragraph. */
export function paragraph(text: string, look = ""): HTMLParagraphElement {
  return el("p", { class: look }, text);
}

/** Return a button that runs *act*, and cannot be pressed meanwhile. */
export function button(
  label: string,
  act: () => Promise<void> | void,
  look = "btn",
  picture = "",
): HTMLButtonElement {
  const made = el("button", { type: "button", class: look });
  if (picture !== "") made.append(icon(picture), " ");
  made.append(label);
  made.addEventListener("click", () => {
    made.disabled = true;
    void attempt(act).finally(() => {
      made.disabled = false;
    });
  });
  return made;
}

/** Return a form that runs *act* when it is sent. */
export function form(act: () => Promise<void>, ...children: readonly Child[]): HTMLFormElement {
  const made = el("form", { novalidate: true, autocomplete: "off" }, ...children);
  onSubmit(made, () => attempt(act));
  return made;
}

/** Return *input* under its label, with a hint below. */
export function labelled(
  label: string,
  input: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement,
  hint = "",
  ...beside: readonly Child[]
): HTMLDivElement {
  fields += 1;
  input.id = `field-${fields}`;
  const help = el("div", { class: "form-hint", id: `hint-${fields}` }, hint);
  if (hint !== "") input.setAttribute("aria-describedby", help.id);
  const shown: Child =
    beside.length > 0 ? el("div", { class: "input-group" }, input, ...beside) : input;
  const parts: Child[] = [el("label", { class: "form-label", for: input.id }, label), shown];
  return el("div", { class: "mb-3" }, ...parts, ...(hint === "" ? [] : [help]));
}

/** Return a check box with its label. */
export function check(label: string): {
  readonly row: HTMLLabelElement;
  readonly box: HTMLInputElement;
} {
  const box = el("input", { type: "checkbox", class: "form-check-input" });
  const row = el(
    "label",
    { class: "form-check" },
    box,
    el("span", { class: "form-check-label" }, label),
  );
  return { row, box };
}

/** Return a text field for something that the browser must neither keep nor correct. */
export function plainInput(extra: { readonly [name: string]: string } = {}): HTMLInputElement {
  return el("input", {
    class: "form-control",
    autocomplete: "off",
    autocapitalize: "off",
    autocorrect: "off",
    spellcheck: "false",
    ...extra,
  });
}

/** Return the seven words of *passphrase*, or others, numbered. */
export function wordList(words: string): HTMLOListElement {
  const items = words.split(" ").map((word) => el("li", {}, word));
  return el("ol", { class: "words secret-words" }, ...items);
}

/** Return a section of a page with its heading. */
export function section(
  title: string,
  picture: string,
  ...children: readonly Child[]
): HTMLElement {
  fields += 1;
  const heading = el(
    "h2",
    { class: "card-title", id: `part-${fields}` },
    icon(picture),
    " ",
    title,
  );
  const body = el("div", { class: "card-body" }, heading, ...children);
  return el("section", { class: "card mb-3", "aria-labelledby": heading.id }, body);
}
