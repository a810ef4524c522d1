/**
 * Exact memory: whether a text holds part of a login that was opened in this browser (A2).
 *
 * What is kept of the login are keyed hashes of its parts, under a key that no script can read
 * and that ends with the page or worker that made it.  Compared are, in one spelling of case,
 * look-alike letters and widths, also reversed:
 *
 * - parts of four characters that mix letters, digits or signs, within one word of the text;
 * - parts of six characters of any kind, whatever separates them in the text;
 * - the same six with leet written out ("h4nt3r" is "hanter");
 * - a password shorter than six, and a PIN, as a word of its own, also spaced out.
 *
 * Words of the trade ("password", "windows") are no part of anybody's login.
 */

import cues from "../../../src/sealbench/screen/data/cues.json" with { type: "json" };
import { isStrong, read } from "../screen.ts";
import { owned, utf8 } from "./bytes.ts";

/** What is remembered of a login; a user name is compared as a whole, and not as an address. */
export interface Opened {
  readonly user: string;
  readonly password: string;
  readonly note: string;
}

const SHORT = 4;
const LONG = 6;
const CACHED = 20_000;
const SHOWN = 12; // bytes of a hash that are kept
const EDGES = /^["'`([{<.,;:!?]+|["'`)\]}>.,;:!?]+$/gu;
const SPACED = /(?<![\p{L}\p{N}])[\p{L}\p{N}](?:[ \t.\-_]+[\p{L}\p{N}](?![\p{L}\p{N}]))+/gu;
const LEET = new Map(
  Object.entries({ 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t", "@": "a", $: "s", "!": "i" }),
);
const TRADE = [...cues.cues.flatMap(({ words }) => words), ...cues.stop_values].map((word) =>
  squeezed(word),
);

/** The hashes of one login. */
export class Memory {
  readonly #key: CryptoKey;
  readonly #parts: ReadonlySet<string>;
  readonly #cache = new Map<string, boolean>();

  private constructor(key: CryptoKey, parts: ReadonlySet<string>) {
    this.#key = key;
    this.#parts = parts;
  }

  /** Return the memory of *login*, under a fresh key. */
  static async of(login: Opened): Promise<Memory> {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const key = (await crypto.subtle.generateKey(algorithm, false, ["sign"])) as CryptoKey;
    const hashes = await Promise.all([...partsOf(login)].map((part) => keyed(key, part)));
    return new Memory(key, new Set(hashes));
  }

  /** Tell whether *text* holds a part of the login. */
  async holds(text: string): Promise<boolean> {
    const found = await Promise.all([...windowsOf(text)].map((part) => this.#knows(part)));
    return found.includes(true);
  }

  async #knows(part: string): Promise<boolean> {
    const cached = this.#cache.get(part);
    if (cached !== undefined) return cached;
    const known = this.#parts.has(await keyed(this.#key, part));
    if (this.#cache.size >= CACHED) this.#cache.clear();
    this.#cache.set(part, known);
    return known;
  }
}

/** Return the parts of *login* that a text must not hold, each with the sort that it is of. */
export function partsOf(login: Opened): ReadonlySet<string> {
  const [user, password] = [folded(login.user).trim(), folded(login.password).trim()];
  const found = new Set<string>();
  if (user.length >= LONG && !user.includes("@")) both(user, (each) => found.add(`word ${each}`));
  const noted = folded(login.note).split(/\s+/u).map(trimmed).filter(isTelling);
  for (const secret of [password, ...noted]) {
    both(secret, (each) => {
      for (const part of secretParts(each)) found.add(part);
    });
  }
  return found;
}

/** Return the parts of *text* that are compared. */
export function windowsOf(text: string): ReadonlySet<string> {
  const plain = folded(text);
  const words = plain.split(/\s+/u).filter((word) => word !== "");
  const spaced = plain.match(SPACED) ?? [];
  const whole = squeezed(plain);
  return new Set([
    ...words.flatMap((word) => [`word ${word}`, `word ${trimmed(word)}`]),
    ...spaced.map((run) => `word ${squeezed(run)}`),
    ...words
      .flatMap((word) => windows(word, SHORT))
      .filter(isMixed)
      .map((part) => `short ${part}`),
    ...windows(whole, LONG).map((part) => `long ${part}`),
    ...windows(leetless(whole), LONG).map((part) => `leet ${part}`),
  ]);
}

function secretParts(secret: string): readonly string[] {
  const bare = squeezed(secret);
  const words = secret.split(/\s+/u);
  const wholes =
    bare.length >= SHORT && bare.length < LONG ? [`word ${secret}`, `word ${bare}`] : [];
  return [
    ...wholes,
    ...words
      .flatMap((word) => windows(word, SHORT))
      .filter(isMixed)
      .map((part) => `short ${part}`),
    ...windows(bare, LONG)
      .filter(isOwn)
      .map((part) => `long ${part}`),
    ...windows(leetless(bare), LONG)
      .filter(isOwn)
      .map((part) => `leet ${part}`),
  ];
}

/** Tell whether a word of a note is more than prose: it mixes as passwords do, or is a PIN. */
function isTelling(word: string): boolean {
  const year = /^(?:19|20)[0-9]{2}$/.test(word);
  return isStrong(word) || (/^[0-9]{4,12}$/.test(word) && !year);
}

function isMixed(part: string): boolean {
  const sorts = [/\p{L}/u, /[0-9]/, /[^\p{L}0-9]/u];
  const many = sorts.filter((sort) => sort.test(part)).length;
  return many > 1 && /[0-9]/.test(part) && new Set(part).size > 2;
}

function isOwn(part: string): boolean {
  return new Set(part).size > 2 && !TRADE.some((word) => word.includes(part));
}

function both(text: string, take: (text: string) => void): void {
  take(text);
  take(Array.from(text).reverse().join(""));
}

function windows(text: string, size: number): readonly string[] {
  const letters = Array.from(text);
  const count = Math.max(0, letters.length - size + 1);
  return Array.from({ length: count }, (_, at) => letters.slice(at, at + size).join(""));
}

function folded(text: string): string {
  return read(text).folded;
}

function squeezed(text: string): string {
  return text.replace(/[\s.\-_,;:/|'"`()]+/gu, "");
}

function trimmed(word: string): string {
  return word.replace(EDGES, "");
}

function leetless(text: string): string {
  return Array.from(text, (letter) => LEET.get(letter) ?? letter).join("");
}

async function keyed(key: CryptoKey, part: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.sign("HMAC", key, owned(utf8(part))));
  return String.fromCharCode(...hash.subarray(0, SHOWN));
}
