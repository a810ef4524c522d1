/** Agreements on the client's page: what they say, signing one, its end, and requiring one. */

import { composeSigning, type Drawing, hashOf, requireSame, type Terms } from "../lib/agreement.ts";
import type { JSONValue } from "../lib/canon.ts";
import { el, fill } from "../lib/dom.ts";
import { type ClientIdentity, signerOf } from "../lib/identity.ts";
import { download } from "../lib/saving.ts";
import { compose, freshOwn, sign } from "../lib/statement.ts";
import { DAY, later, toText } from "../lib/time.ts";
import * as agreementCalls from "./agreement_calls.ts";
import { agreement as t } from "./agreement_words.ts";
import * as calls from "./calls.ts";
import { when } from "./claiming.ts";
import { drawingPad, type Pad } from "./drawing_pad.ts";
import { fold } from "./ending_view.ts";
import type { Page, PageAgreement } from "./page.ts";
import { button, check, complain, form, paragraph, working } from "./screens.ts";
import type { Visit } from "./visit.ts";

const PDF = "application/pdf";

/** What the view needs from the page around it. */
export interface Around {
  readonly identity: () => Promise<ClientIdentity>;
  readonly said: (message: string) => Promise<void>;
}

/** The section of agreements; what is drawn or ticked stays while nothing changes. */
export class AgreementView {
  readonly element: HTMLDivElement = el("div");
  readonly #visit: Visit;
  readonly #around: Around;
  #shown = "";

  constructor(visit: Visit, around: Around) {
    this.#visit = visit;
    this.#around = around;
  }

  /** Show what *page* knows of agreements. */
  update(page: Page): void {
    const now = JSON.stringify([page.agreement, page.job.ended, canSign(page)]);
    if (now === this.#shown) return;
    this.#shown = now;
    const { required, agreements } = page.agreement;
    const parts = agreements.map((each) => this.#agreement(page, each));
    const open = agreements.some((each) => !["ended", "withdrawn"].includes(each.state));
    const head = required ? [paragraph(t("required"))] : [];
    if (agreements.length === 0) head.push(paragraph(t(required ? "waits" : "none")));
    const require = required || open || page.ending !== null ? [] : [this.#require()];
    fill(this.element, ...head, ...parts, ...require);
  }

  #require(): HTMLElement {
    const act = async (): Promise<void> => {
      await agreementCalls.requireAgreement();
      await this.#around.said(t("isRequired"));
    };
    return fold(t("require"), t("requireText"), t("requireYes"), act, t("requireNow"));
  }

  #agreement(page: Page, it: PageAgreement): HTMLElement {
    const heading = el("h3", { class: "mt-2" }, t("number", { number: it.number }));
    const body = el("div", { class: "mb-3" }, heading, paragraph(standing(it)), facts(it.terms));
    if (it.state === "signed by management") body.append(...this.#signing(page, it));
    if (it.final && !page.client.counter) body.append(this.#final(it));
    if (it.state === "in force" && canSign(page)) body.append(this.#end(it));
    return body;
  }

  #signing(page: Page, it: PageAgreement): readonly HTMLElement[] {
    if (!canSign(page)) {
      const { settles } = page.agreement;
      return [paragraph(settles > 0 ? t("settles", { when: when(settles) }) : t("never"))];
    }
    let got: Uint8Array | undefined;
    const said = paragraph("", "fingerprint");
    const fetch = async (): Promise<void> => {
      got = await this.#document(it);
      said.textContent = t("fetched", { hash: hashOf(got) });
      download(got, `agreement-${it.number}.pdf`, PDF);
    };
    const pad = page.client.counter ? drawingPad() : undefined;
    const { row, box } = check(t("ticked"));
    const submit = el("button", { type: "submit", class: "btn btn-primary mt-2" }, t("sign"));
    const send = async (): Promise<void> => {
      if (got === undefined || !box.checked) complain(t("tickFirst"));
      else await this.#sign(page, it, got, pad);
    };
    return [
      button(t("read"), fetch, "btn", "download"),
      said,
      form(send, ...(pad === undefined ? [] : [pad.element]), row, submit),
    ];
  }

  /** Return the document as this browser gets it; another one than was drafted is refused. */
  async #document(it: PageAgreement): Promise<Uint8Array> {
    const document = await agreementCalls.agreementPaper(it.id, "document");
    requireSame(document, it.document);
    return document;
  }

  async #sign(
    page: Page,
    it: PageAgreement,
    document: Uint8Array,
    pad: Pad | undefined,
  ): Promise<void> {
    const drawing: Drawing | undefined = pad?.drawing();
    if (pad !== undefined && drawing === undefined) {
      complain(t("drawFirst"));
      return;
    }
    const identity = await this.#around.identity();
    working(t("signing"));
    const about = {
      home: this.#visit.home,
      agreement: it.id,
      client: page.agreement.client,
      role: "client" as const,
      seal: "",
      nonce: await calls.nonce("client-act"),
    };
    const statement = composeSigning(about, document, it.terms, drawing, new Date());
    const signed = sign(statement, [signerOf(identity, "client")]);
    await agreementCalls.signAgreement(it.id, signed, (drawing ?? null) as unknown as JSONValue);
    await this.#around.said(t(pad === undefined ? "signed" : "signedDraw"));
  }

  #final(it: PageAgreement): HTMLElement {
    const save = async (): Promise<void> => {
      const file = await agreementCalls.agreementPaper(it.id, "final");
      download(file, `agreement-${it.number}.pdf`, PDF);
    };
    return button(t("final"), save, "btn mb-2", "download");
  }

  #end(it: PageAgreement): HTMLElement {
    const days = it.terms.notice_days;
    const end = async (): Promise<void> => {
      const identity = await this.#around.identity();
      const now = new Date();
      const fields = {
        site: location.origin,
        home: this.#visit.home,
        agreement: it.id,
        document: it.document,
        ends: toText(later(now, days * DAY)),
        role: "client" as const,
        nonce: await calls.nonce("client-act"),
        own: freshOwn(),
      };
      const signed = sign(compose("agreement-end", fields, now), [signerOf(identity, "client")]);
      await agreementCalls.endAgreement(it.id, signed);
      await this.#around.said(t("endSet"));
    };
    return fold(t("end"), t("endText", { notice: inDays(days) }), t("endYes"), end, t("endNow"));
  }
}

/** Say whether the key of this page may sign: it has settled, or the client sits at the counter. */
function canSign({ client, agreement }: Page): boolean {
  return client.counter || (agreement.settles > 0 && agreement.settles * 1000 <= Date.now());
}

function standing(it: PageAgreement): string {
  const dates = { from: when(it.begins_at), until: when(it.ends_at) };
  if (it.state === "signed by management") return t("by_management");
  if (it.state === "signed by the client") return t("by_client");
  if (it.state === "begins later") return t("later", dates);
  if (it.state === "in force") return t("force", dates);
  return t(it.state === "withdrawn" ? "withdrawn" : "ended");
}

function inDays(days: number): string {
  return t(days === 1 ? "day" : "days", { days });
}

function facts(terms: Terms): HTMLElement {
  const { confidential, cleared, valid_from, valid_until, notice_days, returned } = terms;
  const rows: readonly (readonly [string, string])[] = [
    [t("confidential"), confidential],
    [t("cleared"), cleared.map((each) => each.name).join(", ")],
    [t("valid"), t("span", { from: valid_from, until: valid_until })],
    [t("notice"), inDays(notice_days)],
    [t("returned"), returned],
  ];
  const parts = rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]);
  return el("dl", { class: "facts" }, ...parts);
}
