/** Checking a passkey's answer to a statement, without a server (WebAuthn level 3, section 7.2). */

import { type Bytes, concat, equal, fromUtf8, owned, utf8 } from "./bytes.ts";
import { b64u, hash, parse, unb64u } from "./canon.ts";
import type { Statement } from "./contexts.ts";
import { verifyBytes } from "./ed25519.ts";
import { MalformedError, VerificationError } from "./errors.ts";
import { type Assertion, challenge } from "./statement.ts";

const UP_AND_UV = 0b101;
const ED25519_SPKI = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const P256_SPKI = [
  0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
  0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];
const RSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const P256 = { name: "ECDSA", namedCurve: "P-256" };

/**
 * Check that the passkey with the public key *spki* (DER, base64url) answered *statement* at *site*.
 *
 * Raise VerificationError if not, MalformedError if something does not parse.
 */
export async function verifyAssertion(
  assertion: Assertion,
  statement: Statement,
  spki: string,
  site: string,
): Promise<void> {
  const clientData = unb64u(assertion.client_data);
  const authenticatorData = unb64u(assertion.authenticator_data);
  checkClientData(clientData, statement, site);
  checkAuthenticatorData(authenticatorData, site);
  const signed = concat(authenticatorData, hash(clientData));
  await verifyByKey(unb64u(assertion.signature), signed, unb64u(spki));
}

function checkClientData(data: Bytes, statement: Statement, site: string): void {
  const { type, challenge: answered, origin, crossOrigin, topOrigin } = parse(fromUtf8(data));
  const isHere = origin === site && (crossOrigin === undefined || crossOrigin === false);
  if (type !== "webauthn.get" || !isHere || topOrigin !== undefined) {
    throw new VerificationError("the passkey answered elsewhere");
  }
  if (answered !== b64u(challenge(statement))) {
    throw new VerificationError("the passkey answered something else");
  }
}

function checkAuthenticatorData(data: Bytes, site: string): void {
  if (data.length < 37) throw new MalformedError("authenticator data is too short");
  if (!equal(data.subarray(0, 32), hash(utf8(new URL(site).hostname)))) {
    throw new VerificationError("the passkey belongs to another site");
  }
  if (((data[32] as number) & UP_AND_UV) !== UP_AND_UV) {
    throw new VerificationError("the passkey did not verify its user");
  }
}

async function verifyByKey(signature: Bytes, signed: Bytes, spki: Bytes): Promise<void> {
  if (startsWith(spki, ED25519_SPKI, 32)) return verifyBytes(signature, signed, spki.subarray(12));
  const genuine = startsWith(spki, P256_SPKI, 64)
    ? await verifyEcdsa(signature, signed, spki)
    : await crypto.subtle.verify(RSA.name, await rsaKey(spki), signature, signed);
  if (!genuine) throw new VerificationError("the passkey's signature does not verify");
}

async function verifyEcdsa(signature: Bytes, signed: Bytes, spki: Bytes): Promise<boolean> {
  const key = await importKey(spki, P256);
  return crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" },
    key,
    rawSignature(signature),
    signed,
  );
}

async function rsaKey(spki: Bytes): Promise<CryptoKey> {
  const key = await importKey(spki, RSA);
  const bits = (key.algorithm as RsaKeyAlgorithm).modulusLength;
  const exported = owned(await crypto.subtle.exportKey("spki", key));
  if (bits < 2048 || bits > 4096 || !equal(exported, spki)) {
    throw new MalformedError("not a public key of a known kind");
  }
  return key;
}

async function importKey(
  spki: Bytes,
  algorithm: EcKeyImportParams | RsaHashedImportParams,
): Promise<CryptoKey> {
  try {
    return await crypto.subtle.importKey("spki", spki, algorithm, true, ["verify"]);
  } catch (cause) {
    throw new MalformedError("not a public key of a known kind", { cause });
  }
}

/** Return r || s of the strict DER in *signature*, 64 bytes, as WebCrypto wants them. */
function rawSignature(signature: Bytes): Bytes {
  if (signature[0] !== 0x30 || signature[1] !== signature.length - 2) {
    throw new MalformedError("not an ECDSA signature");
  }
  const [r, rest] = integer(signature.subarray(2));
  const [s, end] = integer(rest);
  if (end.length > 0) throw new MalformedError("not an ECDSA signature");
  return concat(r, s);
}

/** Return the first DER integer of *data* in 32 bytes, and what follows it. */
function integer(data: Uint8Array): [Uint8Array, Uint8Array] {
  const [tag, size = 0, first = 0, second = 0] = data;
  const digits = data.subarray(2, 2 + size);
  const isPadded = first === 0 && size > 1 && second < 0x80;
  if (tag !== 2 || size < 1 || digits.length !== size || first >= 0x80 || isPadded) {
    throw new MalformedError("not an ECDSA signature");
  }
  const significant = first === 0 ? digits.subarray(1) : digits;
  if (significant.length > 32) throw new MalformedError("not an ECDSA signature");
  return [concat(new Uint8Array(32 - significant.length), significant), data.subarray(2 + size)];
}

function startsWith(data: Uint8Array, prefix: readonly number[], more: number): boolean {
  return data.length === prefix.length + more && prefix.every((byte, i) => data[i] === byte);
}
