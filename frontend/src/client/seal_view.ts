/** The form that seals a login: one at a time, as often as needed, its fields empty afterwards. */

import { el, fill, show } from "../lib/dom.ts";
import { counted } from "../lib/format.ts";
import type { ClientIdentity } from "../lib/identity.ts";
import { warmUp } from "../lib/seal.ts";
import { screen as findSecrets } from "../screen.ts";
import * as calls from "./calls.ts";
import { acknowledged, type Page, takesLogins } from "./page.ts";
import { PeopleView, secretField } from "./people_view.ts";
import { complain, form, labelled, paragraph, plainInput, working } from "./screens.ts";
import { asLabel, makeUpload, type Typed } from "./sealing.ts";
import type { Named } from "./trust.ts";
import { home as t } from "./words.ts";

const DAYS = [1, 3, 7, 14, 30];
const OPENINGS = [1, 2, 3, 5, 10];

/** What the form needs from the page around it. */
export interface Around {
  /** Return the client's key; the person opens it if it is locked. */
  readonly identity: () => Promise<ClientIdentity>;
  /** Judge the people by now, and show them again: a list of people expires. */
  readonly judge: () => Promise<void>;
  readonly changed: (message: string) => Promise<void>;
}

/** The section where a login is given, or where it says that none is wanted. */
export class SealView {
  readonly element: HTMLDivElement = el("div");
  readonly #around: Around;
  readonly #people = new PeopleView();
  readonly #asked = el("div");
  readonly #label = plainInput({ maxlength: "80" });
  readonly #user = plainInput({ maxlength: "1000" });
  readonly #password = plainInput({ maxlength: "1000" });
  readonly #note = el("textarea", {
    class: "form-control",
    rows: "2",
    maxlength: "1000",
    autocomplete: "off",
    spellcheck: "false",
  });
  readonly #days = choice(DAYS, 7, t("day"), t("dayMany"));
  readonly #openings = choice(OPENINGS, 3, t("time"), t("timeMany"));
  readonly #form: HTMLFormElement;
  #job = "";
  #warm = false;

  constructor(around: Around) {
    this.#around = around;
    this.#form = form(() => this.#send(), ...this.#fields());
    this.#form.addEventListener("focusin", () => this.#warmUp());
    fill(this.element, this.#asked, this.#people.element, this.#form);
  }

  /** Show what *page* asks for; *people* are proven, or the reason why they are not. */
  update(page: Page, people: readonly Named[] | undefined, error: unknown): void {
    this.#job = page.job.id;
    fill(this.#asked, ...asked(page));
    if (people === undefined) this.#people.refuse(error);
    else this.#people.show(people);
    // Nobody types a password that could not be sealed.
    show(this.#people.element, takesLogins(page));
    const may = takesLogins(page) && acknowledged(page) !== undefined;
    show(this.#form, may && this.#people.some);
  }

  #fields(): readonly HTMLElement[] {
    return [
      labelled(t("label"), this.#label, t("labelHint")),
      labelled(t("user"), this.#user),
      labelled(t("password"), this.#password, "", secretField(this.#password)),
      labelled(t("note"), this.#note),
      el(
        "div",
        { class: "pair" },
        labelled(t("days"), this.#days),
        labelled(t("openings"), this.#openings),
      ),
      el("button", { type: "submit", class: "btn btn-primary btn-lg w-100" }, t("seal")),
    ];
  }

  async #send(): Promise<void> {
    const typed = this.#typed();
    const problem = problemOf(typed);
    await this.#around.judge();
    if (!this.#people.some) {
      this.#people.element.scrollIntoView({ block: "nearest" });
      return;
    }
    const recipients = this.#people.recipients;
    if (problem !== "" || recipients === undefined) {
      complain(problem || t("doubtNeeded"));
      return;
    }
    const identity = await this.#around.identity();
    working(t("sealing"));
    const upload = await makeUpload(typed, this.#job, recipients, identity, new Date());
    await calls.seal(upload.signed, upload.ciphertext, upload.label);
    this.clear();
    await this.#around.changed(t("sealed", { label: upload.label }));
  }

  /** Empty every field. */
  clear(): void {
    for (const input of [this.#label, this.#user, this.#password, this.#note]) input.value = "";
    this.#password.type = "password";
  }

  #typed(): Typed {
    return {
      label: asLabel(this.#label.value),
      user: this.#user.value,
      password: this.#password.value,
      note: this.#note.value,
      days: Number(this.#days.value),
      openings: Number(this.#openings.value),
    };
  }

  /** Seal nothing while the person types, so that the first real seal is fast. */
  #warmUp(): void {
    const recipients = this.#people.recipients;
    if (this.#warm || recipients === undefined) return;
    this.#warm = true;
    void warmUp(recipients).catch(() => undefined);
  }
}

/** Return what is wrong with *typed* before it is sealed, empty if nothing is. */
export function problemOf(typed: Typed): string {
  if (typed.label === "") return t("labelNeeded");
  if (typed.user === "" && typed.password === "") return t("passwordNeeded");
  const shown = typed.label.toLowerCase();
  const hidden = [typed.user, typed.password].filter((each) => each.length > 2);
  if (hidden.some((each) => shown.includes(each.toLowerCase()))) return t("labelSecret");
  return findSecrets(typed.label).length > 0 ? t("labelScreen") : "";
}

function asked(page: Page): readonly HTMLElement[] {
  const { job } = page;
  if (job.ended) return [paragraph(t("ended"))];
  if (job.login_need === "owner unlocks") return [paragraph(t("ownerUnlocks"))];
  if (!takesLogins(page)) return [paragraph(t("none"))];
  const parts = [paragraph(t("asked", { service: job.service }))];
  if (job.override) {
    parts.push(paragraph(t("override")), paragraph(job.reason, "alert alert-warning"));
  }
  if (job.alternatives !== "") {
    parts.push(paragraph(t("alternatives", { text: job.alternatives }), "text-secondary"));
  }
  if (acknowledged(page) === undefined) {
    parts.push(paragraph(t("acknowledgeFirst"), "alert alert-info"));
  }
  if (job.answer === "refused") parts.push(paragraph(t("answered_refused"), "alert alert-info"));
  if (job.answer === "presence") parts.push(paragraph(t("answered_presence"), "alert alert-info"));
  if (job.seal_again) parts.push(paragraph(t("sealAgain"), "alert alert-warning"));
  return parts;
}

function choice(
  values: readonly number[],
  chosen: number,
  one: string,
  many: string,
): HTMLSelectElement {
  const options = values.map((count) =>
    el("option", { value: String(count), selected: count === chosen }, counted(count, one, many)),
  );
  return el("select", { class: "form-select" }, ...options);
}
