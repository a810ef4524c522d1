/** All that the page proves before it shows anything: genesis, log, events, people. */

import type { JSONObject } from "../lib/canon.ts";
import type { Checkpoint } from "../lib/checkpoint.ts";
import { verifyGenesis } from "../lib/directory.ts";
import type { NoteKey } from "../lib/note.ts";
import type { Page } from "./page.ts";
import { isLate, joinPublic, type Lag, nextLag, publicCheckpoint } from "./publication.ts";
import { logKey, verifyTimeline } from "./timeline.ts";
import { type Named, verifyPeople } from "./trust.ts";
import type { Visit } from "./visit.ts";

/** Who is on a job; *people* is absent where the directory is not believed, for a reason. */
export interface Judged {
  readonly people: readonly Named[] | undefined;
  readonly peopleError: unknown;
}

/** What was proven of a page. */
export interface Proven extends Judged {
  readonly events: readonly JSONObject[];
  readonly log: NoteKey;
}

/** Prove *page* by what the link and this browser remember; raise for a record that is altered. */
export async function prove(page: Page, visit: Visit): Promise<Proven> {
  const genesis = verifyGenesis(page.directory.genesis, visit.fingerprint);
  const log = logKey(genesis);
  const events = verifyTimeline(page, log, visit.pins);
  return { events, log, ...(await judgePeople(page, visit)) };
}

/** Prove who is on the job of *page* by now, and what there is to doubt about each. */
export async function judgePeople(page: Page, visit: Visit): Promise<Judged> {
  const { fingerprint, pins } = visit;
  const receipt = visit.kept?.people ?? [];
  const grounds = { fingerprint, pins, receipt, site: location.origin, now: new Date() };
  try {
    return { people: await verifyPeople(page, grounds), peopleError: undefined };
  } catch (peopleError) {
    return { people: undefined, peopleError };
  }
}

/** Watches that the public log follows what this page was shown. */
export class Publication {
  #lag: Lag | undefined;
  #published: Checkpoint | undefined;
  #joined = 0;

  /** Return the size of the public log that the next page must join, 0 if there is none to join. */
  get size(): number {
    const size = this.#published?.size ?? 0;
    return size > this.#joined ? size : 0;
  }

  /** Look at the public log of *log*, given the *head* that this page was shown. */
  async look(log: NoteKey, head: Checkpoint): Promise<void> {
    this.#published = (await publicCheckpoint(log)) ?? this.#published;
    const published = this.#published?.size ?? 0;
    this.#lag = nextLag(this.#lag, published, head.size, Date.now());
  }

  /** Check the proof in *page* that the public log is the beginning of *head*. */
  join(page: Page, head: Checkpoint, asked: number): void {
    const published = this.#published;
    if (published === undefined || asked === 0 || published.size !== asked) return;
    joinPublic(published, head, page.ledger.public);
    this.#joined = asked;
  }

  /** Say whether the public log lags too long. */
  get late(): boolean {
    return isLate(this.#lag, Date.now());
  }
}
