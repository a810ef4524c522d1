/** The events of a job, proven in this browser: opened leaf by leaf, in a log that only grows. */

import { utf8 } from "../lib/bytes.ts";
import { fromBytes, type JSONObject, unb64u } from "../lib/canon.ts";
import { type Checkpoint, verifyCheckpoint } from "../lib/checkpoint.ts";
import type { Statement } from "../lib/contexts.ts";
import { VerificationError } from "../lib/errors.ts";
import { leafBytes, parseLeaf, verifyLeafId, verifyOpening } from "../lib/leaf.ts";
import { leafHash, verifyInclusion } from "../lib/merkle.ts";
import type { NoteKey } from "../lib/note.ts";
import type { Pins } from "../lib/pins.ts";
import type { Page, PageEvent } from "./page.ts";

/** Return the key of the log that the verified *genesis* names. */
export function logKey(genesis: Statement<"genesis">): NoteKey {
  return { name: genesis.origin, key: unb64u(genesis.log_key, 32) };
}

/**
 * Return the payloads of all events of *page*, each proven to stand in the log of *log*.
 *
 * Raise ForkError where the log is not the one that *pins* remember, and VerificationError where
 * an event is missing, moved or altered.
 */
export function verifyTimeline(page: Page, log: NoteKey, pins: Pins): readonly JSONObject[] {
  const head = verifyCheckpoint(page.ledger.note, log);
  pins.advanceCheckpoint(head, page.ledger.known);
  const secret = unb64u(page.secret, 32);
  return page.events.map((event, counter) => verifyEvent(event, counter, secret, head));
}

function verifyEvent(
  event: PageEvent,
  counter: number,
  secret: Uint8Array,
  head: Checkpoint,
): JSONObject {
  if (event.counter !== counter) throw new VerificationError("an event is missing");
  const leaf = parseLeaf(utf8(event.leaf));
  const payload = fromBytes(utf8(event.payload));
  verifyLeafId(leaf, secret, counter);
  verifyOpening(leaf, unb64u(event.r, 32), payload);
  const path = event.path.map((each) => unb64u(each, 32));
  verifyInclusion(leafHash(leafBytes(leaf)), event.index, head.size, path, head.root);
  return payload;
}
