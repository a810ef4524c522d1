/** Reviewing, signing and ending an agreement: what this browser got is hashed, and signed. */

import { composeSigning, hashOf, type Terms } from "../lib/agreement.ts";
import { post } from "../lib/api.ts";
import { attempt, complain, working } from "../lib/attempt.ts";
import type { JSONObject } from "../lib/canon.ts";
import type { Statement } from "../lib/contexts.ts";
import { el, fill, find, onSubmit, show } from "../lib/dom.ts";
import { allowedPasskeys, type Draft } from "../lib/draft.ts";
import { nextPath } from "../lib/entry.ts";
import { UnsupportedError, VerificationError } from "../lib/errors.ts";
import { type PersonIdentity, signerOf } from "../lib/identity.ts";
import { type Answer, askPasskey } from "../lib/passkey.ts";
import { download } from "../lib/saving.ts";
import { compose, freshOwn, sign } from "../lib/statement.ts";
import { strokeOn } from "../lib/strokes.ts";
import { keysOf, openByPasskey, openByPassphrase } from "../lib/unlock.ts";
import { load, place, type Ready } from "../signing/ready.ts";
import { t } from "../signing/words.ts";

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

/** What the passkey has confirmed and only the key must still sign. */
interface Confirmed {
  readonly draft: Draft;
  readonly statement: Statement<"agreement"> | Statement<"agreement-end">;
  readonly answer: Answer;
}

/** Compose and confirm, over the bytes on the page; the nonce is fresh, for reading takes time. */
async function confirm(shown: Ready): Promise<Confirmed> {
  const now = await load();
  if (hashOf(now.document) !== hashOf(shown.document)) throw new VerificationError(t("changed"));
  const allowed = allowedPasskeys(now.draft, location.origin);
  if (allowed.length === 0) throw new UnsupportedError(t("noPasskey"), { hint: t("signFirst") });
  const statement = shown.deed === "end" ? ending(now, shown) : signing(now, shown);
  working(t("confirm"));
  return { draft: now.draft, statement, answer: await askPasskey(statement, allowed) };
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

async function finish({ statement, answer }: Confirmed, identity: PersonIdentity): Promise<void> {
  working(t("sending"));
  const signed = sign(statement, [signerOf(identity, "statement")], answer.assertion);
  const taken = await post(`${place}take`, { statement: { ...signed } as unknown as JSONObject });
  location.assign(nextPath(taken.next));
}

async function run(): Promise<void> {
  find("back", HTMLAnchorElement).href = place;
  const shown = await load();
  present(shown);
  let confirmed: Confirmed | undefined;
  onSubmit(find("sign", HTMLFormElement), () =>
    attempt(async () => {
      if (!find("read", HTMLInputElement).checked) {
        complain(t("tickFirst"));
        return;
      }
      if (shown.deed === "review") {
        const taken = await post(`${place}review`, { document: hashOf(shown.document) });
        location.assign(nextPath(taken.next));
        return;
      }
      confirmed = await confirm(shown);
      const identity = await openByPasskey(confirmed.draft.own, confirmed.answer);
      if (identity) await finish(confirmed, identity);
      else show(find("unwrap", HTMLFormElement));
    }),
  );
  onSubmit(find("unwrap", HTMLFormElement), () =>
    attempt(async () => {
      if (!confirmed) return;
      const { own } = confirmed.draft;
      const typed = find("passphrase", HTMLInputElement);
      const keys = await keysOf(typed.value, own.home, own.name);
      await finish(confirmed, await openByPassphrase(own, keys));
      typed.value = "";
    }),
  );
}

void attempt(run);
