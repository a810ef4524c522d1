/** What the client acknowledges at intake: three texts, each with its own yes, signed once. */

import { type Child, el, fill } from "../lib/dom.ts";
import type { ClientIdentity } from "../lib/identity.ts";
import { acknowledging as t } from "./acknowledge_words.ts";
import * as calls from "./calls.ts";
import { when } from "./claiming.ts";
import { type Acknowledged, acknowledged, type Page, type ShownText } from "./page.ts";
import { button, check, complain, form, paragraph, section, working } from "./screens.ts";
import { signAcknowledgement, signAct } from "./visit.ts";

const ANSWERS = ["yes", "no", "not known"] as const;
type Answer = (typeof ANSWERS)[number];
const YES = { policy: "read", responsibility: "mine", backup: "risk" } as const;

/** What the view needs from the page around it. */
export interface Around {
  readonly identity: () => Promise<ClientIdentity>;
  readonly changed: (message: string) => Promise<void>;
}

/** The section where the client reads and signs, or reads again what was signed. */
export class AcknowledgeView {
  readonly element: HTMLDivElement = el("div");
  readonly #around: Around;
  #shown = "";

  constructor(around: Around) {
    this.#around = around;
  }

  /** Show what *page* asks for; what somebody has ticked stays until that changes. */
  update(page: Page): void {
    const now = JSON.stringify(page.acknowledgement);
    if (now === this.#shown) return;
    this.#shown = now;
    const given = acknowledged(page);
    const { texts } = page.acknowledgement;
    if (given === undefined && texts.length === 0) fill(this.element);
    else if (given === undefined) {
      const parts = [paragraph(t("intro")), this.#form(page.job.id, texts)];
      fill(this.element, section(t("first"), "shield-check", ...parts));
    } else {
      const parts = [...this.#given(page.job.id, given), ...this.#instead(page, texts)];
      fill(this.element, section(t("title"), "shield-check", ...parts));
    }
  }

  #given(job: string, given: Acknowledged): readonly HTMLElement[] {
    const facts = {
      when: when(given.at),
      level: given.level,
      answer: t(`said_${given.answer}`),
    };
    const print = button(t("print"), () => window.print(), "btn no-print", "printer");
    const words = el("details", { class: "mb-3" }, el("summary", { class: "btn" }, t("show")));
    words.append(
      ...given.texts.map((text) => el("div", { class: "mt-3" }, ...words_(text))),
      print,
    );
    if (!given.paper) return [paragraph(t("done", facts)), words];
    const object = async (): Promise<void> => {
      if (!confirm(t("notMineSure"))) return;
      const identity = await this.#around.identity();
      await calls.objectToPaper(await signAct(identity, job, "object-to-paper"));
      await this.#around.changed(t("objected"));
    };
    return [paragraph(t("paper", facts)), words, button(t("notMine"), object, "btn", "hand-stop")];
  }

  #instead(page: Page, texts: readonly ShownText[]): readonly HTMLElement[] {
    if (texts.length === 0) return [];
    const summary = el("summary", { class: "btn" }, t("instead"));
    return [el("details", { class: "mt-3" }, summary, this.#form(page.job.id, texts))];
  }

  #form(job: string, texts: readonly ShownText[]): HTMLFormElement {
    const boxes: HTMLInputElement[] = [];
    let answer: Answer | undefined;
    const parts = texts.map((text): Child => {
      const { row, box } = check(t(YES[text.name]));
      boxes.push(box);
      const asked = text.name === "backup" ? [choices((chosen) => (answer = chosen))] : [];
      return el("div", { class: "acknowledged-text" }, ...words_(text), ...asked, row);
    });
    const submit = el(
      "button",
      { type: "submit", class: "btn btn-primary btn-lg w-100" },
      t("sign"),
    );
    const send = async (): Promise<void> => {
      if (answer === undefined || !boxes.every(({ checked }) => checked)) {
        complain(t("missing"));
        return;
      }
      const identity = await this.#around.identity();
      working(t("signing"));
      await calls.acknowledge(await signAcknowledgement(identity, job, texts, answer));
      await this.#around.changed(t("signed"));
    };
    return form(send, ...parts, submit);
  }
}

/** Return *text* as it is signed: its heading, and its paragraphs. */
function words_({ body }: ShownText): readonly HTMLElement[] {
  const [heading = "", ...rest] = body.trim().split("\n\n");
  return [el("h3", { class: "h3" }, heading), ...rest.map((each) => paragraph(each))];
}

function choices(chosen: (answer: Answer) => void): HTMLFieldSetElement {
  const rows = ANSWERS.map((answer) => {
    const box = el("input", {
      type: "radio",
      name: "backup",
      value: answer,
      class: "form-check-input",
    });
    box.addEventListener("change", () => chosen(answer));
    const label = el("span", { class: "form-check-label" }, t(`answer_${answer}`));
    return el("label", { class: "form-check" }, box, label);
  });
  const legend = el("legend", { class: "form-label" }, t("question"));
  return el("fieldset", { class: "mb-3" }, legend, ...rows);
}
