/** The key that a passkey gives by its PRF extension (docs/spec/identity-file.md). */

import { extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, concat, owned, utf8 } from "./bytes.ts";
import { hash } from "./canon.ts";
import { MalformedError } from "./errors.ts";

export const PRF_LABEL = "age-encryption.org/fido2prf";
/** Constant, since a sign-in without a user name knows no salt of the user's own. */
export const PRF_NONCE: Bytes = hash(utf8("sealbench prf nonce v1")).slice(0, 16);

/** Return the extension inputs, always sent in full: some authenticators fail at an empty `prf`. */
export function prfInputs(): { prf: { eval: { first: Bytes; second: Bytes } } } {
  const label = utf8(PRF_LABEL);
  const first = concat(label, Uint8Array.of(1), PRF_NONCE);
  const second = concat(label, Uint8Array.of(2), PRF_NONCE);
  return { prf: { eval: { first, second } } };
}

/** Return the 32-byte key from the two results of the extension, 32 bytes each. */
export function prfKey(first: Uint8Array, second: Uint8Array): Bytes {
  if (first.length !== 32 || second.length !== 32) throw new MalformedError("not a PRF result");
  return owned(extract(sha256, concat(first, second), utf8(PRF_LABEL)));
}
