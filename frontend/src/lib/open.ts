/** Opening a sealed login in the browser of the person to whom it was sealed. */

import { Decrypter } from "age-encryption";
import { b64u, hash } from "./canon.ts";
import { MalformedError, NoKeyError, VerificationError } from "./errors.ts";
import { fromPlaintext, type Login, type LoginPlace } from "./login.ts";

const NO_MATCH = "no identity matched";

/**
 * Return the login in *file*, opened with the age identity *identity*.
 *
 * *place* says which login is expected, *ciphertext* the hash that the client signed: raise
 * VerificationError where one differs, NoKeyError where the file is sealed to others.
 */
export async function openLogin(
  file: Uint8Array,
  identity: string,
  place: LoginPlace,
  ciphertext: string,
): Promise<Login> {
  if (b64u(hash(file)) !== ciphertext) throw new VerificationError("not the login that was signed");
  const plaintext = await decrypt(file, identity);
  try {
    return fromPlaintext(plaintext, place);
  } finally {
    plaintext.fill(0);
  }
}

async function decrypt(file: Uint8Array, identity: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(file);
  } catch (error) {
    const sealedToOthers = error instanceof Error && error.message.startsWith(NO_MATCH);
    if (sealedToOthers) throw new NoKeyError("it is not sealed to this person");
    throw new MalformedError("not a sealed login");
  }
}
