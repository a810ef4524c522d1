/** The events of a job and of its client's record, proven in this browser: opened leaf by leaf, in a log that only grows. */

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
 * Return the payloads of all events of *page* in the order of the log of *log*, each proven to
 * stand there: those of the job, and who looked at the client's record.
 *
 * Raise ForkError where the log is not the one that *pins* remember, and VerificationError where
 * an event is missing, moved or altered.
 */
export function verifyTimeline(page: Page, log: NoteKey, pins: Pins): readonly JSONObject[] {
  const head = verifyCheckpoint(page.ledger.note, log);
  pins.advanceCheckpoint(head, page.ledger.known);
  const proven = [...verifyJournal(page, head), ...verifyJournal(page.record, head)];
  return proven.sort((one, other) => one.index - other.index).map(({ payload }) => payload);
}

/** One subject's events, and the secret that finds their leaves. */
type Journal = Page["record"];

interface Placed {
  readonly index: number;
  readonly payload: JSONObject;
}

function verifyJournal(journal: Journal, head: Checkpoint): readonly Placed[] {
  const secret = unb64u(journal.secret, 32);
  return journal.events.map((event, counter) => ({
    index: event.index,
    payload: verifyEvent(event, counter, secret, head),
  }));
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
