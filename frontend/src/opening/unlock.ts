/** Confirming an opening: the statement is composed here, and signed by what was just unwrapped. */

import { unb64u } from "../lib/canon.ts";
import { NoKeyError, UnsupportedError } from "../lib/errors.ts";
import { openPerson, type PersonIdentity, signerOf } from "../lib/identity.ts";
import { askPasskey } from "../lib/passkey.ts";
import { deriveKeys, normalisePassphrase, personSalt } from "../lib/passphrase.ts";
import { compose, freshOwn, type SignedStatement, sign } from "../lib/statement.ts";
import { passkeyWrap, passphraseWrap } from "../lib/wrap.ts";
import type { Facts } from "./facts.ts";

type Opening = SignedStatement<"opening">;

/** What a confirmation yields: the statement to send, and the identity that opens. */
export interface Confirmed {
  readonly signed: Opening;
  readonly identity: PersonIdentity;
}

/** Confirm by passkey: one ceremony asserts the statement and unwraps the identity. */
export async function confirmByPasskey(facts: Facts, purpose: string): Promise<Confirmed> {
  const { passkeys, home } = facts.identity;
  const usable = passkeys.filter((passkey) => passkey.file !== "");
  if (usable.length === 0) {
    throw new UnsupportedError("you have no passkey here", { hint: "use your passphrase" });
  }
  const statement = composed(facts, purpose, "passkey");
  const allowed = usable.map((passkey) => passkey.id);
  const { assertion, prfKey } = await askPasskey(statement, allowed);
  const used = usable.find((passkey) => passkey.id === assertion.id);
  if (used === undefined) throw new NoKeyError("this passkey is not known here");
  if (prfKey === undefined) {
    throw new UnsupportedError("the passkey gave no key", { hint: "use your passphrase" });
  }
  const identity = await openPerson(unb64u(used.file), passkeyWrap(prfKey), home);
  prfKey.fill(0);
  return { signed: sign(statement, [signerOf(identity, "opening")], assertion), identity };
}

/** Confirm by the passphrase that was *typed*. */
export async function confirmByPassphrase(
  facts: Facts,
  purpose: string,
  typed: string,
): Promise<Confirmed> {
  const { home, name, passphrase_file } = facts.identity;
  const passphrase = normalisePassphrase(typed);
  const { wrappingKey, signInSeed } = await deriveKeys(passphrase, personSalt(home, name));
  signInSeed.fill(0);
  const wrap = passphraseWrap(wrappingKey);
  const identity = await openPerson(unb64u(passphrase_file), wrap, home);
  wrappingKey.fill(0);
  const statement = composed(facts, purpose, "passphrase");
  return { signed: sign(statement, [signerOf(identity, "opening")]), identity };
}

function composed(facts: Facts, purpose: string, method: "passkey" | "passphrase") {
  const { job, login, nonce } = facts;
  const site = location.origin;
  return compose(
    "opening",
    { site, job, login, purpose, nonce, own: freshOwn(), method },
    new Date(),
  );
}
