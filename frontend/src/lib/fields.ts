/** The forms of the fields of statements and files (docs/spec/statement.md), checked strictly. */

import { isObject, type JSONValue, unb64u } from "./canon.ts";
import { isWeak } from "./ed25519.ts";
import { MalformedError } from "./errors.ts";
import { fromText } from "./time.ts";

/** A check: return the value if it has the form, else raise MalformedError. */
export type Field<T> = (value: unknown) => T;
/** The type of the values that a field lets through. */
export type Of<F> = F extends Field<infer T> ? T : never;

/** Return the field of text that satisfies *holds*; *form* names it in the error. */
export function textField(form: string, holds: (text: string) => boolean): Field<string> {
  return (value) => {
    if (typeof value !== "string" || !holds(value)) throw new MalformedError(`not ${form}`);
    return value;
  };
}

/** Return the field of base64url text for *low* to *high* bytes. */
export function bytesField(form: string, low: number, high: number): Field<string> {
  return textField(form, (text) => {
    if (text.length > Math.ceil((high * 4) / 3)) return false;
    const { length } = unb64u(text);
    return length >= low && length <= high;
  });
}

/** Return the field of integers from *low* to *high*. */
export function intField(form: string, low: number, high: number): Field<number> {
  return (value) => {
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < low || value > high) {
      throw new MalformedError(`not ${form}`);
    }
    return value;
  };
}

/** Return the field of exactly one of *literals*. */
export function exactly<const T extends readonly (string | number)[]>(
  ...literals: T
): Field<T[number]> {
  return (value) => {
    if (!literals.includes(value as T[number])) throw new MalformedError("not one of the values");
    return value as T[number];
  };
}

/** Return the field of lists of *low* to *high* items. */
export function list<T>(item: Field<T>, low: number, high: number): Field<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length < low || value.length > high) {
      throw new MalformedError("not a list of the right length");
    }
    return value.map((entry) => item(entry));
  };
}

/** Return the field of lists whose items rise strictly by *key*. */
export function sorted<T>(
  items: Field<readonly T[]>,
  key: (item: T) => string,
): Field<readonly T[]> {
  return (value) => {
    const found = items(value);
    const keys = found.map(key);
    const rising = keys.every((text, i) => i === 0 || (keys[i - 1] as string) < text);
    if (!rising) throw new MalformedError("a list is not sorted, or repeats itself");
    return found;
  };
}

/** Return the field of objects with exactly the fields of *schema*; other keys are refused. */
export function record<S extends Record<string, Field<JSONValue>>>(
  schema: S,
): Field<{ readonly [K in keyof S]: Of<S[K]> }> {
  const names = Object.keys(schema);
  return (value) => {
    if (!isObject(value) || Object.keys(value).length !== names.length) {
      throw new MalformedError("not an object with the right fields");
    }
    const fields = names.map((name) => [
      name,
      member(value, name, schema[name] as Field<JSONValue>),
    ]);
    return Object.fromEntries(fields) as { readonly [K in keyof S]: Of<S[K]> };
  };
}

function member(
  value: { [key: string]: unknown },
  name: string,
  field: Field<JSONValue>,
): JSONValue {
  if (!Object.hasOwn(value, name)) throw new MalformedError(`field ${name} is missing`);
  try {
    return field(value[name]);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new MalformedError(`field ${name}: ${error.message}`);
  }
}

const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

function isLine(text: string, most: number): boolean {
  const { length } = [...text];
  if (length < 1 || length > most || text !== text.normalize("NFC")) return false;
  if (FORBIDDEN.test(text) || /\p{Zs}/u.test(text.replaceAll(" ", ""))) return false;
  return text.split(" ").every((word) => word !== "");
}

const SITE = /^(https|http):\/\/([a-z0-9.-]{1,253})(?::([1-9][0-9]{0,4}))?$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

const DEFAULT_PORTS: { readonly [scheme: string]: string } = { http: "80", https: "443" };

function isSite(text: string): boolean {
  const [, scheme = "", host = "", port] = text.length <= 267 ? (SITE.exec(text) ?? []) : [];
  const labels = host.split(".");
  if (!labels.every((label) => LABEL.test(label)) || !/[a-z]/.test(labels.at(-1) ?? ""))
    return false;
  if (scheme === "http" && host !== "localhost") return false;
  return port === undefined || (Number(port) <= 65535 && port !== DEFAULT_PORTS[scheme]);
}

function isTime(text: string): boolean {
  return fromText(text) instanceof Date;
}

function isKey(text: string): boolean {
  return !isWeak(unb64u(text, 32));
}

const pattern = (form: string, expression: RegExp): Field<string> =>
  textField(form, (text) => expression.test(text));

export const time = textField("a time", isTime);
export const site = textField("a site", isSite);
export const name = textField("a name", (text) => isLine(text, 80));
export const key = textField("an Ed25519 key", isKey);
export const id = pattern("an id", /^[a-z2-7]{24}$/);
export const optionalId = pattern("an id or empty", /^([a-z2-7]{24})?$/);
export const origin = pattern("an origin", /^[a-z0-9][a-z0-9./-]{0,127}$/);
export const word = pattern("a word", /^[a-z][a-z0-9-]{0,39}$/);
export const recipient = pattern(
  "a recipient",
  /^age1pq1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{1952}$/,
);
/** Return the field of one line of visible text, of up to *most* letters. */
export function line(most: number): Field<string> {
  return textField("a line of text", (text) => isLine(text, most));
}

export const key32 = bytesField("32 bytes", 32, 32);
export const spki = bytesField("a public key", 1, 1024);
export const credential = bytesField("a credential", 1, 1023);
export const signature = bytesField("a signature", 64, 64);
export const count = intField("a count", 1, 99);
export const number = intField("a number", 1, Number.MAX_SAFE_INTEGER);
export const optionalHash = textField(
  "a hash or empty",
  (text) => text === "" || unb64u(text, 32).length === 32,
);

/** Let a truth value through. */
export const flag: Field<boolean> = (value) => {
  if (typeof value !== "boolean") throw new MalformedError("not true or false");
  return value;
};
