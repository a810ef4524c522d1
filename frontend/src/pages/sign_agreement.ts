/** Reviewing, signing and ending an agreement: what this browser got is hashed, and signed. */

import { composeSigning, hashOf, type Terms } from "../lib/agreement.ts";
import { post } from "../lib/api.ts";
import { attempt, complain, working } from "../lib/attempt.ts";
import type { JSONObject } from "../lib/canon.ts";
import type { Statement } from "../lib/contexts.ts";
import { el, fill, find, show } from "../lib/dom.ts";
import { nextPath } from "../lib/entry.ts";
import { VerificationError } from "../lib/errors.ts";
import { download } from "../lib/saving.ts";
import { compose, freshOwn } from "../lib/statement.ts";
import { type Meant, stateOnSubmit } from "../lib/stating.ts";
import { strokeOn } from "../lib/strokes.ts";
import { load, place, type Ready } from "../signing/ready.ts";
import { t } from "../signing/words.ts";

type Deed = "agreement" | "agreement-end";

function present({ deed, agreement, drawing, document }: Ready): void {
  const { name, number, terms } = agreement;
  find("title", HTMLHeadingElement).textContent = t("title", { number });
  find("hash", HTMLElement).textContent = hashOf(document);
  fill(find("terms", HTMLElement), ...facts(terms));
  find("save", HTMLButtonElement).addEventListener("click", () =>
    download(document, `agreement-${number}.pdf`, "application/pdf"),
  );
  show(find("review", HTMLElement));
  working(deed === "" ? t("nothing") : "");
  if (deed === "") return;
  const words = { name, notice: inDays(terms.notice_days) };
  find("explain", HTMLElement).textContent = t(`explain_${deed}`, words);
  find("promise", HTMLElement).textContent = t(`promise_${deed}`);
  find("go", HTMLButtonElement).textContent = t(`go_${deed}`);
  if (deed === "witness" && drawing !== undefined) {
    strokeOn(find("drawing", HTMLCanvasElement), drawing);
    show(find("drawn", HTMLElement));
  }
  show(find("sign", HTMLFormElement));
}

function inDays(days: number): string {
  return t(days === 1 ? "day" : "days", { days });
}

function facts(terms: Terms): readonly HTMLElement[] {
  const { confidential, cleared, valid_from, valid_until, notice_days, returned } = terms;
  const rows: readonly (readonly [string, string])[] = [
    [t("confidential"), confidential],
    [t("cleared"), cleared.map((each) => each.name).join(", ")],
    [t("valid"), t("span", { from: valid_from, until: valid_until })],
    [t("notice"), inDays(notice_days)],
    [t("returned"), returned],
  ];
  return rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]);
}

/** Compose over the bytes on the page; the nonce is fresh, for reading takes time. */
async function composed(shown: Ready): Promise<Meant<Deed>> {
  const now = await load();
  if (hashOf(now.document) !== hashOf(shown.document)) throw new VerificationError(t("changed"));
  const statement = shown.deed === "end" ? ending(now, shown) : signing(now, shown);
  return { draft: now.draft, statement };
}

function signing({ draft, nonce }: Ready, shown: Ready): Statement<"agreement"> {
  const { agreement, document, drawing } = shown;
  const witness = shown.deed === "witness";
  const about = {
    home: draft.own.home,
    agreement: agreement.id,
    client: agreement.client,
    role: witness ? ("witness" as const) : ("management" as const),
    seal: witness ? "" : agreement.seal,
    nonce,
  };
  return composeSigning(
    about,
    document,
    agreement.terms,
    witness ? drawing : undefined,
    new Date(),
  );
}

function ending({ draft, nonce, agreement }: Ready, shown: Ready): Statement<"agreement-end"> {
  const fields = {
    site: location.origin,
    home: draft.own.home,
    agreement: agreement.id,
    document: hashOf(shown.document),
    ends: agreement.earliest,
    role: "management" as const,
    nonce,
    own: freshOwn(),
  };
  return compose("agreement-end", fields, new Date());
}

/** Note that the document was read; there is nothing to sign yet. */
async function review(shown: Ready): Promise<undefined> {
  const taken = await post(`${place}review`, { document: hashOf(shown.document) });
  location.assign(nextPath(taken.next));
}

async function run(): Promise<void> {
  find("back", HTMLAnchorElement).href = place;
  const shown = await load();
  present(shown);
  stateOnSubmit<Deed>(
    async () => {
      if (find("read", HTMLInputElement).checked) {
        return shown.deed === "review" ? review(shown) : composed(shown);
      }
      complain(t("tickFirst"));
      return undefined;
    },
    async (signed) => {
      const taken = await post(`${place}take`, { statement: { ...signed } as JSONObject });
      location.assign(nextPath(taken.next));
    },
  );
}

void attempt(run);
