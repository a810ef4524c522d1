/** Ed25519 (RFC 8032): keys from 32-byte seeds, signing, strict verification. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { type Bytes, owned } from "./bytes.ts";
import { MalformedError, VerificationError } from "./errors.ts";

const P = 2n ** 255n - 19n;
const SMALL_ORDER = [
  0n,
  1n,
  P - 1n,
  2707385501144840649318225287225658788936804267575313519463743609750303402022n,
];

/** Return the public key of *seed*, 32 bytes. */
export function publicKey(seed: Uint8Array): Bytes {
  if (seed.length !== 32) throw new MalformedError("a seed is 32 bytes");
  return owned(ed25519.getPublicKey(seed));
}

/** Return the signature of *message* by the key of *seed*, 64 bytes. */
export function signBytes(message: Uint8Array, seed: Uint8Array): Bytes {
  if (seed.length !== 32) throw new MalformedError("a seed is 32 bytes");
  return owned(ed25519.sign(message, seed));
}

/**
 * Say whether *point* (32 bytes) is no canonical point, or one of small order.
 *
 * Under such a key one signature fits many messages, and verifiers disagree about it.
 */
export function isWeak(point: Uint8Array): boolean {
  const y = point.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n) & (2n ** 255n - 1n);
  return y >= P || SMALL_ORDER.includes(y) || SMALL_ORDER.includes(P - y);
}

/** Check that the key *key* signed *message*; raise VerificationError if not. */
export function verifyBytes(signature: Uint8Array, message: Uint8Array, key: Uint8Array): void {
  let genuine = false;
  try {
    const weak = isWeak(key) || isWeak(signature.subarray(0, 32));
    genuine = !weak && ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    genuine = false; // a signature or key of another size, or no point of the curve
  }
  if (!genuine) throw new VerificationError("the signature does not verify");
}
