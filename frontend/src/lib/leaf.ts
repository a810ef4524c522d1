/** A leaf of the ledger: an id only its subject can find, a commitment only its opener can read. */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, concat, equal, owned, uint64, utf8 } from "./bytes.ts";
import { b64u, fromBytes, hash, type JSONObject, toBytes, unb64u } from "./canon.ts";
import { MalformedError, VerificationError } from "./errors.ts";
import { exactly, key32, type Of, record } from "./fields.ts";

const DOMAIN = utf8("sealbench/leaf/v1\0");
const LEAF = record({ commit: key32, id: key32, v: exactly(1) });

/** One leaf, as the log holds it. */
export type Leaf = Of<typeof LEAF>;

/** Return the leaf in *data*; refuse any other spelling of it. */
export function parseLeaf(data: Uint8Array): Leaf {
  return LEAF(fromBytes(data));
}

/** Return the bytes of *leaf* that the log hashes. */
export function leafBytes(leaf: Leaf): Bytes {
  return toBytes(leaf);
}

/** Check that *leaf* commits to *payload* with the 32 random bytes *r*. */
export function verifyOpening(leaf: Leaf, r: Uint8Array, payload: JSONObject): void {
  if (r.length !== 32) throw new MalformedError("an opening is 32 bytes");
  const commit = hash(concat(DOMAIN, r, toBytes(payload)));
  if (!equal(commit, unb64u(leaf.commit, 32))) {
    throw new VerificationError("the leaf does not commit to this event");
  }
}

/** Check that *leaf* is number *counter* of the subject whose secret is *secret*. */
export function verifyLeafId(leaf: Leaf, secret: Uint8Array, counter: bigint | number): void {
  if (leaf.id !== leafId(secret, counter)) {
    throw new VerificationError("the leaf is not this event of this subject");
  }
}

/** Return the id of event *counter* (from 0) of the subject whose 32-byte secret is *secret*. */
export function leafId(secret: Uint8Array, counter: bigint | number): string {
  if (secret.length !== 32) throw new MalformedError("a secret is 32 bytes");
  const isExact = typeof counter === "bigint" || Number.isSafeInteger(counter);
  if (!isExact || counter < 0 || counter >= 2n ** 64n) throw new MalformedError("not a counter");
  return b64u(owned(hmac(sha256, secret, uint64(counter))));
}
