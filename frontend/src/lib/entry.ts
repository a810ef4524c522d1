/** Signing in: the statement, composed here of a nonce that was checked and of what is ours. */

import type { JSONObject, JSONValue } from "./canon.ts";
import type { Statement } from "./contexts.ts";
import { verifyGenesis } from "./directory.ts";
import { VerificationError } from "./errors.ts";
import * as field from "./fields.ts";
import type { Pins } from "./pins.ts";
import { compose, freshOwn, parseSigned, statementHash } from "./statement.ts";

const anything: field.Field<JSONValue> = (value) => value as JSONValue;
const DOOR = field.record({
  home: field.id,
  shop: field.textField("a line", (text) => text.length <= 200),
  genesis: anything,
  nonce: field.key32,
});

/** What the server gives to whoever wants to sign in. */
export type Door = field.Of<typeof DOOR>;

/** Return the door in the server's *answer*, of the shop that *pins* know or now meet. */
export function readDoor(answer: JSONObject, pins: Pins): Door {
  const door = DOOR(answer);
  meetGenesis(door.genesis, door.home, pins);
  return door;
}

/** Check *genesis* of *home* and remember it; ForkError where this browser knows another one. */
export function meetGenesis(genesis: JSONValue, home: string, pins: Pins): string {
  const fingerprint = statementHash(parseSigned("genesis", genesis).statement);
  const root = verifyGenesis(genesis, fingerprint);
  if (root.home !== home) throw new VerificationError("the shop names another home");
  pins.meet(fingerprint);
  return fingerprint;
}

/** Return the statement that signs a person in at *site*; *nonce* is all that the server chose. */
export function composeSignIn(
  { home, nonce }: { readonly home: string; readonly nonce: string },
  method: "passkey" | "passphrase",
  site: string,
  now: Date,
): Statement<"sign-in"> {
  return compose("sign-in", { site, home, method, nonce, own: freshOwn() }, now);
}

/** Return *value* if it is a path of this site: where the server sends a person next. */
export function nextPath(value: JSONValue | undefined): string {
  return field.textField("a path of this site", (text) => /^\/(?![/\\])[!-~]*$/.test(text))(value);
}
