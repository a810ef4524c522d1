/**
 * Watching that the public log follows: what this browser was shown must be published.
 *
 * A shop that shows its clients one history and the public another one is seen here.
 */

import { type Checkpoint, verifyCheckpoint } from "../lib/checkpoint.ts";
import { ForkError, SealbenchError } from "../lib/errors.ts";
import type { NoteKey } from "../lib/note.ts";
import { verifyExtension } from "../lib/proof.ts";

const ADDRESS = "/ledger/checkpoint";
const LARGEST = 10_000;
/** What is shown is public within 60 s; as much again is allowed for slow networks and clocks. */
export const PATIENCE = 120_000;

/** Since when the public log lags behind *size*; times in milliseconds. */
export interface Lag {
  readonly size: number;
  readonly since: number;
}

/** Return how the public log of *published* leaves lags behind the *head* of this browser. */
export function nextLag(
  before: Lag | undefined,
  published: number,
  head: number,
  now: number,
): Lag | undefined {
  if (published >= head) return undefined;
  if (before === undefined || published >= before.size) return { size: head, since: now };
  return before;
}

/** Say whether the public log has lagged too long. */
export function isLate(lag: Lag | undefined, now: number): boolean {
  return lag !== undefined && now - lag.since > PATIENCE;
}

/** Return the public checkpoint; undefined where it cannot be reached or is not signed by *log*. */
export async function publicCheckpoint(log: NoteKey): Promise<Checkpoint | undefined> {
  try {
    const response = await fetch(ADDRESS, { cache: "no-store", redirect: "error" });
    const note = response.ok ? await response.text() : "";
    return note.length > LARGEST ? undefined : verifyCheckpoint(note, log);
  } catch {
    return undefined; // unreachable or nothing that the log signed: the lag will show it
  }
}

/** Check that *published* is the beginning of the log that ends in *head*. */
export function joinPublic(
  published: Checkpoint,
  head: Checkpoint,
  proof: readonly string[],
): void {
  try {
    verifyExtension(published, head, proof);
  } catch (cause) {
    if (!(cause instanceof SealbenchError)) throw cause;
    throw new ForkError("the public log is another one than this page shows", { cause });
  }
}
