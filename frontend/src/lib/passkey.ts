/**
 * Passkey ceremonies: creating one, and answering a statement, each with the PRF key at once.
 *
 * What is sent to the server is built here by hand.  The browser's own serialisation of a
 * credential holds the PRF result, which is the key to the identity file: it is never used.
 */

import { type Bytes, owned, random } from "./bytes.ts";
import { b64u, unb64u } from "./canon.ts";
import type { Statement } from "./contexts.ts";
import { CancelledError, type SealbenchError, UnsupportedError } from "./errors.ts";
import { prfInputs, prfKey } from "./prf.ts";
import { type Assertion, challenge } from "./statement.ts";

const TIMEOUT = 120_000;
const ALGORITHMS = [-7, -8, -257]; // ES256, EdDSA, RS256: what a directory can list

/** What the server verifies when a passkey is made. */
export interface Registration {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports: readonly string[];
  };
}

/** A new passkey; *prfKey* is absent where the authenticator has no PRF. */
export interface NewPasskey {
  readonly id: string;
  readonly spki: string;
  readonly registration: Registration;
  readonly prfKey?: Bytes;
}

/** A passkey's answer; *prfKey* never leaves the browser. */
export interface Answer {
  readonly assertion: Assertion;
  readonly prfKey?: Bytes;
}

/** For whom a passkey is made; *handle* has 1 to 64 bytes and names nobody. */
export interface PasskeyOwner {
  readonly handle: Uint8Array;
  readonly name: string;
  readonly shop: string;
}

/** Say whether this browser can make and use passkeys here. */
export function hasPasskeys(): boolean {
  return globalThis.isSecureContext === true && "PublicKeyCredential" in globalThis;
}

/** Make a passkey for *owner* that answers *statement*; *known* credential ids are not made again. */
export async function createPasskey(
  statement: Statement,
  owner: PasskeyOwner,
  known: readonly string[] = [],
): Promise<NewPasskey> {
  const made = await ceremony(() =>
    navigator.credentials.create({ publicKey: creation(challenge(statement), owner, known) }),
  );
  const response = made.response as AuthenticatorAttestationResponse;
  const spki = response.getPublicKey();
  if (spki === null) throw new UnsupportedError("the passkey is of an unknown kind");
  const key = resultKey(made) ?? (hasPrf(made) ? await askForKey(made) : undefined);
  return {
    id: b64u(owned(made.rawId)),
    spki: b64u(owned(spki)),
    registration: registration(made, response),
    ...(key === undefined ? {} : { prfKey: key }),
  };
}

/** Have a passkey answer *statement*; *allowed* narrows the choice to these credential ids. */
export async function askPasskey(
  statement: Statement,
  allowed: readonly string[] = [],
): Promise<Answer> {
  const used = await ceremony(() =>
    navigator.credentials.get({ publicKey: request(challenge(statement), allowed) }),
  );
  const response = used.response as AuthenticatorAssertionResponse;
  const key = resultKey(used);
  const assertion: Assertion = {
    id: b64u(owned(used.rawId)),
    client_data: b64u(owned(response.clientDataJSON)),
    authenticator_data: b64u(owned(response.authenticatorData)),
    signature: b64u(owned(response.signature)),
  };
  return { assertion, ...(key === undefined ? {} : { prfKey: key }) };
}

/** Ask once more for the key where creation gave none; the answer itself goes nowhere. */
async function askForKey(made: PublicKeyCredential): Promise<Bytes | undefined> {
  const id = b64u(owned(made.rawId));
  const publicKey = request(random(32), [id]);
  return resultKey(await ceremony(() => navigator.credentials.get({ publicKey })));
}

function creation(
  challenge: Bytes,
  owner: PasskeyOwner,
  known: readonly string[],
): PublicKeyCredentialCreationOptions {
  return {
    challenge,
    rp: { id: location.hostname, name: owner.shop },
    user: { id: owned(owner.handle), name: owner.name, displayName: owner.name },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
    authenticatorSelection: {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
    attestation: "none",
    excludeCredentials: descriptors(known),
    extensions: prfInputs(),
    timeout: TIMEOUT,
  };
}

function request(challenge: Bytes, allowed: readonly string[]): PublicKeyCredentialRequestOptions {
  return {
    challenge,
    rpId: location.hostname,
    allowCredentials: descriptors(allowed),
    userVerification: "required",
    extensions: prfInputs(),
    timeout: TIMEOUT,
  };
}

function descriptors(ids: readonly string[]): PublicKeyCredentialDescriptor[] {
  return ids.map((id) => ({ type: "public-key", id: unb64u(id) }));
}

function registration(
  made: PublicKeyCredential,
  response: AuthenticatorAttestationResponse,
): Registration {
  const id = b64u(owned(made.rawId));
  return {
    id,
    rawId: id,
    type: "public-key",
    response: {
      clientDataJSON: b64u(owned(response.clientDataJSON)),
      attestationObject: b64u(owned(response.attestationObject)),
      transports: response.getTransports(),
    },
  };
}

function hasPrf(made: PublicKeyCredential): boolean {
  return made.getClientExtensionResults().prf?.enabled === true;
}

function resultKey(credential: PublicKeyCredential): Bytes | undefined {
  const { first, second } = credential.getClientExtensionResults().prf?.results ?? {};
  if (first === undefined || second === undefined) return undefined;
  return prfKey(bufferBytes(first), bufferBytes(second));
}

function bufferBytes(source: BufferSource): Bytes {
  return ArrayBuffer.isView(source)
    ? owned(new Uint8Array(source.buffer, source.byteOffset, source.byteLength))
    : owned(source as ArrayBuffer);
}

async function ceremony(run: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!hasPasskeys()) throw new UnsupportedError("this browser has no passkeys here");
  try {
    const credential = await run();
    if (credential !== null) return credential as PublicKeyCredential;
  } catch (error) {
    throw translated(error);
  }
  throw new CancelledError("no passkey was chosen");
}

function translated(error: unknown): SealbenchError {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "AbortError") {
    return new CancelledError("the passkey was not used", { hint: "try again when you are ready" });
  }
  if (name === "InvalidStateError") {
    return new UnsupportedError("this device already holds a passkey for you");
  }
  return new UnsupportedError("the passkey cannot be used here");
}
