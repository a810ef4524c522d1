/** Stating something as a person: a passkey of the directory confirms, then the statement key signs. */

import { attempt, working } from "./attempt.ts";
import type { Context, Statement } from "./contexts.ts";
import { find, onSubmit, show } from "./dom.ts";
import { allowedPasskeys, type Draft } from "./draft.ts";
import { UnsupportedError } from "./errors.ts";
import { type PersonIdentity, signerOf } from "./identity.ts";
import { type Answer, askPasskey } from "./passkey.ts";
import { type SignedStatement, sign } from "./statement.ts";
import { keysOf, openByPasskey, openByPassphrase } from "./unlock.ts";
import { translator } from "./words.ts";

const t = translator({
  confirm: "Confirm with your passkey …",
  sending: "Sending …",
  noPasskey: "the directory lists no passkey of yours",
  signFirst: "add a passkey under Me; then a manager signs the directory with it",
});

/** What is to be signed, and the person's own files. */
export interface Meant<N extends Context> {
  readonly draft: Draft;
  readonly statement: Statement<N>;
}

interface Confirmed<N extends Context> extends Meant<N> {
  readonly answer: Answer;
}

/**
 * Have the form `sign` sign what *meant* returns, and *send* it; `unwrap` asks for a passphrase.
 *
 * Nothing is signed where *meant* returns nothing.
 */
export function stateOnSubmit<N extends Context>(
  meant: () => Promise<Meant<N> | undefined>,
  send: (signed: SignedStatement<N>) => Promise<void>,
): void {
  let confirmed: Confirmed<N> | undefined;
  onSubmit(find("sign", HTMLFormElement), () =>
    attempt(async () => {
      const what = await meant();
      if (what === undefined) return;
      confirmed = await confirm(what);
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

  async function finish(what: Confirmed<N>, identity: PersonIdentity): Promise<void> {
    working(t("sending"));
    await send(sign(what.statement, [signerOf(identity, "statement")], what.answer.assertion));
  }
}

async function confirm<N extends Context>(meant: Meant<N>): Promise<Confirmed<N>> {
  const allowed = allowedPasskeys(meant.draft, location.origin);
  if (allowed.length === 0) throw new UnsupportedError(t("noPasskey"), { hint: t("signFirst") });
  working(t("confirm"));
  return { ...meant, answer: await askPasskey(meant.statement, allowed) };
}
