/** To whom a login would be sealed: the people on the job, as the signed directory knows them. */

import type { Person } from "../lib/contexts.ts";
import {
  personFingerprint,
  technicians,
  type VerifiedDirectory,
  verifyChain,
} from "../lib/directory.ts";
import { type Doubt, doubts } from "../lib/doubts.ts";
import { VerificationError } from "../lib/errors.ts";
import type { Pins } from "../lib/pins.ts";
import type { Page } from "./page.ts";

/** A person to seal to, with what makes a client think twice. */
export interface Named {
  readonly person: Person;
  readonly fingerprint: string;
  readonly doubts: readonly Doubt[];
}

/** What is given to the check: the pinned genesis, what is remembered, the receipt, the time. */
export interface Grounds {
  readonly fingerprint: string;
  readonly pins: Pins;
  readonly receipt: readonly string[];
  readonly site: string;
  readonly now: Date;
}

/**
 * Return the people on the job of *page* once the directory proves who they are.
 *
 * Raise VerificationError for one that expired or is not proven, ForkError for another one than
 * this browser has seen: nothing is sealed then.
 */
export async function verifyPeople(page: Page, grounds: Grounds): Promise<readonly Named[]> {
  const { genesis, chain } = page.directory;
  const pin = grounds.pins.directory;
  const verified = await verifyChain({
    genesis,
    chain,
    fingerprint: grounds.fingerprint,
    pin,
    now: grounds.now,
  });
  checkPlace(page, verified, grounds.site);
  grounds.pins.advanceDirectory(verified.pin);
  return name(technicians(verified.directory, page.assigned), verified.entered, grounds);
}

function checkPlace(page: Page, verified: VerifiedDirectory, site: string): void {
  if (verified.directory.site !== site || verified.genesis.home !== page.home) {
    throw new VerificationError("the directory is that of another place");
  }
}

function name(
  people: readonly Person[],
  entered: VerifiedDirectory["entered"],
  grounds: Grounds,
): readonly Named[] {
  const found = doubts(people, grounds.receipt, entered, grounds.now);
  return people.map((person) => ({
    person,
    fingerprint: personFingerprint(person),
    doubts: found.get(person.id) ?? [],
  }));
}
