/** Making a recovery key: printed, read back from the paper, then set by passkey and key. */

import { get, post } from "../lib/api.ts";
import { attempt, complain, working } from "../lib/attempt.ts";
import type { JSONObject, JSONValue } from "../lib/canon.ts";
import { el, fill, find, onSubmit, show } from "../lib/dom.ts";
import { allowedPasskeys, type Draft, readDraft } from "../lib/draft.ts";
import { meetGenesis, nextPath } from "../lib/entry.ts";
import { UnsupportedError } from "../lib/errors.ts";
import * as field from "../lib/fields.ts";
import { localTime } from "../lib/format.ts";
import { type PersonIdentity, signerOf } from "../lib/identity.ts";
import { type Answer, askPasskey } from "../lib/passkey.ts";
import { browserPins } from "../lib/pins.ts";
import {
  composeRecovery,
  grouped,
  isOnPaper,
  makeRecovery,
  type Recovery,
} from "../lib/recovery.ts";
import { sign } from "../lib/statement.ts";
import { toText } from "../lib/time.ts";
import { keysOf, openByPasskey, openByPassphrase } from "../lib/unlock.ts";
import { translator } from "../lib/words.ts";

const t = translator({
  none: "There is no recovery key yet.",
  there:
    "There is a recovery key already: {fingerprint}. A new one takes its place; the old sheet then opens nothing newer.",
  making: "Making the key …",
  wrong: "That is not how your paper ends.",
  confirm: "Confirm with your passkey …",
  sending: "Sending the public half …",
  noPasskey: "the directory lists no passkey of yours",
  signFirst: "add a passkey under Me and sign the directory with it",
});

const pins = browserPins();

/** What the server knows: the manager's own files, the key of now, and a nonce to sign. */
interface Ready {
  readonly draft: Draft;
  readonly nonce: string;
  readonly before: string;
}

async function load(): Promise<Ready> {
  const { nonce, before, ...answer } = await get("/escrow/recovery/draft");
  const home = (answer.own as JSONObject | undefined)?.home;
  const fingerprint = meetGenesis((answer.genesis ?? null) as JSONValue, String(home), pins);
  const draft = await readDraft(answer, fingerprint, undefined, new Date());
  return { draft, nonce: field.key32(nonce), before: String(before) };
}

function showSheet(recovery: Recovery, home: string): void {
  const groups = grouped(recovery).map((group) => el("span", {}, group));
  fill(find("key", HTMLParagraphElement), ...groups);
  find("key-fingerprint", HTMLElement).textContent = recovery.printed;
  find("home", HTMLElement).textContent = home;
  find("site", HTMLElement).textContent = location.origin;
  find("made", HTMLElement).textContent = localTime(toText(new Date()));
  show(find("start", HTMLFormElement), false);
  show(find("sheet", HTMLElement));
}

/** What the passkey has confirmed and only the key must still sign. */
interface Confirmed {
  readonly ready: Ready;
  readonly statement: ReturnType<typeof composeRecovery>;
  readonly answer: Answer;
}

/** Compose and confirm; the nonce is fresh, for printing may have taken longer than one lives. */
async function confirm(recovery: Recovery): Promise<Confirmed> {
  const ready = await load();
  const { draft, nonce } = ready;
  const allowed = allowedPasskeys(draft, location.origin);
  if (allowed.length === 0) throw new UnsupportedError(t("noPasskey"), { hint: t("signFirst") });
  const { home } = draft.own;
  const site = location.origin;
  const statement = composeRecovery(recovery, { home, nonce }, "passkey", site, new Date());
  working(t("confirm"));
  return { ready, statement, answer: await askPasskey(statement, allowed) };
}

async function finish({ statement, answer }: Confirmed, identity: PersonIdentity): Promise<void> {
  working(t("sending"));
  const signed = sign(statement, [signerOf(identity, "statement")], answer.assertion);
  const taken = await post("/escrow/recovery/take", { recovery: { ...signed } as JSONObject });
  fill(find("key", HTMLParagraphElement));
  location.assign(nextPath(taken.next));
}

function askBack(): void {
  show(find("sheet", HTMLElement), false);
  show(find("repeat", HTMLFormElement));
  const typed = find("ending", HTMLInputElement);
  typed.value = "";
  typed.focus();
}

/** Wire the page; the key in the making lives in this closure alone. */
async function run(): Promise<void> {
  const { before, draft } = await load();
  working("");
  const text = before === "" ? t("none") : t("there", { fingerprint: before });
  find("state", HTMLParagraphElement).textContent = text;
  show(find("start", HTMLFormElement));
  let recovery: Recovery | undefined;
  let confirmed: Confirmed | undefined;
  onSubmit(find("start", HTMLFormElement), () =>
    attempt(async () => {
      working(t("making"));
      recovery = await makeRecovery();
      working("");
      showSheet(recovery, draft.own.home);
    }),
  );
  find("print", HTMLButtonElement).addEventListener("click", () => print());
  find("written", HTMLButtonElement).addEventListener("click", askBack);
  find("back", HTMLButtonElement).addEventListener("click", () => {
    show(find("repeat", HTMLFormElement), false);
    show(find("sheet", HTMLElement));
  });
  onSubmit(find("repeat", HTMLFormElement), () =>
    attempt(async () => {
      if (!recovery) return;
      if (!isOnPaper(recovery, find("ending", HTMLInputElement).value)) {
        complain(t("wrong"));
        return;
      }
      confirmed = await confirm(recovery);
      const identity = await openByPasskey(confirmed.ready.draft.own, confirmed.answer);
      if (identity) await finish(confirmed, identity);
      else show(find("unwrap", HTMLFormElement));
    }),
  );
  onSubmit(find("unwrap", HTMLFormElement), () =>
    attempt(async () => {
      if (!confirmed) return;
      const { own } = confirmed.ready.draft;
      const typed = find("passphrase", HTMLInputElement);
      const keys = await keysOf(typed.value, own.home, own.name);
      await finish(confirmed, await openByPassphrase(own, keys));
      typed.value = "";
    }),
  );
}

void attempt(run);
