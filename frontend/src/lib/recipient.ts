/** The text form of age recipients: bech32 without its limit of length. */

import { bech32 } from "@scure/base";
import { type Bytes, owned } from "./bytes.ts";
import { MalformedError } from "./errors.ts";

const PREFIX = "age1pq";
const SIZE = 1216;

/** Return the 1216 bytes of the hybrid recipient *text*; refuse every other kind. */
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
  return owned(found.bytes);
}
