/** The text form of age recipients: bech32 without its limit of length. */

import { bech32 } from "@scure/base";
import { type Bytes, owned } from "./bytes.ts";
import { MalformedError } from "./errors.ts";

const PREFIX = "age1pq";
const SIZE = 1216;
const POLYNOMIALS = 1152; // bytes of 12-bit coefficients; 32 bytes of seed and 32 of X25519 follow
const Q = 3329;

/** Return the 1216 bytes of the hybrid recipient *text*; refuse every other kind, and keys out of range. */
export function recipientBytes(text: string): Bytes {
  let found: { prefix: string; bytes: Uint8Array };
  try {
    const { prefix, words } = bech32.decode(text as `${string}1${string}`, false);
    found = { prefix, bytes: bech32.fromWords(words) };
  } catch {
    throw new MalformedError("not a recipient");
  }
  if (found.prefix !== PREFIX || found.bytes.length !== SIZE || text !== text.toLowerCase()) {
    throw new MalformedError("not a hybrid recipient");
  }
  if (!isReduced(found.bytes.subarray(0, POLYNOMIALS))) {
    throw new MalformedError("not a valid ML-KEM key");
  }
  return owned(found.bytes);
}

/** Check the modulus (FIPS 203 section 7.2), which the ML-KEM library lets pass. */
function isReduced(polynomials: Uint8Array): boolean {
  for (let i = 0; i < polynomials.length; i += 3) {
    const [low = 0, middle = 0, high = 0] = polynomials.subarray(i, i + 3);
    if ((low | ((middle & 15) << 8)) >= Q || ((middle >> 4) | (high << 4)) >= Q) return false;
  }
  return true;
}
