/** Identity files: a person's or client's secret keys, wrapped (docs/spec/identity-file.md). */

import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { type Bytes, random } from "./bytes.ts";
import { b64u, fromBytes, type JSONObject, toBytes, unb64u } from "./canon.ts";
import { publicKey } from "./ed25519.ts";
import { MalformedError, VerificationError } from "./errors.ts";
import * as field from "./fields.ts";
import type { Signer } from "./statement.ts";
import { openWrapped, passkeyWrap, passphraseWrap, sealWrapped, type Wrap } from "./wrap.ts";

const common = {
  v: field.exactly(1),
  home: field.id,
  age: field.textField("an age identity", (text) => /^AGE-SECRET-KEY-PQ-1[A-Z0-9]{58}$/.test(text)),
};
const PERSON = field.record({
  ...common,
  kind: field.exactly("person"),
  opening_seed: field.key32,
  statement_seed: field.key32,
});
const CLIENT = field.record({
  ...common,
  kind: field.exactly("client"),
  client_seed: field.key32,
});

export type PersonIdentity = field.Of<typeof PERSON>;
export type ClientIdentity = field.Of<typeof CLIENT>;
export type Identity = ClientIdentity | PersonIdentity;

/** The public halves of a person's identity, as the directory lists them. */
export interface PersonKeys {
  readonly recipient: string;
  readonly opening_key: string;
  readonly statement_key: string;
}

/** Return a fresh identity of a person of *home*. */
export async function makePersonIdentity(home: string): Promise<PersonIdentity> {
  return PERSON({
    v: 1,
    kind: "person",
    home,
    age: await generateHybridIdentity(),
    opening_seed: b64u(random(32)),
    statement_seed: b64u(random(32)),
  });
}

/** Return a fresh identity of a client of *home*. */
export async function makeClientIdentity(home: string): Promise<ClientIdentity> {
  const age = await generateHybridIdentity();
  return CLIENT({ v: 1, kind: "client", home, age, client_seed: b64u(random(32)) });
}

/** Return the public keys of *person*. */
export async function personKeys(person: PersonIdentity): Promise<PersonKeys> {
  return {
    recipient: await recipientOf(person),
    opening_key: b64u(publicKey(unb64u(person.opening_seed))),
    statement_key: b64u(publicKey(unb64u(person.statement_seed))),
  };
}

/** Return the public signing key of *client*, base64url. */
export function clientKey(client: ClientIdentity): string {
  return b64u(publicKey(unb64u(client.client_seed)));
}

/** Return the recipient to which one seals for *identity*. */
export function recipientOf(identity: Identity): Promise<string> {
  return identityToRecipient(identity.age);
}

/** Return the signer of *identity* in *role*; refuse a role that it has no key for. */
export function signerOf(identity: Identity, role: "client" | "opening" | "statement"): Signer {
  const seeds: JSONObject = identity;
  const seed = seeds[`${role}_seed`];
  if (typeof seed !== "string") throw new MalformedError("this identity has no such key");
  return { role, seed: unb64u(seed, 32) };
}

/**
 * Return the identity file of *identity* for the passkey whose PRF key is *prfKey*.
 *
 * A credential wraps one file, ever: a second one under the same key and nonce would give away the
 * XOR of both file keys.
 */
export function wrapByPasskey(identity: Identity, prfKey: Uint8Array): Promise<Bytes> {
  return sealWrapped(toBytes(identity), passkeyWrap(prfKey));
}

/** Return an identity file of *identity* for the passphrase whose wrapping key is *wrappingKey*. */
export function wrapByPassphrase(identity: Identity, wrappingKey: Uint8Array): Promise<Bytes> {
  return sealWrapped(toBytes(identity), passphraseWrap(wrappingKey));
}

/** Return the person of *home* in *file*, unwrapped by *wrap*. */
export async function openPerson(
  file: Uint8Array,
  wrap: Wrap,
  home: string,
): Promise<PersonIdentity> {
  return ofHome(PERSON(fromBytes(await openWrapped(file, wrap))), home);
}

/** Return the client of *home* in *file*, unwrapped by *wrap*. */
export async function openClient(
  file: Uint8Array,
  wrap: Wrap,
  home: string,
): Promise<ClientIdentity> {
  return ofHome(CLIENT(fromBytes(await openWrapped(file, wrap))), home);
}

/** Return the client of *home* in *value*, which came sealed to this browser; refuse other forms. */
export function parseClient(value: unknown, home: string): ClientIdentity {
  return ofHome(CLIENT(value), home);
}

function ofHome<T extends Identity>(identity: T, home: string): T {
  if (identity.home !== home) throw new VerificationError("the identity belongs to another shop");
  return identity;
}
