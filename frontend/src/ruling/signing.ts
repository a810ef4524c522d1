/** Signing a house rule or its end: a passkey of the directory confirms, then the key signs. */

import { post } from "../lib/api.ts";
import { attempt, working } from "../lib/attempt.ts";
import type { JSONObject } from "../lib/canon.ts";
import type { Statement } from "../lib/contexts.ts";
import { find, onSubmit, show } from "../lib/dom.ts";
import { allowedPasskeys, type Draft } from "../lib/draft.ts";
import { nextPath } from "../lib/entry.ts";
import { UnsupportedError } from "../lib/errors.ts";
import { composeHouseRule } from "../lib/house_rule.ts";
import { type PersonIdentity, signerOf } from "../lib/identity.ts";
import { type Answer, askPasskey } from "../lib/passkey.ts";
import type { HouseRule } from "../lib/rule_fields.ts";
import { sign } from "../lib/statement.ts";
import { keysOf, openByPasskey, openByPassphrase } from "../lib/unlock.ts";
import { translator } from "../lib/words.ts";
import type { RuleDraft } from "./draft.ts";

const t = translator({
  confirm: "Confirm with your passkey …",
  sending: "Sending …",
  noPasskey: "the directory lists no passkey of yours",
  signFirst: "add a passkey under Me and sign the directory with it",
});

/** What is to be signed: the rule as the manager has read it. */
export interface Meant {
  readonly ready: RuleDraft;
  readonly number: number;
  readonly rule: HouseRule;
  readonly text: string;
}

interface Confirmed {
  readonly draft: Draft;
  readonly statement: Statement<"house-rule">;
  readonly answer: Answer;
}

/** Have the form `sign` confirm what *meant* returns, to *act* on it at *address*. */
export function signOnSubmit(
  act: "add" | "retire",
  address: string,
  meant: () => Promise<Meant>,
): void {
  let confirmed: Confirmed | undefined;
  onSubmit(find("sign", HTMLFormElement), () =>
    attempt(async () => {
      confirmed = await confirm(act, await meant());
      const identity = await openByPasskey(confirmed.draft.own, confirmed.answer);
      if (identity) await finish(address, confirmed, identity);
      else show(find("unwrap", HTMLFormElement));
    }),
  );
  onSubmit(find("unwrap", HTMLFormElement), () =>
    attempt(async () => {
      if (!confirmed) return;
      const { own } = confirmed.draft;
      const typed = find("passphrase", HTMLInputElement);
      const keys = await keysOf(typed.value, own.home, own.name);
      await finish(address, confirmed, await openByPassphrase(own, keys));
      typed.value = "";
    }),
  );
}

async function confirm(act: "add" | "retire", { ready, ...rule }: Meant): Promise<Confirmed> {
  const { draft, nonce } = ready;
  const allowed = allowedPasskeys(draft, location.origin);
  if (allowed.length === 0) throw new UnsupportedError(t("noPasskey"), { hint: t("signFirst") });
  const chosen = { home: draft.own.home, number: rule.number, nonce };
  const statement = composeHouseRule(act, rule, chosen, location.origin, new Date());
  working(t("confirm"));
  return { draft, statement, answer: await askPasskey(statement, allowed) };
}

async function finish(
  address: string,
  { statement, answer }: Confirmed,
  identity: PersonIdentity,
): Promise<void> {
  working(t("sending"));
  const signed = sign(statement, [signerOf(identity, "statement")], answer.assertion);
  const taken = await post(address, { rule: { ...signed } as JSONObject });
  location.assign(nextPath(taken.next));
}
