/** A second device: it asks, the first compares four words and seals the keys to it. */

import { wordlist } from "@scure/bip39/wordlists/english.js";
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { owned, utf8 } from "../lib/bytes.ts";
import { b64u, fromBytes, hash, toBytes, unb64u } from "../lib/canon.ts";
import { MalformedError, VerificationError } from "../lib/errors.ts";
import { type ClientIdentity, clientKey, parseClient } from "../lib/identity.ts";
import { pad, unpad } from "../lib/padding.ts";
import { recipientBytes } from "../lib/recipient.ts";
import * as calls from "./calls.ts";
import { button, paragraph, screen, wordList } from "./screens.ts";
import { type After, adopt } from "./unlocking.ts";
import type { Visit } from "./visit.ts";
import { t } from "./words.ts";

const WORDS = 4; // 44 bits: six digits could be found again for another key within minutes
const PAUSE = 3000;
const TRIES = 300; // a quarter of an hour, as long as a request stands

/** Return the words by which people compare *recipient* on two screens. */
export function checkWords(recipient: string): string {
  const bits = hash(utf8(`sealbench/device/v1\0${recipient}`));
  const number = (at: number): number => ((bits[at] as number) << 8) | (bits[at + 1] as number);
  return Array.from({ length: WORDS }, (_, i) => wordlist[number(2 * i) % wordlist.length]).join(
    " ",
  );
}

/** Return *identity* sealed to *recipient*, as the server passes it on. */
export async function sealIdentity(identity: ClientIdentity, recipient: string): Promise<string> {
  recipientBytes(recipient);
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return b64u(owned(await encrypter.encrypt(pad(toBytes(identity)))));
}

/** Return the identity in *box* for the holder of *age*; its key must be the link's *key*. */
export async function openIdentity(
  box: string,
  age: string,
  home: string,
  key: string,
): Promise<ClientIdentity> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(age);
  const identity = parseClient(fromBytes(unpad(await decrypted(decrypter, box))), home);
  if (clientKey(identity) !== key) throw new VerificationError("this is another client's key");
  return identity;
}

/** On the new device: ask, show the words, wait, and open the page. */
export async function askFirstDevice(visit: Visit, key: string, after: After): Promise<void> {
  const age = await generateHybridIdentity();
  const recipient = await identityToRecipient(age);
  const request = await calls.askDevice(visit.token, recipient);
  let waiting = true;
  const back = (): void => {
    waiting = false;
    after.back();
  };
  screen(
    t("deviceTitle"),
    paragraph(t("deviceText")),
    wordList(checkWords(recipient)),
    paragraph(t("deviceWait"), "text-secondary"),
    button(t("cancel"), back, "btn mt-3"),
  );
  for (let i = 0; i < TRIES && waiting; i++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const box = waiting ? await calls.fetchDevice(visit.token, request) : "";
    if (box === "") continue;
    // Nothing wrapped stays here: the receipt file is what opens this browser next time.
    await adopt(visit, await openIdentity(box, age, visit.home, key), new Uint8Array());
    await after.opened();
    return;
  }
}

async function decrypted(decrypter: Decrypter, box: string): Promise<Uint8Array> {
  try {
    return await decrypter.decrypt(unb64u(box));
  } catch {
    throw new MalformedError("what the first device sent cannot be opened");
  }
}
