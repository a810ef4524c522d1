/** Signed notes (C2SP signed-note) with Ed25519 keys, verification only. */

import { type Bytes, concat, equal, fromBase64, utf8 } from "./bytes.ts";
import { hash } from "./canon.ts";
import { verifyBytes } from "./ed25519.ts";
import { MalformedError, VerificationError } from "./errors.ts";

const LARGEST = 100_000;
const ED25519 = 1;
const NAME = /^[^\s+]+$/u;
const LINE = /^\u2014 (\S+) (\S+)$/u;

/** A key that may sign notes under a name. */
export interface NoteKey {
  readonly name: string;
  readonly key: Uint8Array;
}

interface Signature {
  readonly name: string;
  readonly keyId: Bytes;
  readonly signature: Bytes;
}

/** Return the 4-byte id of *key*. */
export function keyId(key: NoteKey): Bytes {
  return hash(concat(utf8(`${key.name}\n`), Uint8Array.of(ED25519), key.key)).slice(0, 4);
}

/**
 * Return the text of *note* once *key* is seen to have signed it.
 *
 * Signatures by other keys are ignored; a false one under the name and id of *key* rejects the note.
 */
export function openNote(note: string, key: NoteKey): string {
  const { text, signatures } = parseNote(note);
  const id = keyId(key);
  const own = signatures.filter((item) => item.name === key.name && equal(item.keyId, id));
  for (const item of own) verifyBytes(item.signature, utf8(text), key.key);
  if (own.length === 0) throw new VerificationError("the note is not signed by the log");
  return text;
}

function parseNote(note: string): { text: string; signatures: readonly Signature[] } {
  checkCharacters(note);
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n")) throw new MalformedError("not a signed note");
  const lines = note.slice(end + 2, -1).split("\n");
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignature) };
}

function checkCharacters(note: string): void {
  if (note.length > LARGEST) throw new MalformedError("the note is too long");
  for (let i = 0; i < note.length; i++) {
    const unit = note.charCodeAt(i);
    if (unit < 32 && unit !== 10) throw new MalformedError("the note has a control character");
  }
}

function parseSignature(line: string): Signature {
  const [, name = "", text = ""] = LINE.exec(line) ?? [];
  if (!NAME.test(name)) throw new MalformedError("not a signature line");
  const bytes = fromBase64(text);
  if (bytes.length < 5) throw new MalformedError("the signature is too short");
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}
