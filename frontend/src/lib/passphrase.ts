/** Passphrases: seven words chosen by the browser, and the keys that scrypt makes of them. */

import { wordlist } from "@scure/bip39/wordlists/english.js";
import { type Bytes, concat, owned, random, utf8 } from "./bytes.ts";
import { hash } from "./canon.ts";
import { MalformedError, UnsupportedError } from "./errors.ts";
import { id as checkId, key as checkKey } from "./fields.ts";
import { type ScryptReply, type ScryptRequest, stretch } from "./scrypt.ts";
import { SCRYPT_URL, workerUrl } from "./worker_url.ts";

const WORDS = 7;
const DOMAIN = "sealbench/passphrase/v1";
const PATIENCE = 60_000;

/** What a passphrase gives: the seed that signs in, and the key that wraps identity files. */
export interface PassphraseKeys {
  readonly signInSeed: Bytes;
  readonly wrappingKey: Bytes;
}

/** Return a fresh passphrase of seven words, 77 bits. */
export function generatePassphrase(): string {
  const numbers = new Uint16Array(random(2 * WORDS).buffer);
  return Array.from(numbers, (value) => wordlist[value % wordlist.length]).join(" "); // 2^16 is a multiple of 2048
}

/** Return the text form of what somebody typed; refuse what no browser of ours has generated. */
export function normalisePassphrase(typed: string): string {
  const words = typed.toLowerCase().trim().split(/\s+/u);
  const unknown = words.findIndex((word) => !wordlist.includes(word));
  if (unknown >= 0 && typed.trim() !== "") {
    throw new MalformedError("a word is not on the list", { hint: `look at word ${unknown + 1}` });
  }
  if (words.length !== WORDS) {
    throw new MalformedError("not seven words", { hint: "a passphrase has seven words" });
  }
  return words.join(" ");
}

/** Return the words of the list that begin with *prefix*, at most *limit*. */
export function completions(prefix: string, limit = 5): readonly string[] {
  const start = prefix.toLowerCase();
  return start === "" ? [] : wordlist.filter((word) => word.startsWith(start)).slice(0, limit);
}

/** Return the scrypt salt of the person called *name* in *home*, 32 bytes. */
export function personSalt(home: string, name: string): Bytes {
  return salt(home, nameForm(name));
}

/** Return the scrypt salt of the receipt of the client whose public key is *clientKey* (base64url). */
export function receiptSalt(home: string, clientKey: string): Bytes {
  return salt(home, `receipt:${checkKey(clientKey)}`);
}

/** Return *name* as salts know it, so that the way of typing it does not matter. */
export function nameForm(name: string): string {
  const lower = name.normalize("NFKC").toLowerCase().normalize("NFKC");
  return lower.replace(/ +/g, " ").replace(/^ | $/g, "");
}

/**
 * Return the keys of *passphrase* (its text form) and *salt*, computed in a worker.
 *
 * Where the page's policy allows no worker, the page stands still for about a second.
 */
export async function deriveKeys(passphrase: string, salt: Uint8Array): Promise<PassphraseKeys> {
  const worker = startWorker();
  const out = worker
    ? await askWorker(worker, { passphrase, salt })
    : await stretchHere(passphrase, salt);
  return { signInSeed: out.slice(0, 32), wrappingKey: out.slice(32) };
}

async function stretchHere(passphrase: string, salt: Uint8Array): Promise<Bytes> {
  await new Promise((resolve) => setTimeout(resolve)); // what the page says meanwhile is painted first
  return stretch(passphrase, salt);
}

function salt(home: string, name: string): Bytes {
  const [zero, text] = [Uint8Array.of(0), utf8(name)];
  return hash(concat(utf8(DOMAIN), zero, utf8(checkId(home)), zero, text));
}

/** Return a worker; undefined where there are none, or the page's policy allows none. */
function startWorker(): Worker | undefined {
  try {
    return new Worker(workerUrl(SCRYPT_URL));
  } catch {
    return undefined;
  }
}

function askWorker(worker: Worker, request: ScryptRequest): Promise<Bytes> {
  let timer: ReturnType<typeof setTimeout>;
  return new Promise<Bytes>((resolve, reject) => {
    const fail = (): void => reject(new UnsupportedError("the passphrase could not be computed"));
    timer = setTimeout(fail, PATIENCE);
    worker.onerror = fail;
    worker.onmessage = ({ data }: MessageEvent<ScryptReply>) => {
      if (data.out === undefined) fail();
      else resolve(owned(data.out));
    };
    worker.postMessage(request);
  }).finally(() => {
    clearTimeout(timer);
    worker.terminate();
  });
}
