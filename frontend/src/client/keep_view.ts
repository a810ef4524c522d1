/** The form by which a client lets the shop keep a login after the job. */

import { KEEP_REASONS } from "../lib/contexts.ts";
import { el, fill, show } from "../lib/dom.ts";
import { counted } from "../lib/format.ts";
import type { ClientIdentity } from "../lib/identity.ts";
import * as calls from "./calls.ts";
import type { Page } from "./page.ts";
import { secretField } from "./people_view.ts";
import { check, complain, form, labelled, paragraph, plainInput, working } from "./screens.ts";
import { problemOf } from "./seal_view.ts";
import { asLabel, makeKeep, type Wish } from "./sealing.ts";
import type { Named } from "./trust.ts";
import { keep as k, home as t } from "./words.ts";

const MONTHS = [6, 12, 24, 36, 60];
const OPENINGS = [1, 3, 10, 30];
const DAYS_OF_A_MONTH = 30.4;

/** What the form needs from the page around it. */
export interface Around {
  readonly identity: () => Promise<ClientIdentity>;
  readonly judge: () => Promise<void>;
  readonly changed: (message: string) => Promise<void>;
}

/** The form, folded away: who opens it has decided to ask. */
export class KeepView {
  readonly element: HTMLDetailsElement;
  readonly around: Around;
  readonly #hint = el("div");
  readonly #people = el("div", { class: "mb-3" });
  readonly #label = plainInput({ maxlength: "80" });
  readonly #user = plainInput({ maxlength: "200" });
  readonly #password = plainInput({ maxlength: "200" });
  readonly #note = el("textarea", { class: "form-control", rows: "2", maxlength: "1000" });
  readonly #why = select(KEEP_REASONS.map((why) => [why, k(why)]));
  readonly #months = select(
    MONTHS.map((m) => [String(m), counted(m, k("month"), k("months"))]),
    "12",
  );
  readonly #openings = select(
    OPENINGS.map((n) => [String(n), counted(n, t("time"), t("timeMany"))]),
    "10",
  );
  readonly #form: HTMLFormElement;
  #page: Page | undefined;
  #named: readonly Named[] = [];
  #boxes: ReadonlyMap<string, HTMLInputElement> = new Map();

  constructor(around: Around) {
    this.around = around;
    this.#form = form(() => this.#send());
    const summary = el("summary", {}, k("title"));
    this.element = el("details", { class: "fold mt-3" }, summary, this.#hint, this.#form);
    this.element.addEventListener("toggle", () => this.#unfold());
  }

  /** Follow *page* and the proven *people* on its job. */
  update(page: Page, people: readonly Named[] | undefined): void {
    this.#page = page;
    const sure = page.client.level === "settled" || page.client.level === "in person";
    const some = people !== undefined && people.length > 0;
    show(this.element, !page.job.ended && some);
    show(this.#form, sure);
    fill(
      this.#hint,
      paragraph(k("text")),
      ...(sure ? [] : [paragraph(k("unsure"), "alert alert-info")]),
    );
    this.#name(people ?? []);
  }

  /** Have fields only while they are seen: two forms of one page ask for the same. */
  #unfold(): void {
    fill(this.#form, ...(this.element.open ? this.#fields() : []));
  }

  #name(people: readonly Named[]): void {
    const same = people.map(key).join() === this.#named.map(key).join();
    this.#named = people;
    if (same && this.#boxes.size > 0) return;
    const boxes = new Map<string, HTMLInputElement>();
    const rows = people.map((each) => {
      const { row, box } = check(`${each.person.name} (${each.fingerprint})`);
      boxes.set(each.person.id, box);
      const doubts = each.doubts.map((doubt) => t(`doubt_${doubt}`)).join(" ");
      return el(
        "div",
        {},
        row,
        ...(doubts === "" ? [] : [paragraph(doubts, "alert alert-warning")]),
      );
    });
    this.#boxes = boxes;
    fill(this.#people, el("h3", {}, k("forWhom")), ...rows);
  }

  #fields(): readonly HTMLElement[] {
    const half = el(
      "div",
      { class: "pair" },
      labelled(k("howLong"), this.#months),
      labelled(t("openings"), this.#openings),
    );
    return [
      labelled(t("label"), this.#label, t("labelHint")),
      labelled(t("user"), this.#user),
      labelled(t("password"), this.#password, "", secretField(this.#password)),
      labelled(t("note"), this.#note),
      this.#people,
      labelled(k("why"), this.#why),
      half,
      paragraph(k("yearly"), "text-secondary"),
      el("button", { type: "submit", class: "btn btn-primary w-100" }, k("ask")),
    ];
  }

  async #send(): Promise<void> {
    const wish = this.#typed();
    const problem = problemOf(wish);
    await this.around.judge();
    const page = this.#page;
    const recipients = this.#chosen();
    if (problem !== "" || recipients.length === 0 || page === undefined) {
      complain(problem || k("nobody"));
      return;
    }
    const identity = await this.around.identity();
    working(t("sealing"));
    const ground = { client: page.client.id, job: page.job.id };
    const made = await makeKeep(
      wish,
      ground,
      recipients,
      identity,
      await calls.nonce("client-act"),
    );
    await calls.keepLogin(made.signed, made.ciphertext, made.label);
    this.clear();
    await this.around.changed(k("done", { label: made.label }));
  }

  #chosen(): readonly string[] {
    const chosen = this.#named.filter(({ person }) => this.#boxes.get(person.id)?.checked === true);
    return chosen.map(({ person }) => person.recipient);
  }

  /** Empty every field. */
  clear(): void {
    for (const input of [this.#label, this.#user, this.#password, this.#note]) input.value = "";
    for (const box of this.#boxes.values()) box.checked = false;
    this.#password.type = "password";
  }

  #typed(): Wish {
    return {
      label: asLabel(this.#label.value),
      user: this.#user.value,
      password: this.#password.value,
      note: this.#note.value,
      why: this.#why.value as Wish["why"],
      days: Math.floor(Number(this.#months.value) * DAYS_OF_A_MONTH),
      openings: Number(this.#openings.value),
    };
  }
}

function key({ fingerprint, doubts }: Named): string {
  return [fingerprint, ...doubts].join();
}

function select(options: readonly (readonly [string, string])[], chosen = ""): HTMLSelectElement {
  const made = options.map(([value, text]) =>
    el("option", { value, selected: value === chosen }, text),
  );
  return el("select", { class: "form-select" }, ...made);
}
