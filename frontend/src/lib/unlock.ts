/** One's own identity: the wrapped files that the server keeps, and unwrapping them here. */

import { unb64u } from "./canon.ts";
import { NoKeyError, VerificationError } from "./errors.ts";
import * as field from "./fields.ts";
import { openPerson, type PersonIdentity, personKeys } from "./identity.ts";
import type { Answer } from "./passkey.ts";
import { deriveKeys, normalisePassphrase, type PassphraseKeys, personSalt } from "./passphrase.ts";
import { passkeyWrap, passphraseWrap } from "./wrap.ts";

const file = field.bytesField("an identity file", 0, 8192);

/** What the server keeps for a person's own browser; an empty file opens by passphrase only. */
export const OWN = {
  home: field.id,
  person: field.id,
  name: field.name,
  passphrase_file: file,
  passkeys: field.list(field.record({ id: field.credential, spki: field.spki, file }), 0, 64),
  recipient: field.recipient,
  opening_key: field.key,
  statement_key: field.key,
};

const record = field.record(OWN);

/** A person's files and public keys, every field in its form. */
export type Own = field.Of<typeof record>;

/** Return the files in *value*; refuse any other form. */
export function readOwn(value: unknown): Own {
  return record(value);
}

/** Return the identity of *own*, unwrapped by the passkey's *answer*; undefined without PRF. */
export async function openByPasskey(own: Own, answer: Answer): Promise<PersonIdentity | undefined> {
  const used = own.passkeys.find((item) => item.id === answer.assertion.id);
  if (used === undefined) throw new NoKeyError("this passkey is not one of yours here");
  if (answer.prfKey === undefined || used.file === "") return undefined;
  const identity = await openPerson(unb64u(used.file), passkeyWrap(answer.prfKey), own.home);
  return ownIdentity(own, identity);
}

/** Return the identity of *own*, unwrapped by the wrapping key of its passphrase. */
export async function openByPassphrase(own: Own, keys: PassphraseKeys): Promise<PersonIdentity> {
  const wrap = passphraseWrap(keys.wrappingKey);
  return ownIdentity(own, await openPerson(unb64u(own.passphrase_file), wrap, own.home));
}

/** Return the keys of the passphrase that the person *name* of *home* typed. */
export function keysOf(typed: string, home: string, name: string): Promise<PassphraseKeys> {
  return deriveKeys(normalisePassphrase(typed), personSalt(home, name));
}

/** Refuse an identity whose public keys are not those that the server names. */
async function ownIdentity(own: Own, identity: PersonIdentity): Promise<PersonIdentity> {
  const keys = await personKeys(identity);
  const isOwn =
    keys.recipient === own.recipient &&
    keys.opening_key === own.opening_key &&
    keys.statement_key === own.statement_key;
  if (!isOwn) throw new VerificationError("the file holds other keys than yours");
  return identity;
}
