/** Opening the return package in the client's own browser. */

import { Decrypter } from "age-encryption";
import { MalformedError, NoKeyError } from "./errors.ts";

const NO_MATCH = "no identity matched";

/** Return the zip inside of *file*; raise NoKeyError where it is sealed to another key. */
export async function openPackage(file: Uint8Array, identity: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(file);
  } catch (error) {
    const sealedToOthers = error instanceof Error && error.message.startsWith(NO_MATCH);
    if (sealedToOthers) throw new NoKeyError("it is not sealed to this key");
    throw new MalformedError("not a return package");
  }
}
