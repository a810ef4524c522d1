/**
 * One canonical JSON (RFC 8785), one hash of it, one text form of bytes.
 *
 * The twin of `src/sealbench/canon.py`: whatever is hashed or signed is encoded here.
 * Numbers are integers within ±(2^53 - 1).
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { base64urlnopad } from "@scure/base";
import canonicalize from "canonicalize";
import { type Bytes, equal, fromUtf8, owned, utf8 } from "./bytes.ts";
import { MalformedError } from "./errors.ts";

export type JSONValue =
  | null
  | boolean
  | number
  | string
  | readonly JSONValue[]
  | { readonly [key: string]: JSONValue };
export type JSONObject = { readonly [key: string]: JSONValue };

const DEEPEST = 64;

/** Return the one encoding of *value* that is ever hashed; refuse what is not canonical JSON. */
export function toBytes(value: JSONValue): Bytes {
  check(value, 0);
  return utf8(canonicalize(value) as string);
}

/** Return the object that *data* encodes; refuse any other spelling of it. */
export function fromBytes(data: Uint8Array): JSONObject {
  const value = parse(fromUtf8(data));
  if (!equal(toBytes(value), data)) throw new MalformedError("json is not canonical");
  return value;
}

/** Return the JSON object in *text*, canonical or not; refuse doubled keys and floats. */
export function parse(text: string): JSONObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedError("not json"); // the cause would quote the text
  }
  if (!isObject(value)) throw new MalformedError("not a json object");
  check(value, 0);
  checkSpelling(text);
  return value as JSONObject;
}

/** Return the SHA-256 of the canonical encoding of *value*, 32 bytes. */
export function digest(value: JSONValue): Bytes {
  return hash(toBytes(value));
}

/** Return the SHA-256 of *data*, 32 bytes. */
export function hash(data: Uint8Array): Bytes {
  return owned(sha256(data));
}

/** Return *data* as base64url without padding (RFC 4648 section 5). */
export function b64u(data: Uint8Array): string {
  return base64urlnopad.encode(data);
}

/** Return the bytes of a base64url *text*; refuse other spellings and, if given, sizes. */
export function unb64u(text: string, size?: number): Bytes {
  let data: Bytes;
  try {
    data = owned(base64urlnopad.decode(text));
  } catch {
    throw new MalformedError("not base64url"); // the cause would quote the text
  }
  if (size !== undefined && data.length !== size)
    throw new MalformedError(`expected ${size} bytes`);
  return data;
}

/** Return the digest of *value* as people compare it: 40 hex digits in groups of four. */
export function fingerprint(value: JSONValue): string {
  const digits = Array.from(digest(value).subarray(0, 20), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  return (digits.match(/.{4}/g) as string[]).join(" ");
}

/** Say whether *value* is a plain object, as JSON has them. */
export function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function check(value: unknown, depth: number): void {
  if (depth > DEEPEST) throw new MalformedError("nested too deeply");
  if (Array.isArray(value)) {
    for (const item of value) check(item, depth + 1);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      check(key, depth);
      check(item, depth + 1);
    }
  } else {
    checkScalar(value);
  }
}

const TEXT = /"(?:[^"\\]|\\.)*"/g;
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}:]/g;

/** Refuse what JSON.parse lets pass in *text*, which is JSON: doubled keys, and 1.0 for 1. */
function checkSpelling(text: string): void {
  if (/\d[.eE]/.test(text.replace(TEXT, ""))) throw new MalformedError("floats have no place here");
  const open: Set<string>[] = [];
  let last = "";
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (token === ":") addKey(open.at(-1), last);
    else last = token;
  }
}

function addKey(keys: Set<string> | undefined, token: string): void {
  const key: string = JSON.parse(token);
  if (keys?.has(key)) throw new MalformedError("doubled key");
  keys?.add(key);
}

function checkScalar(value: unknown): void {
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new MalformedError("text has a lone surrogate");
  } else if (typeof value !== "number") {
    throw new MalformedError(`${typeof value} is not canonical json`);
  } else if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    throw new MalformedError("not an integer within range");
  }
}
