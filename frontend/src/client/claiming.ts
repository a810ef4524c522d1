/** Claiming a link: one question per screen; the receipt is saved before anything is claimed. */

import { ApiError } from "../lib/api.ts";
import { el } from "../lib/dom.ts";
import { CancelledError, UnsupportedError } from "../lib/errors.ts";
import { localTime } from "../lib/format.ts";
import { clientKey, makeClientIdentity, wrapByPasskey } from "../lib/identity.ts";
import { tokenHash } from "../lib/link.ts";
import { createPasskey, hasPasskeys } from "../lib/passkey.ts";
import { download } from "../lib/saving.ts";
import { toText } from "../lib/time.ts";
import * as calls from "./calls.ts";
import { type Kept, keep } from "./kept.ts";
import { makeReceipt, type Receipt } from "./receipt.ts";
import {
  button,
  check,
  complain,
  form,
  labelled,
  paragraph,
  plainInput,
  screen,
  wordList,
  working,
} from "./screens.ts";
import { composeClaim, freshHandle, signClaim, type Visit } from "./visit.ts";
import { t } from "./words.ts";

/** What to show once the link is claimed, or once it turns out that somebody else was first. */
export interface Ways {
  readonly home: () => Promise<void>;
  readonly claimed: (since: number, late: boolean) => void;
}

/** Ask the first question of an unclaimed link. */
export function beginClaim(visit: Visit, ways: Ways): void {
  const end = (): void => {
    screen(
      t("staysEnd"),
      paragraph(t("staysEndText")),
      button(t("back"), () => beginClaim(visit, ways)),
    );
  };
  screen(
    t("staysTitle"),
    paragraph(t("staysText")),
    el(
      "div",
      { class: "choices" },
      button(t("staysNo"), () => askCode(visit, ways), "btn btn-primary btn-lg", "device-mobile"),
      button(t("staysYes"), end, "btn btn-lg", "building-store"),
    ),
  );
}

function askCode(visit: Visit, ways: Ways): void {
  const input = codeInput();
  const send = async (): Promise<void> => {
    const code = input.value.trim();
    if (!/^[0-9]{6}$/.test(code)) complain(t("codeForm"));
    else await prepare(visit, code, ways);
  };
  screen(t("codeTitle"), paragraph(t("codeText")), form(send, labelled(t("code"), input), next()));
}

async function prepare(visit: Visit, code: string, ways: Ways): Promise<void> {
  working(t("making"));
  const identity = await makeClientIdentity(visit.home);
  visit.identity = identity;
  const receipt = await makeReceipt(identity);
  showReceipt(visit, receipt, () => offerPasskey(visit, receipt, code, ways));
}

function showReceipt(visit: Visit, receipt: Receipt, go: () => void): void {
  const { row, box } = check(t("written"));
  let saved = false;
  const save = (): void => {
    download(receipt.file, `receipt-${visit.home.slice(0, 6)}.age`);
    saved = true;
  };
  const confirm = async (): Promise<void> => {
    if (!saved || !box.checked) complain(t("saveFirst"));
    else go();
  };
  screen(
    t("receiptTitle"),
    paragraph(t("receiptText")),
    wordList(receipt.words),
    button(t("save"), save, "btn btn-lg w-100 mb-3", "download"),
    form(confirm, row, next()),
  );
}

function offerPasskey(visit: Visit, receipt: Receipt, code: string, ways: Ways): void {
  const without = (): Promise<void> => finish(visit, { receipt: receipt.file }, code, ways);
  if (!hasPasskeys()) {
    screen(
      t("passkeyTitle"),
      paragraph(t("passkeyNone")),
      button(t("next"), without, "btn btn-primary btn-lg"),
    );
    return;
  }
  const make = async (): Promise<void> => {
    const guarded = await guard(visit, receipt);
    await finish(visit, guarded ?? { receipt: receipt.file }, code, ways);
  };
  screen(
    t("passkeyTitle"),
    paragraph(t("passkeyText")),
    el(
      "div",
      { class: "choices" },
      button(t("passkeyMake"), make, "btn btn-primary btn-lg", "fingerprint"),
      button(t("passkeySkip"), without, "btn btn-lg", "key"),
    ),
  );
}

type Files = Pick<Kept, "receipt" | "credential" | "passkeyFile">;

/** Return the identity wrapped by a new passkey; undefined where it has no PRF. */
async function guard(visit: Visit, receipt: Receipt): Promise<Files | undefined> {
  const { identity } = visit;
  if (identity === undefined) return undefined;
  const owner = { handle: freshHandle(), name: visit.shop.name, shop: visit.shop.name };
  try {
    const made = await createPasskey(await composeClaim(identity, tokenHash(visit.token)), owner);
    if (made.prfKey === undefined) return undefined;
    const passkeyFile = await wrapByPasskey(identity, made.prfKey);
    return { receipt: receipt.file, credential: made.id, passkeyFile };
  } catch (error) {
    if (error instanceof CancelledError || error instanceof UnsupportedError) return undefined;
    throw error;
  }
}

async function finish(visit: Visit, files: Files, code: string, ways: Ways): Promise<void> {
  const { identity } = visit;
  if (identity === undefined) return;
  working(t("loading"));
  const statement = await composeClaim(identity, tokenHash(visit.token));
  try {
    await calls.claim(visit.token, code, signClaim(statement, identity));
  } catch (error) {
    await recover(error, visit, files, ways);
    return;
  }
  const { home, fingerprint } = visit;
  const kept = {
    key: clientKey(identity),
    home,
    fingerprint,
    at: Date.now(),
    people: [],
    ...files,
  };
  visit.kept = kept;
  visit.fresh = true;
  await keep(kept).catch(() => undefined); // a private window keeps nothing: the receipt does
  await ways.home();
}

/** A wrong code is asked for again with the same key; a lost race is told with its time. */
async function recover(error: unknown, visit: Visit, files: Files, ways: Ways): Promise<void> {
  if (!(error instanceof ApiError)) throw error;
  const { since } = error.details;
  if (error.code === "claimed" && typeof since === "number") {
    ways.claimed(since, true);
    return;
  }
  if (error.status !== 403 || error.details.clause !== "A5") throw error;
  const input = codeInput();
  const send = (): Promise<void> => finish(visit, files, input.value.trim(), ways);
  screen(t("codeTitle"), paragraph(t("codeText")), form(send, labelled(t("code"), input), next()));
  complain(t("codeWrong"));
}

/** Return the instant *seconds* in the viewer's zone. */
export function when(seconds: number): string {
  return localTime(toText(new Date(seconds * 1000)));
}

function codeInput(): HTMLInputElement {
  return plainInput({
    inputmode: "numeric",
    maxlength: "6",
    class: "form-control form-control-lg code",
  });
}

function next(): HTMLButtonElement {
  return el("button", { type: "submit", class: "btn btn-primary btn-lg w-100" }, t("next"));
}
