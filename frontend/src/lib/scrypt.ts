/** The costly function that stands between a passphrase and its keys: 128 MiB, about a second. */

import { scrypt } from "@noble/hashes/scrypt.js";
import { type Bytes, owned, utf8 } from "./bytes.ts";

const COST = { N: 2 ** 17, r: 8, p: 1, dkLen: 64 };

/** What a page asks of the worker. */
export interface ScryptRequest {
  readonly passphrase: string;
  readonly salt: Uint8Array;
}

/** What the worker answers: 64 bytes, or that it could not. */
export interface ScryptReply {
  readonly out?: Uint8Array;
}

/** Return the 64 bytes for *passphrase* (its text form) and *salt*; block while computing. */
export function stretch(passphrase: string, salt: Uint8Array): Bytes {
  return owned(scrypt(utf8(passphrase), salt, COST));
}
