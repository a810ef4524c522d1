/** Who would be able to open a login: names, fingerprints, and a yes where there is a doubt. */

import { type Child, el, fill } from "../lib/dom.ts";
import { ForkError, VerificationError } from "../lib/errors.ts";
import { button, check, paragraph } from "./screens.ts";
import type { Named } from "./trust.ts";
import { home as t } from "./words.ts";

const REFUSED = "refused"; // unlike anything that is shown of people

/** The people to seal to, and whether the client agrees to each of them. */
export class PeopleView {
  readonly element: HTMLDivElement = el("div", { class: "mb-3" });
  #people: readonly Named[] = [];
  #answers: readonly HTMLInputElement[] = [];
  #shown = REFUSED;

  /** Show *people*; what was agreed to stays only while they are the same. */
  show(people: readonly Named[]): void {
    const shown = people.map((each) => [each.fingerprint, ...each.doubts].join()).join(";");
    this.#people = people;
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (people.length === 0) {
      this.#answers = [];
      fill(this.element, paragraph(t("nobodyToSealTo"), "alert alert-info"));
      return;
    }
    const answers: HTMLInputElement[] = [];
    const rows = people.map((each) => this.#row(each, answers));
    this.#answers = answers;
    const list = el("ul", { class: "list-unstyled mb-0" }, ...rows);
    fill(this.element, el("h3", {}, t("trustTitle")), paragraph(t("trustText")), list);
  }

  /** Show why nobody can be sealed to. */
  refuse(error: unknown): void {
    this.#people = [];
    this.#answers = [];
    this.#shown = REFUSED;
    const text = el("p", { class: "alert alert-danger", role: "alert" }, problem(error));
    fill(this.element, text);
  }

  /** Say whether there is anybody to seal to. */
  get some(): boolean {
    return this.#people.length > 0;
  }

  /** Return the recipients, undefined while a yes is missing or nobody is proven. */
  get recipients(): readonly string[] | undefined {
    if (this.#people.length === 0 || this.#answers.some((box) => !box.checked)) return undefined;
    return this.#people.map((each) => each.person.recipient);
  }

  #row(named: Named, answers: HTMLInputElement[]): HTMLLIElement {
    const { person, fingerprint, doubts } = named;
    const parts: Child[] = [
      el("strong", {}, person.name),
      el("div", { class: "fingerprint" }, fingerprint),
    ];
    if (doubts.length > 0) {
      const { row, box } = check(t("doubtYes", { name: person.name }));
      answers.push(box);
      const why = doubts.map((doubt) => t(`doubt_${doubt}`)).join(" ");
      parts.push(el("div", { class: "alert alert-warning mt-2" }, paragraph(why), row));
    }
    return el("li", { class: "mb-2" }, ...parts);
  }
}

/** Return what to tell a client about a directory that is not believed. */
export function problem(error: unknown): string {
  if (error instanceof ForkError) return t("forked");
  const expired = error instanceof VerificationError && /expired/.test(error.message);
  return expired ? t("expired") : t("untrusted");
}

/** Return a password field with a button that shows what is in it. */
export function secretField(input: HTMLInputElement): HTMLButtonElement {
  input.type = "password";
  const toggle = button(t("show"), () => {
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    toggle.textContent = hidden ? t("hide") : t("show");
  });
  return toggle;
}
