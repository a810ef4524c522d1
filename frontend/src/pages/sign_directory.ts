/** Signing the directory: the chain checked, the difference shown, then passkey and key. */

import { get, post } from "../lib/api.ts";
import { attempt, working } from "../lib/attempt.ts";
import type { JSONObject } from "../lib/canon.ts";
import type { Directory } from "../lib/contexts.ts";
import { isTrial } from "../lib/directory.ts";
import { el, fill, find, onSubmit, show } from "../lib/dom.ts";
import {
  allowedPasskeys,
  composeMove,
  composeNext,
  type Difference,
  type Draft,
  daysLeft,
  differences,
  readAddress,
  readDraft,
} from "../lib/draft.ts";
import { meetGenesis, nextPath } from "../lib/entry.ts";
import { UnsupportedError, VerificationError } from "../lib/errors.ts";
import { type PersonIdentity, signerOf } from "../lib/identity.ts";
import { type Answer, askPasskey } from "../lib/passkey.ts";
import { browserPins } from "../lib/pins.ts";
import { sign } from "../lib/statement.ts";
import { keysOf, openByPasskey, openByPassphrase } from "../lib/unlock.ts";
import { translator } from "../lib/words.ts";

const t = translator({
  enters: "+ {name} ({roles}) comes in",
  "new-keys": "↻ {name} ({roles}) has new keys",
  renamed: "{name} ({roles}) had another name before",
  roles: "{name} is now: {roles}",
  passkeys: "{name} has other passkeys",
  leaves: "− {name} ({roles}) is revoked for ever",
  nothing: "Nobody comes or goes: signing renews it for 30 days.",
  holds: "Number {number} holds for {days} more days. The next holds for 30 days.",
  expired:
    "Number {number} has expired: clients’ browsers do not seal. The next holds for 30 days.",
  confirm: "Confirm with your passkey …",
  sending: "Sending …",
  noPasskey: "the directory lists no passkey of yours",
  addOne: "add a passkey under Me first",
  compare: "Tick that you have compared the new fingerprints.",
});

const pins = browserPins();

async function load(): Promise<Draft> {
  const seen = pins.directory?.number;
  const answer = await get(`/people/sign/draft${seen === undefined ? "" : `?seen=${seen}`}`);
  const home = (answer.own as JSONObject | undefined)?.home;
  const fingerprint = meetGenesis(answer.genesis ?? null, String(home), pins);
  const draft = await readDraft(answer, fingerprint, pins.directory, new Date());
  pins.advanceDirectory(draft.pin);
  return draft;
}

function review(draft: Draft): void {
  const days = daysLeft(draft.current, new Date());
  const { number } = draft.current;
  const text = days < 0 ? t("expired", { number }) : t("holds", { number, days });
  find("state", HTMLParagraphElement).textContent = text;
  const changes = differences(draft);
  const items = changes.length > 0 ? changes.map(line) : [entry(t("nothing"))];
  fill(find("changes", HTMLUListElement), ...items);
  show(find("compared-label", HTMLLabelElement), brings(changes));
  working("");
  // A trial gets its name without a word: the directory is signed again where it then is.
  show(find("move", HTMLDetailsElement), !isTrial(location.origin));
  show(find("review", HTMLElement));
}

/** Say whether new keys come in, which somebody must have compared. */
function brings(changes: readonly Difference[]): boolean {
  return changes.some((change) => change.fingerprint !== "");
}

function line({ kind, name, roles, fingerprint }: Difference): HTMLLIElement {
  return entry(t(kind, { name, roles: roles.join(", ") }), fingerprint);
}

function entry(text: string, fingerprint = ""): HTMLLIElement {
  const item = el("li", { class: "list-group-item" }, text);
  if (fingerprint !== "") item.append(el("div", { class: "fingerprint" }, fingerprint));
  return item;
}

/** What the passkey has confirmed and only the key must still sign. */
interface Confirmed {
  readonly draft: Draft;
  readonly next: Directory;
  readonly answer: Answer;
}

async function confirmNext(draft: Draft): Promise<Confirmed> {
  const compared = find("compared", HTMLInputElement).checked;
  if (brings(differences(draft)) && !compared) throw new VerificationError(t("compare"));
  const allowed = allowedPasskeys(draft, location.origin);
  if (allowed.length === 0) throw new UnsupportedError(t("noPasskey"), { hint: t("addOne") });
  const there = find("site", HTMLInputElement).value.trim();
  const next =
    there === ""
      ? composeNext(draft, location.origin, new Date())
      : composeMove(draft, readAddress(there), new Date());
  working(t("confirm"));
  return { draft, next, answer: await askPasskey(next, allowed) };
}

async function finish({ next, answer }: Confirmed, identity: PersonIdentity): Promise<void> {
  working(t("sending"));
  const signed = sign(next, [signerOf(identity, "statement")], answer.assertion);
  const taken = await post("/people/sign/take", { directory: { ...signed } as JSONObject });
  location.assign(nextPath(taken.next));
}

async function run(): Promise<void> {
  const draft = await load();
  review(draft);
  let confirmed: Confirmed | undefined;
  onSubmit(find("sign", HTMLFormElement), () =>
    attempt(async () => {
      confirmed = await confirmNext(draft);
      const identity = await openByPasskey(draft.own, confirmed.answer);
      if (identity) await finish(confirmed, identity);
      else show(find("unwrap", HTMLFormElement));
    }),
  );
  onSubmit(find("unwrap", HTMLFormElement), () =>
    attempt(async () => {
      if (!confirmed) return;
      const typed = find("passphrase", HTMLInputElement);
      const { home, name } = draft.own;
      const keys = await keysOf(typed.value, home, name);
      await finish(confirmed, await openByPassphrase(draft.own, keys));
      typed.value = "";
    }),
  );
}

void attempt(run);
