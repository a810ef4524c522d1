/** Proof that a leaf stands in the log (C2SP tlog-proof@v1), checked offline. */

import { type Bytes, fromBase64 } from "./bytes.ts";
import { unb64u } from "./canon.ts";
import { type Checkpoint, decimal, verifyCheckpoint } from "./checkpoint.ts";
import { MalformedError, VerificationError } from "./errors.ts";
import { leafHash, verifyConsistency, verifyInclusion } from "./merkle.ts";
import type { NoteKey } from "./note.ts";

const HEADER = "c2sp.org/tlog-proof@v1";
const LONGEST_PATH = 63;

/** A proof as it is written, nothing in it checked yet. */
export interface InclusionProof {
  readonly index: number;
  readonly path: readonly Bytes[];
  readonly checkpoint: string;
}

/** Return the proof in *text*; extra data in it is not authenticated, and left out. */
export function parseProof(text: string): InclusionProof {
  const end = text.indexOf("\n\n");
  if (end < 0) throw new MalformedError("not a proof");
  const [header, ...lines] = text.slice(0, end).split("\n");
  if (header !== HEADER) throw new MalformedError("not a proof of a known version");
  if (lines[0]?.startsWith("extra ")) checkExtra(lines.shift() as string);
  const [place = "", ...path] = lines;
  if (!place.startsWith("index ")) throw new MalformedError("the proof names no index");
  if (path.length > LONGEST_PATH) throw new MalformedError("the proof is too long");
  return {
    index: decimal(place.slice(6)),
    path: path.map(hash32),
    checkpoint: text.slice(end + 2),
  };
}

/** Check that *leaf* (its bytes) stands in *log* as the proof *text* says; return the checkpoint. */
export function verifyProof(text: string, leaf: Uint8Array, log: NoteKey): Checkpoint {
  const proof = parseProof(text);
  const checkpoint = verifyCheckpoint(proof.checkpoint, log);
  verifyInclusion(leafHash(leaf), proof.index, checkpoint.size, proof.path, checkpoint.root);
  return checkpoint;
}

/** Check that *newer* continues *older*, with the hashes of *proof* in base64url. */
export function verifyExtension(
  older: Checkpoint,
  newer: Checkpoint,
  proof: readonly string[],
): void {
  if (older.origin !== newer.origin) throw new VerificationError("two different logs");
  if (older.size === 0 && proof.length === 0) return; // an empty log is the start of every log
  verifyConsistency(
    older.size,
    newer.size,
    proof.map((text) => unb64u(text, 32)),
    older.root,
    newer.root,
  );
}

function checkExtra(line: string): void {
  if (fromBase64(line.slice(6)).length === 0) throw new MalformedError("the extra data is empty");
}

function hash32(line: string): Bytes {
  const bytes = fromBase64(line);
  if (bytes.length !== 32) throw new MalformedError("a hash is not 32 bytes");
  return bytes;
}
