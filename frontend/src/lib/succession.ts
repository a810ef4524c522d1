/** The next directory, composed in a manager's browser from the verified one before it. */

import type { Directory, Person } from "./contexts.ts";
import { VerificationError } from "./errors.ts";
import { compose, statementHash } from "./statement.ts";
import { DAY, later, toText } from "./time.ts";

const LIFE = 30 * DAY;

/** A person as management accepts them; `since` is set here. */
export type Entrant = Omit<Person, "since">;

/** What management changes, each part seen and accepted by the manager. */
export interface Changes {
  readonly enter?: readonly Entrant[];
  readonly revoke?: readonly string[];
  readonly site?: string;
}

/** Return directory number 1 of the log *origin*, with *founder* alone in it. */
export function firstDirectory(
  origin: string,
  site: string,
  founder: Entrant,
  now: Date,
): Directory {
  const people = [ordered({ ...founder, since: toText(now) })];
  return compose(
    "directory",
    { v: 1, origin, site, number: 1, previous: "", expires: expiry(now), people, revoked: [] },
    now,
  );
}

/**
 * Return the directory that follows the verified *current* one with *changes*.
 *
 * Who enters with the id of a person replaces that person; who has left does not come back.
 */
export function nextDirectory(current: Directory, changes: Changes, now: Date): Directory {
  const { enter = [], revoke = [], site = current.site } = changes;
  if (toText(now) <= current.at) throw new VerificationError("the clock is behind the directory");
  for (const id of revoke) {
    if (!current.people.some((item) => item.id === id)) {
      throw new VerificationError("who is revoked is not in the directory");
    }
  }
  const leaving = new Set([...revoke, ...enter.map((item) => item.id)]);
  const entering = enter.map((item) => dated(item, current, now));
  const people = [...current.people.filter((item) => !leaving.has(item.id)), ...entering];
  const revoked = [...current.revoked, ...revoke.map((id) => ({ id, at: toText(now) }))];
  return compose(
    "directory",
    {
      v: 1,
      origin: current.origin,
      site,
      number: current.number + 1,
      previous: statementHash(current),
      expires: expiry(now),
      people: people.sort(byId),
      revoked: revoked.sort(byId),
    },
    now,
  );
}

function expiry(now: Date): string {
  return toText(later(now, LIFE));
}

/** Keep `since` of who keeps all keys: a new role or passkey makes nobody new. */
function dated(entrant: Entrant, current: Directory, now: Date): Person {
  const before = current.people.find((item) => item.id === entrant.id);
  const isSame =
    before?.recipient === entrant.recipient &&
    before.opening_key === entrant.opening_key &&
    before.statement_key === entrant.statement_key;
  return ordered({ ...entrant, since: isSame ? before.since : toText(now) });
}

function ordered(person: Person): Person {
  return {
    ...person,
    roles: [...person.roles].sort(),
    passkeys: [...person.passkeys].sort(byId),
  };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
