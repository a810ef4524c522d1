/** Sealing a login to exactly the people whom the client named. */

import { Encrypter } from "age-encryption";
import { type Bytes, owned, utf8 } from "./bytes.ts";
import { b64u, hash } from "./canon.ts";
import { MalformedError } from "./errors.ts";
import { type Login, toPlaintext } from "./login.ts";
import { recipientBytes } from "./recipient.ts";

const MOST = 16;

/** A sealed login, with what the client signs about it (context `seal`). */
export interface Sealed {
  readonly file: Bytes;
  readonly ciphertext: string;
  readonly recipients: readonly string[];
}

/**
 * Return *login* sealed to *recipients*: 1 to 16 distinct hybrid ones.
 *
 * One classic recipient among them would undo the protection of all, and is refused here: the age
 * library would let it pass.
 */
export async function sealLogin(login: Login, recipients: readonly string[]): Promise<Sealed> {
  checkRecipients(recipients);
  const plaintext = toPlaintext(login);
  try {
    const file = await encrypt(plaintext, recipients);
    return { file, ciphertext: b64u(hash(file)), recipients: recipientHashes(recipients) };
  } finally {
    plaintext.fill(0);
  }
}

/** Return the hashes of *recipients* as the statement `seal` lists them. */
export function recipientHashes(recipients: readonly string[]): readonly string[] {
  return recipients.map((text) => b64u(hash(utf8(text)))).sort();
}

/** Refuse *recipients* unless they are 1 to 16 distinct hybrid ones. */
export function checkRecipients(recipients: readonly string[]): void {
  if (recipients.length < 1 || recipients.length > MOST) {
    throw new MalformedError("a login is sealed to 1 to 16 people");
  }
  if (new Set(recipients).size !== recipients.length) {
    throw new MalformedError("a recipient is named twice");
  }
  for (const text of recipients) recipientBytes(text);
}

/** Seal nothing to *recipients*, so that the first real seal finds the code compiled. */
export async function warmUp(recipients: readonly string[]): Promise<void> {
  checkRecipients(recipients);
  await encrypt(new Uint8Array(512), recipients);
}

async function encrypt(plaintext: Uint8Array, recipients: readonly string[]): Promise<Bytes> {
  const encrypter = new Encrypter();
  for (const text of recipients) encrypter.addRecipient(text);
  try {
    return owned(await encrypter.encrypt(plaintext));
  } catch {
    throw new MalformedError("a recipient is not a valid key"); // an X25519 key of small order
  }
}
