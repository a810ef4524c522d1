/** Wrapping an identity file: age files with one stanza, by a passkey or by a passphrase. */

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { Decrypter, Encrypter, type Identity, type Recipient, Stanza } from "age-encryption";
import { type Bytes, equal, fromBase64Bare, owned, random, toBase64Bare, utf8 } from "./bytes.ts";
import { MalformedError, NoKeyError, SealbenchError } from "./errors.ts";
import { PRF_LABEL, PRF_NONCE } from "./prf.ts";

const PASSPHRASE_LABEL = "sealbench.org/passphrase-key";
const LARGEST = 8192;
const SALT = 16;
const ZERO_NONCE = new Uint8Array(12); // each key wraps one file key only

/** What wraps and unwraps the file key: *keyFor* gives the key for a stanza's argument. */
export interface Wrap {
  readonly label: string;
  readonly freshArgument: () => Bytes;
  readonly keyFor: (argument: Uint8Array) => Uint8Array;
}

/** Return the wrap of the passkey whose PRF key is *key*. */
export function passkeyWrap(key: Uint8Array): Wrap {
  const keyFor = (nonce: Uint8Array): Uint8Array => {
    if (!equal(nonce, PRF_NONCE)) throw new MalformedError("the stanza has another nonce");
    return key;
  };
  return { label: PRF_LABEL, freshArgument: () => PRF_NONCE, keyFor };
}

/** Return the wrap of the passphrase whose wrapping key is *wrappingKey*. */
export function passphraseWrap(wrappingKey: Uint8Array): Wrap {
  const info = utf8(PASSPHRASE_LABEL);
  const keyFor = (salt: Uint8Array): Uint8Array => {
    if (salt.length !== SALT) throw new MalformedError("the stanza's salt is not 16 bytes");
    return hkdf(sha256, wrappingKey, salt, info, 32);
  };
  return { label: PASSPHRASE_LABEL, freshArgument: () => random(SALT), keyFor };
}

/** Return *payload* in an age file whose one stanza is by *wrap*. */
export async function sealWrapped(payload: Uint8Array, wrap: Wrap): Promise<Bytes> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient(wrap));
  const file = owned(await encrypter.encrypt(payload));
  if (file.length > LARGEST) throw new MalformedError("the identity file is too large");
  return file;
}

/**
 * Return the payload of *file*, whose one stanza *wrap* opens.
 *
 * Raise NoKeyError if it was wrapped by something else, MalformedError if it does not parse.
 */
export async function openWrapped(file: Uint8Array, wrap: Wrap): Promise<Bytes> {
  if (file.length > LARGEST) throw new MalformedError("the identity file is too large");
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity(wrap));
  try {
    return owned(await decrypter.decrypt(file));
  } catch (error) {
    if (error instanceof SealbenchError) throw error;
    throw new MalformedError("not an identity file");
  }
}

function recipient(wrap: Wrap): Recipient {
  return {
    wrapFileKey: (fileKey) => {
      const argument = wrap.freshArgument();
      const body = chacha20poly1305(wrap.keyFor(argument), ZERO_NONCE).encrypt(fileKey);
      return [new Stanza([wrap.label, toBase64Bare(argument)], body)];
    },
  };
}

function identity(wrap: Wrap): Identity {
  return { unwrapFileKey: (stanzas) => unwrap(stanzas, wrap) };
}

function unwrap(stanzas: readonly Stanza[], wrap: Wrap): Uint8Array {
  const [stanza] = stanzas;
  if (stanza === undefined || stanzas.length !== 1 || stanza.args.length !== 2) {
    throw new MalformedError("an identity file has one stanza with one argument");
  }
  const [label, argument] = stanza.args as [string, string];
  if (label !== wrap.label) throw new NoKeyError("the file is wrapped in another way");
  const key = wrap.keyFor(fromBase64Bare(argument));
  if (stanza.body.length !== 32) throw new MalformedError("the wrapped key is not 32 bytes");
  try {
    return chacha20poly1305(key, ZERO_NONCE).decrypt(stanza.body);
  } catch {
    throw new NoKeyError("this key does not open the file");
  }
}
