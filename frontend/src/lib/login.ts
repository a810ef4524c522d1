/** What a sealed login holds once it is open (docs/spec/sealed-login.md). */

import type { Bytes } from "./bytes.ts";
import { fromBytes, toBytes } from "./canon.ts";
import { MalformedError, VerificationError } from "./errors.ts";
import * as field from "./fields.ts";
import { pad, unpad } from "./padding.ts";

const LONGEST = 4000;

const text = field.textField("text of at most 4000 letters", (value) => {
  return value.isWellFormed() && [...value].length <= LONGEST;
});

const LOGIN = field.record({
  v: field.exactly(1),
  job: field.id,
  login: field.id,
  label: field.name,
  user: text,
  password: text,
  note: text,
});

/** A login in clear: only in the browsers of who seals and who opens. */
export type Login = Omit<field.Of<typeof LOGIN>, "v">;
/** Which login is meant; the ciphertext of another one does not open as this one. */
export type LoginPlace = Pick<Login, "job" | "label" | "login">;

/** Return the padded plaintext of *login*. */
export function toPlaintext(login: Login): Bytes {
  return pad(toBytes(LOGIN({ ...login, v: 1 })));
}

/** Return the login in *plaintext*, which must be the one that *place* names. */
export function fromPlaintext(plaintext: Uint8Array, place: LoginPlace): Login {
  const { v: _, ...login } = LOGIN(withoutEcho(() => fromBytes(unpad(plaintext))));
  const isHere =
    login.job === place.job && login.login === place.login && login.label === place.label;
  if (!isHere) throw new VerificationError("it was sealed for another job or under another label");
  return login;
}

/** Run *read*; an error of it must not carry what it read. */
function withoutEcho<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new MalformedError("not a sealed login");
  }
}
