/** Evidence of one event: its leaf, what opens it, and the proof that the log holds it. */

import { utf8 } from "./bytes.ts";
import { fromBytes, type JSONObject, type JSONValue, unb64u } from "./canon.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Statement } from "./contexts.ts";
import * as field from "./fields.ts";
import { parseLeaf, verifyOpening } from "./leaf.ts";
import type { NoteKey } from "./note.ts";
import type { Pins } from "./pins.ts";
import { verifyProof } from "./proof.ts";

const text = field.textField("text", () => true);
const EVIDENCE = field.record({
  leaf: text,
  r: field.key32,
  payload: text,
  proof: text,
  consistency: field.list(field.key32, 0, 128),
});

/** An event that the log is proven to hold. */
export interface Event {
  readonly payload: JSONObject;
  readonly leafId: string;
  readonly checkpoint: Checkpoint;
}

/** Return the key under which the log of *genesis* signs. */
export function logKey(genesis: Statement<"genesis">): NoteKey {
  return { name: genesis.origin, key: unb64u(genesis.log_key, 32) };
}

/**
 * Return the event in *value*, proven to stand in *log*, which continues the log that *pins* knows.
 *
 * Raise ForkError where it does not.  The checkpoint is remembered once all is proven.
 */
export function verifyEvidence(value: JSONValue, log: NoteKey, pins: Pins): Event {
  const evidence = EVIDENCE(value);
  const leaf = parseLeaf(utf8(evidence.leaf));
  const payload = fromBytes(utf8(evidence.payload));
  verifyOpening(leaf, unb64u(evidence.r, 32), payload);
  const checkpoint = verifyProof(evidence.proof, utf8(evidence.leaf), log);
  pins.advanceCheckpoint(checkpoint, evidence.consistency);
  return { payload, leafId: leaf.id, checkpoint };
}
