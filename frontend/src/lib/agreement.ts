/** What is signed of an agreement: the bytes that this browser was given, and the terms as data. */

import { b64u, digest, hash, type JSONObject } from "./canon.ts";
import type { Statement } from "./contexts.ts";
import { VerificationError } from "./errors.ts";
import * as field from "./fields.ts";
import { compose, freshOwn } from "./statement.ts";

const text = field.textField("text", () => true);
const point: field.Field<readonly number[]> = field.list(
  field.intField("a coordinate", 0, 1200),
  2,
  2,
);

export const TERMS = field.record({
  v: field.exactly(1),
  confidential: text,
  cleared: field.list(field.record({ id: field.id, name: text }), 1, 50),
  valid_from: text,
  valid_until: text,
  notice_days: field.intField("days", 0, 3650),
  returned: text,
});
/** What was agreed, as both sides sign it. */
export type Terms = field.Of<typeof TERMS>;

export const DRAWING = field.record({
  v: field.exactly(1),
  width: field.exactly(1200),
  height: field.exactly(400),
  strokes: field.list(field.list(point, 1, 4000), 1, 60),
});
/** A signature as strokes on a field of 1200 by 400. */
export type Drawing = field.Of<typeof DRAWING>;

/** Who signs what, where and with which nonce. */
export interface Signing {
  readonly home: string;
  readonly agreement: string;
  readonly client: string;
  readonly role: "management" | "client" | "witness";
  readonly seal: string;
  readonly nonce: string;
}

/** Return the statement about *document*, which this browser has fetched, and *terms*. */
export function composeSigning(
  signing: Signing,
  document: Uint8Array,
  terms: Terms,
  drawing: Drawing | undefined,
  now: Date,
): Statement<"agreement"> {
  const fields = {
    ...signing,
    site: location.origin,
    document: hashOf(document),
    terms: b64u(digest(terms as unknown as JSONObject)),
    drawing: drawing === undefined ? "" : b64u(digest(drawing as unknown as JSONObject)),
    own: freshOwn(),
  };
  return compose("agreement", fields, now);
}

/** Return SHA-256 of *document* in base64url. */
export function hashOf(document: Uint8Array): string {
  return b64u(hash(document));
}

/** Refuse a *document* that is not the one whose hash stands on the page. */
export function requireSame(document: Uint8Array, expected: string): void {
  if (hashOf(document) !== expected) {
    throw new VerificationError("this is not the document that was drafted", {
      hint: "do not sign, and tell management",
    });
  }
}
