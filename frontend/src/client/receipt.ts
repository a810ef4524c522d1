/** The receipt file: a client's identity under seven words, saved before a link is claimed. */

import type { Bytes } from "../lib/bytes.ts";
import { type ClientIdentity, clientKey, openClient, wrapByPassphrase } from "../lib/identity.ts";
import {
  deriveKeys,
  generatePassphrase,
  normalisePassphrase,
  receiptSalt,
} from "../lib/passphrase.ts";
import { passphraseWrap } from "../lib/wrap.ts";

/** A receipt at the one moment when its words are known. */
export interface Receipt {
  readonly words: string;
  readonly file: Bytes;
}

/** Return a receipt of *identity* under fresh words; takes some seconds on a small phone. */
export async function makeReceipt(identity: ClientIdentity): Promise<Receipt> {
  const words = generatePassphrase();
  const key = await wrappingKey(words, identity.home, clientKey(identity));
  return { words, file: await wrapByPassphrase(identity, key) };
}

/** Return the identity in *file*, whose client has the public *key*, by what somebody *typed*. */
export async function openReceipt(
  file: Uint8Array,
  typed: string,
  home: string,
  key: string,
): Promise<ClientIdentity> {
  const wrapping = await wrappingKey(normalisePassphrase(typed), home, key);
  return openClient(file, passphraseWrap(wrapping), home);
}

async function wrappingKey(words: string, home: string, key: string): Promise<Bytes> {
  return (await deriveKeys(words, receiptSalt(home, key))).wrappingKey;
}
