/** The question before an opening: what for, and by which proof. */

import { el, icon, timeOf } from "../lib/dom.ts";
import { type Facts, obstacle } from "./facts.ts";
import { purposeWords, t } from "./words.ts";

/** What the person chose; *typed* is the passphrase, absent where the passkey is to be used. */
export interface Choice {
  readonly purpose: string;
  readonly typed?: string;
}

/** Return what is known of the login, as a list. */
export function summary(facts: Facts): HTMLElement {
  const { label, left, openings, expires, people } = facts;
  const names = people.map((person) => person.name).join(", ");
  const pairs: [string, Node | string][] = [
    [t("label"), label],
    [t("left"), t("left-of", { left, openings })],
    [t("until"), timeOf(expires)],
    [t("who"), names],
  ];
  const entries = pairs.flatMap(([name, value]) => [
    el("dt", { class: "col-5" }, name),
    el("dd", { class: "col-7" }, value),
  ]);
  return el("dl", { class: "row" }, ...entries);
}

/** Return the form about *facts*; *choose* is called with each choice that is complete. */
export function question(facts: Facts, choose: (choice: Choice) => void): HTMLElement {
  const reason = obstacle(facts, new Date());
  if (reason !== undefined) return el("p", { class: "alert alert-warning" }, t(reason));
  const complaint = el("p", { class: "field-error", role: "alert" });
  const words = passphraseField();
  const form = el("form", { autocomplete: "off" }, purposes(facts), complaint, words.row);
  const byPasskey = button("passkey", "fingerprint", t("by-passkey"), "btn-primary");
  const byWords = button("passphrase", "key", t("by-passphrase"), "btn-primary");
  const instead = el(
    "button",
    { type: "button", class: "btn btn-link w-100" },
    t("use-passphrase"),
  );
  byWords.hidden = true;
  form.append(byPasskey, byWords, instead);
  instead.addEventListener("click", () => {
    words.row.hidden = byWords.hidden = false;
    byPasskey.hidden = instead.hidden = true;
    words.input.required = true;
    words.input.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const purpose = new FormData(form).get("purpose");
    complaint.textContent = purpose === null ? t("choose-purpose") : "";
    if (typeof purpose !== "string") return;
    const typed = words.input.value;
    words.input.value = "";
    choose(byWords.hidden ? { purpose } : { purpose, typed });
  });
  return form;
}

function purposes(facts: Facts): HTMLElement {
  const only = facts.purposes.length === 1;
  const choices = facts.purposes.map((purpose) => {
    const input = el("input", {
      type: "radio",
      name: "purpose",
      value: purpose,
      class: "form-check-input",
      checked: only,
    });
    const words = el("span", { class: "form-check-label" }, purposeWords(purpose));
    return el("label", { class: "form-check" }, input, words);
  });
  return el(
    "fieldset",
    { class: "mb-3" },
    el("legend", { class: "form-label" }, t("purpose")),
    el("p", { class: "form-hint" }, t("purpose-hint")),
    ...choices,
  );
}

function passphraseField(): { row: HTMLElement; input: HTMLInputElement } {
  const input = el("input", {
    type: "password",
    id: "passphrase",
    class: "form-control",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
  });
  const row = el(
    "div",
    { class: "mb-3", hidden: true },
    el("label", { class: "form-label", for: "passphrase" }, t("passphrase")),
    input,
    el("p", { class: "form-hint" }, t("passphrase-hint")),
  );
  return { row, input };
}

function button(value: string, picture: string, words: string, kind: string): HTMLButtonElement {
  return el("button", { type: "submit", value, class: `btn ${kind} w-100` }, icon(picture), words);
}
