/** What a log says of itself: origin, size and root (C2SP tlog-checkpoint). */

import { type Bytes, fromBase64 } from "./bytes.ts";
import { MalformedError, VerificationError } from "./errors.ts";
import { type NoteKey, openNote } from "./note.ts";

const DECIMAL = /^(0|[1-9][0-9]{0,15})$/;

/** The size and root of a log, as it signed them; the signed *note* itself where it is at hand. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
  readonly note?: string;
}

/** Return the checkpoint in the signed *note*; its name and origin must be those of *log*. */
export function verifyCheckpoint(note: string, log: NoteKey): Checkpoint {
  const checkpoint = parseCheckpoint(openNote(note, log));
  if (checkpoint.origin !== log.name) throw new VerificationError("another log's checkpoint");
  return { ...checkpoint, note };
}

/** Return the number that *text* writes in decimal, without leading zeros. */
export function decimal(text: string): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new MalformedError("not a number");
  return value;
}

function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n").slice(0, -1);
  const [origin, size, root] = lines;
  if (lines.includes("") || origin === undefined || size === undefined || root === undefined) {
    throw new MalformedError("not a checkpoint");
  }
  const bytes = fromBase64(root);
  if (bytes.length !== 32) throw new MalformedError("the root is not 32 bytes");
  return { origin, size: decimal(size), root: bytes };
}
