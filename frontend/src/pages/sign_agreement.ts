/** Reviewing, signing and ending an agreement: what this browser got is hashed, and signed. */

import {
  composeSigning,
  DRAWING,
  type Drawing,
  hashOf,
  requireSame,
  TERMS,
  type Terms,
} from "../lib/agreement.ts";
import { fetchFile, get, post } from "../lib/api.ts";
import { attempt, complain, working } from "../lib/attempt.ts";
import type { JSONObject, JSONValue } from "../lib/canon.ts";
import type { Statement } from "../lib/contexts.ts";
import { el, fill, find, onSubmit, show } from "../lib/dom.ts";
import { allowedPasskeys, type Draft, readDraft } from "../lib/draft.ts";
import { meetGenesis, nextPath } from "../lib/entry.ts";
import { MalformedError, UnsupportedError } from "../lib/errors.ts";
import * as field from "../lib/fields.ts";
import { type PersonIdentity, signerOf } from "../lib/identity.ts";
import { type Answer, askPasskey } from "../lib/passkey.ts";
import { browserPins } from "../lib/pins.ts";
import { download } from "../lib/saving.ts";
import { compose, freshOwn, sign } from "../lib/statement.ts";
import { strokeOn } from "../lib/strokes.ts";
import { keysOf, openByPasskey, openByPassphrase } from "../lib/unlock.ts";
import { translator } from "../lib/words.ts";

const t = translator({
  title: "Agreement {number}",
  nothing: "There is nothing to do here now.",
  fetching: "Fetching the document …",
  confirm: "Confirm with your passkey …",
  sending: "Sending …",
  tickFirst: "Save and read the document, then tick the box.",
  noPasskey: "the directory lists no passkey of yours",
  signFirst: "add a passkey under Me and sign the directory with it",
  explain_review:
    "Read it before anybody signs. Afterwards only exactly these bytes can be signed.",
  explain_sign: "You sign for the shop, with {name}.",
  explain_witness: "You sign that {name} has drawn this signature before you.",
  explain_end:
    "You end the agreement with {name}, with {days} days of notice. Until then it is in force.",
  promise_review: "I have read the document, and it says what the terms say.",
  promise_sign: "I have read the document and sign it for the shop.",
  promise_witness: "The client stood before me, and has drawn it with their own hand.",
  promise_end: "I end this agreement.",
  go_review: "I have read it",
  go_sign: "Sign for the shop",
  go_witness: "Sign as the witness",
  go_end: "End it with notice",
  confidential: "Confidential",
  cleared: "Cleared",
  valid: "Valid",
  span: "{from} to {until}",
  notice: "Notice",
  days: "{days} days",
  returned: "Returned at its end",
});

const pins = browserPins();
const place = location.pathname.replace(/sign\/$/, "");
const DEEDS = field.exactly("", "review", "sign", "witness", "end");
const anything: field.Field<JSONValue> = (value) => value as JSONValue;
const AGREEMENT = field.record({
  id: field.id,
  client: field.id,
  name: field.textField("a name", () => true),
  number: field.textField("a number", (value) => value.length <= 40),
  document: field.key32,
  size: field.intField("a size", 1, 2 ** 30),
  terms: TERMS,
  seal: field.key32,
  drawing: anything,
  earliest: field.time,
});

type Deed = field.Of<typeof DEEDS>;

/** What the server knows, and the document as this browser has got it. */
interface Ready {
  readonly draft: Draft;
  readonly nonce: string;
  readonly deed: Deed;
  readonly agreement: field.Of<typeof AGREEMENT>;
  readonly drawing: Drawing | undefined;
  readonly document: Uint8Array;
}

async function load(): Promise<Ready> {
  const { nonce, deed, agreement, ...answer } = await get(`${place}facts`);
  const home = (answer.own as JSONObject | undefined)?.home;
  const fingerprint = meetGenesis((answer.genesis ?? null) as JSONValue, String(home), pins);
  const draft = await readDraft(answer, fingerprint, undefined, new Date());
  const about = AGREEMENT(agreement);
  working(t("fetching"));
  const document = await fetchFile(`${place}document`, {});
  requireSame(document, about.document);
  const drawing = about.drawing === null ? undefined : DRAWING(about.drawing);
  return {
    draft,
    nonce: field.key32(nonce),
    deed: DEEDS(deed),
    agreement: about,
    drawing,
    document,
  };
}

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
  const words = { name, days: terms.notice_days };
  find("explain", HTMLElement).textContent = t(`explain_${deed}`, words);
  find("promise", HTMLElement).textContent = t(`promise_${deed}`);
  find("go", HTMLButtonElement).textContent = t(`go_${deed}`);
  if (deed === "witness" && drawing !== undefined) {
    strokeOn(find("drawing", HTMLCanvasElement), drawing);
    show(find("drawn", HTMLElement));
  }
  show(find("sign", HTMLFormElement));
}

function facts(terms: Terms): readonly HTMLElement[] {
  const { confidential, cleared, valid_from, valid_until, notice_days, returned } = terms;
  const rows: readonly (readonly [string, string])[] = [
    [t("confidential"), confidential],
    [t("cleared"), cleared.map((each) => each.name).join(", ")],
    [t("valid"), t("span", { from: valid_from, until: valid_until })],
    [t("notice"), t("days", { days: notice_days })],
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
  if (hashOf(now.document) !== hashOf(shown.document)) throw new MalformedError(t("nothing"));
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
