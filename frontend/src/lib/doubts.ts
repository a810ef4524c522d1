/** What makes a client think twice before sealing to a person (docs/spec/directory.md). */

import type { Person } from "./contexts.ts";
import { personFingerprint } from "./directory.ts";
import { DAY, fromText, later } from "./time.ts";

/** Why a client is asked for an explicit yes before sealing to a person. */
export type Doubt = "new" | "not-on-receipt";

/**
 * Return the persons of *named* who need the client's explicit yes, with the reasons.
 *
 * A person is new for 24 hours after the chain proves that they *entered*: over a gap of numbers
 * `since` could be backdated.  *receipt* holds the fingerprints printed there.
 */
export function doubts(
  named: readonly Person[],
  receipt: readonly string[],
  entered: ReadonlyMap<string, string>,
  now: Date,
): ReadonlyMap<string, readonly Doubt[]> {
  const found = new Map<string, readonly Doubt[]>();
  for (const person of named) {
    const at = entered.get(person.id);
    const isNew = at === undefined || later(fromText(at), DAY) > now;
    const isOnReceipt = receipt.includes(personFingerprint(person));
    const reasons: Doubt[] = [];
    if (isNew) reasons.push("new");
    if (!isOnReceipt) reasons.push("not-on-receipt");
    if (reasons.length > 0) found.set(person.id, reasons);
  }
  return found;
}
