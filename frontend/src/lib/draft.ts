/** The next directory in a manager's browser: what changes, seen before it is signed. */

import { isObject, type JSONObject, type JSONValue, toBytes } from "./canon.ts";
import { type Directory, PERSON, type Person } from "./contexts.ts";
import { type DirectoryPin, isTrial, personFingerprint, verifyChain } from "./directory.ts";
import { MalformedError, VerificationError } from "./errors.ts";
import * as field from "./fields.ts";
import { notExpired } from "./invitation.ts";
import { type Entrant, nextDirectory } from "./succession.ts";
import { DAY, fromText, toText } from "./time.ts";
import { type Own, readOwn } from "./unlock.ts";

const anything: field.Field<JSONValue> = (value) => value as JSONValue;
const DRAFT = field.record({
  genesis: anything,
  chain: anything,
  people: anything,
  own: anything,
});

/** The directory in force, who is to be in the next, and the manager's own files. */
export interface Draft {
  readonly current: Directory;
  readonly pin: DirectoryPin;
  readonly people: readonly Entrant[];
  readonly own: Own;
}

/** Return the draft in the server's *answer*, with the chain proven from the pinned genesis. */
export async function readDraft(
  answer: JSONObject,
  fingerprint: string,
  pin: DirectoryPin | undefined,
  now: Date,
): Promise<Draft> {
  const { genesis, chain, people, own } = DRAFT(answer);
  if (!Array.isArray(chain) || !Array.isArray(people)) throw new MalformedError("not a draft");
  const judged = notExpired(chain, now);
  const verified = await verifyChain({ genesis, chain, fingerprint, pin, now: judged });
  if (readOwn(own).home !== verified.genesis.home) {
    throw new VerificationError("your keys are of another shop");
  }
  const entrants = people.map((value) => readEntrant(value, now));
  return { current: verified.directory, pin: verified.pin, people: entrants, own: readOwn(own) };
}

/** How the next directory differs, for one person. */
export interface Difference {
  readonly kind: "enters" | "new-keys" | "renamed" | "roles" | "passkeys" | "leaves";
  readonly name: string;
  readonly roles: readonly string[];
  /** Of the keys that come in; empty where none do. */
  readonly fingerprint: string;
}

/** Return what changes from the directory in force to *draft*, person by person. */
export function differences({ current, people }: Draft): readonly Difference[] {
  const staying = new Set(people.map((item) => item.id));
  const leaving = current.people.filter((item) => !staying.has(item.id));
  return [
    ...people.flatMap((item) => change(item, current)),
    ...leaving.map(
      ({ name, roles }) => ({ kind: "leaves", name, roles, fingerprint: "" }) as const,
    ),
  ];
}

/** Return the directory that follows, composed here: every entry was seen by the manager. */
export function composeNext(draft: Draft, site: string, now: Date): Directory {
  const { current, people } = draft;
  const staying = new Set(people.map((item) => item.id));
  const revoke = current.people.filter((item) => !staying.has(item.id)).map((item) => item.id);
  return nextDirectory(current, { enter: people, revoke, site }, now);
}

/**
 * Return the directory by which the shop leaves for *site*, to be confirmed where it still is.
 *
 * No passkey answers at another address: everybody is listed without, and adds one there.
 */
export function composeMove(draft: Draft, site: string, now: Date): Directory {
  const people = draft.people.map((item) => ({ ...item, passkeys: [] }));
  return composeNext({ ...draft, people }, site, now);
}

/** Return the address that was typed as a site; raise MalformedError unless it is one with https. */
export function readAddress(typed: string): string {
  const address = typed.endsWith("/") ? typed.slice(0, -1) : typed;
  if (isTrial(address)) throw new MalformedError("an address begins with https://");
  return field.site(address);
}

/** Return the credential ids of the manager's that may answer for the next directory. */
export function allowedPasskeys({ current, own }: Draft, site: string): readonly string[] {
  const before = current.people.find((item) => item.id === own.person);
  const leavesTrial = isTrial(current.site) && current.site !== site;
  const bringsOwn = leavesTrial || before?.passkeys.length === 0;
  return (bringsOwn ? own.passkeys : (before?.passkeys ?? [])).map((item) => item.id);
}

/** Return how many whole days the directory still holds, negative once it has expired. */
export function daysLeft(directory: Directory, now: Date): number {
  return Math.floor((fromText(directory.expires).getTime() - now.getTime()) / DAY);
}

function change(item: Entrant, current: Directory): readonly Difference[] {
  const before = current.people.find((known) => known.id === item.id);
  const { name, roles } = item;
  const fingerprint = personFingerprint({ ...item, since: "" });
  if (before === undefined) return [{ kind: "enters", name, roles, fingerprint }];
  if (personFingerprint(before) !== fingerprint) {
    return [{ kind: "new-keys", name, roles, fingerprint }];
  }
  const found: Difference[] = [];
  if (before.name !== name) found.push({ kind: "renamed", name, roles, fingerprint });
  if (!same(before.roles, roles)) found.push({ kind: "roles", name, roles, fingerprint: "" });
  if (!same(before.passkeys, item.passkeys)) {
    found.push({ kind: "passkeys", name, roles, fingerprint: "" });
  }
  return found;
}

function same(one: JSONValue, other: JSONValue): boolean {
  return String(toBytes({ it: one })) === String(toBytes({ it: other }));
}

/** Return the entry in *value*; `since` is ours to set, and not in it. */
function readEntrant(value: JSONValue, now: Date): Entrant {
  if (!isObject(value) || "since" in value) throw new MalformedError("not an entry without date");
  const { since: _, ...entrant }: Person = PERSON({ ...value, since: toText(now) });
  return entrant;
}
