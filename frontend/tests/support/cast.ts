/** The cast: fixed keys and a software authenticator, real in all but the hardware. */

import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { concat, owned, random, utf8 } from "../../src/lib/bytes.ts";
import { b64u, hash } from "../../src/lib/canon.ts";
import type { Statement } from "../../src/lib/contexts.ts";
import { publicKey } from "../../src/lib/ed25519.ts";
import {
  clientKey,
  makeClientIdentity,
  makePersonIdentity,
  personKeys,
  recipientOf,
} from "../../src/lib/identity.ts";
import { type Assertion, challenge } from "../../src/lib/statement.ts";
import type { Entrant } from "../../src/lib/succession.ts";

export const SITE = "https://shop.example";
export const HOME = "mfrggzdfmztwq2lkmnrxe2lo";
export const JOB = "nbswy3dpeb3w64tmmqqxg33n";
export const LOGIN = "nbswy3dpeb3w64tmmqqxg22a";
export const ORIGIN = "sealbench.org/log/test";
export const NOW = new Date("2026-11-23T15:00:00Z");
export const NONCE = b64u(new Uint8Array(32).fill(7));
export const OWN = b64u(new Uint8Array(32).fill(9));

/** Return a seed that is the same in every run. */
export function seed(value: number): Uint8Array {
  return new Uint8Array(32).fill(value);
}

/** Return the public key of `seed(value)` in base64url. */
export function key(value: number): string {
  return b64u(publicKey(seed(value)));
}

export type Algorithm = "ed25519" | "p256" | "rsa";

/** What an answer may get wrong. */
export interface Slip {
  readonly site?: string;
  readonly flags?: number;
  readonly client?: { readonly [name: string]: unknown };
}

/** An authenticator with one passkey: it signs as WebAuthn level 3 says, and has PRF. */
export class Authenticator {
  readonly id: string = b64u(random(16));
  readonly spki: string;
  readonly #key: KeyObject;
  readonly #secret = random(32);

  constructor(algorithm: Algorithm = "p256") {
    const pair = keyPair(algorithm);
    this.#key = pair.privateKey;
    this.spki = b64u(pair.publicKey.export({ type: "spki", format: "der" }));
  }

  /** Answer *statement* at *site*; *slip* says what goes wrong. */
  answer(statement: Statement, site: string = SITE, slip: Slip = {}): Assertion {
    const client = {
      type: "webauthn.get",
      challenge: b64u(challenge(statement)),
      origin: site,
      crossOrigin: false,
    };
    const data = utf8(JSON.stringify({ ...client, ...slip.client }));
    return this.answerTo(data, slip.site ?? site, slip.flags ?? 0x1d);
  }

  /** Sign *clientData* for *site* with *flags*. */
  answerTo(clientData: Uint8Array, site: string, flags: number): Assertion {
    const host = hash(utf8(new URL(site).hostname));
    const authenticatorData = concat(host, Uint8Array.of(flags, 0, 0, 0, 0));
    const signed = concat(authenticatorData, hash(clientData));
    const algorithm = this.#key.asymmetricKeyType === "ed25519" ? null : "sha256";
    return {
      id: this.id,
      client_data: b64u(clientData),
      authenticator_data: b64u(authenticatorData),
      signature: b64u(sign(algorithm, signed, this.#key)),
    };
  }

  /** Return the PRF result for *input*, the same every time. */
  prf(input: Uint8Array): Uint8Array {
    return owned(createHmac("sha256", this.#secret).update(input).digest());
  }
}

function keyPair(algorithm: Algorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  if (algorithm === "ed25519") return generateKeyPairSync("ed25519");
  if (algorithm === "rsa") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

/** A person with keys, a passkey, and an entry for the directory. */
export async function makePerson(id: string, name: string, roles: Entrant["roles"]) {
  const identity = await makePersonIdentity(HOME);
  const keys = await personKeys(identity);
  const authenticator = new Authenticator();
  const passkeys = [{ id: authenticator.id, spki: authenticator.spki }];
  const entrant: Entrant = { id, name, roles, ...keys, passkeys };
  return { identity, authenticator, entrant };
}

/** A client with keys. */
export async function makeClient() {
  const identity = await makeClientIdentity(HOME);
  return { identity, key: clientKey(identity), recipient: await recipientOf(identity) };
}
