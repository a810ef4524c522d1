/** Padding of a sealed login, so that its length tells nothing (docs/spec/sealed-login.md). */

import type { Bytes } from "./bytes.ts";
import { MalformedError } from "./errors.ts";

const BLOCK = 512;
const HEADER = 4;
export const LARGEST_PLAINTEXT = 4096;

/** Return *data* behind its length, filled with zeros to a multiple of 512 bytes. */
export function pad(data: Uint8Array): Bytes {
  const size = paddedSize(data.length);
  if (size > LARGEST_PLAINTEXT) {
    throw new MalformedError("the login is too long", { hint: "shorten the note" });
  }
  const out = new Uint8Array(size);
  new DataView(out.buffer).setUint32(0, data.length);
  out.set(data, HEADER);
  return out;
}

/** Return what `pad` was given; refuse every other padding. */
export function unpad(padded: Uint8Array): Bytes {
  if (padded.length < BLOCK || padded.length > LARGEST_PLAINTEXT) {
    throw new MalformedError("the plaintext has a wrong length");
  }
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (paddedSize(length) !== padded.length) throw new MalformedError("the padding is wrong");
  const rest = padded.subarray(HEADER + length);
  if (rest.some((byte) => byte !== 0)) throw new MalformedError("the padding is not zero");
  return new Uint8Array(padded.slice(HEADER, HEADER + length));
}

function paddedSize(length: number): number {
  return Math.ceil((HEADER + length) / BLOCK) * BLOCK;
}
