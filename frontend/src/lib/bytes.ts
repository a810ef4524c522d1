/** Bytes: joining, comparing, encoding. */

import { base64, base64nopad } from "@scure/base";
import { MalformedError } from "./errors.ts";

/** What WebCrypto and WebAuthn accept: bytes over memory of their own. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Return the UTF-8 bytes of *text*; refuse lone surrogates. */
export function utf8(text: string): Bytes {
  if (!text.isWellFormed()) throw new MalformedError("text has a lone surrogate");
  return new TextEncoder().encode(text);
}

/** Return the text that *data* encodes in UTF-8; refuse other bytes. */
export function fromUtf8(data: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch (cause) {
    throw new MalformedError("not utf-8", { cause });
  }
}

/** Return the bytes of *parts*, one after the other. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Say whether *a* and *b* hold the same bytes; the time taken does not tell where they differ. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}

/** Return *count* bytes from the browser's random generator. */
export function random(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** Return *data* over memory of its own, as browser interfaces want it. */
export function owned(data: Uint8Array | ArrayBuffer): Bytes {
  return Uint8Array.from(data instanceof Uint8Array ? data : new Uint8Array(data));
}

/** Return *value* as 8 bytes, big-endian. */
export function uint64(value: bigint | number): Bytes {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(value));
  return out;
}

/** Return the bytes of a standard, padded base64 *text* (RFC 4648 section 4), canonical only. */
export function fromBase64(text: string): Bytes {
  return decoded(() => base64.decode(text), "not base64");
}

/** Return *data* as standard, padded base64. */
export function toBase64(data: Uint8Array): string {
  return base64.encode(data);
}

/** Return *data* as standard base64 without padding, as age writes stanza arguments. */
export function toBase64Bare(data: Uint8Array): string {
  return base64nopad.encode(data);
}

/** Return the bytes of standard base64 without padding, canonical only. */
export function fromBase64Bare(text: string): Bytes {
  return decoded(() => base64nopad.decode(text), "not base64");
}

function decoded(decode: () => Uint8Array, message: string): Bytes {
  try {
    return owned(decode());
  } catch (cause) {
    throw new MalformedError(message, { cause });
  }
}
