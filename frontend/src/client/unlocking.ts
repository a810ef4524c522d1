/** Opening the client's key again: by the device's lock, by the seven words, by the receipt file. */

import { el } from "../lib/dom.ts";
import { NoKeyError } from "../lib/errors.ts";
import { type ClientIdentity, clientKey, openClient } from "../lib/identity.ts";
import { askPasskey } from "../lib/passkey.ts";
import { passkeyWrap } from "../lib/wrap.ts";
import { type Kept, keep } from "./kept.ts";
import { openReceipt } from "./receipt.ts";
import {
  button,
  complain,
  form,
  labelled,
  paragraph,
  plainInput,
  screen,
  working,
} from "./screens.ts";
import { composeVisit, startVisit, type Visit } from "./visit.ts";
import { t } from "./words.ts";

/** What to do with an opened key, and where to go without one. */
export interface After {
  readonly opened: () => Promise<void>;
  readonly back: () => void;
}

/** Ask for the key that this browser keeps; open a session with it. */
export function unlock(visit: Visit, kept: Kept, after: After): void {
  const arrive = async (identity: ClientIdentity): Promise<void> => {
    visit.identity = identity;
    visit.kept = kept;
    await startVisit(identity, visit.token);
    await after.opened();
  };
  const { input, sender } = wordsForm(async (typed) => {
    await arrive(await openReceipt(kept.receipt, typed, kept.home, kept.key));
  });
  const byPasskey = async (): Promise<void> => arrive(await openByPasskey(kept));
  screen(
    t("unlockTitle"),
    ...(kept.passkeyFile === undefined
      ? []
      : [button(t("usePasskey"), byPasskey, "btn btn-primary btn-lg w-100 mb-3", "fingerprint")]),
    sender,
    button(t("back"), after.back, "btn mt-3"),
  );
  if (kept.passkeyFile === undefined) input.focus();
}

/** Ask for the receipt file and its words, where the link says whose *key* it must hold. */
export function importReceipt(visit: Visit, key: string, after: After): void {
  const file = el("input", { type: "file", class: "form-control" });
  const { sender } = wordsForm(async (typed) => {
    const [chosen] = file.files ?? [];
    if (chosen === undefined) {
      complain(t("chooseFile"));
      return;
    }
    const receipt = new Uint8Array(await chosen.arrayBuffer());
    const identity = await openReceipt(receipt, typed, visit.home, key);
    await adopt(visit, identity, receipt);
    await after.opened();
  });
  screen(
    t("unlockTitle"),
    labelled(t("file"), file),
    sender,
    button(t("back"), after.back, "btn mt-3"),
  );
}

/** Take *identity* as the key of this browser: open a session, and keep the wrapped *receipt*. */
export async function adopt(
  visit: Visit,
  identity: ClientIdentity,
  receipt: Uint8Array,
): Promise<void> {
  visit.identity = identity;
  await startVisit(identity, visit.token);
  const { home, fingerprint } = visit;
  const key = clientKey(identity);
  visit.kept = { key, home, fingerprint, at: Date.now(), receipt, people: [] };
  if (receipt.length > 0) await keep(visit.kept).catch(() => undefined);
}

async function openByPasskey(kept: Kept): Promise<ClientIdentity> {
  const { credential = "", passkeyFile = new Uint8Array() } = kept;
  const statement = await composeVisit(kept.home, kept.key);
  const answer = await askPasskey(statement, [credential]);
  if (answer.prfKey === undefined) throw new NoKeyError("this passkey does not open the key");
  return openClient(passkeyFile, passkeyWrap(answer.prfKey), kept.home);
}

interface WordsForm {
  readonly input: HTMLInputElement;
  readonly sender: HTMLFormElement;
}

function wordsForm(act: (typed: string) => Promise<void>): WordsForm {
  const input = plainInput({ class: "form-control form-control-lg" });
  const submit = el("button", { type: "submit", class: "btn btn-lg w-100" }, t("useWords"));
  const sender = form(
    async () => {
      working(t("opening"));
      await act(input.value);
      input.value = "";
    },
    labelled(t("words"), input),
    submit,
  );
  return { input, sender };
}

/** Tell that there is no way in from here. */
export function noWay(title: string, text: string): void {
  screen(title, paragraph(text));
}
