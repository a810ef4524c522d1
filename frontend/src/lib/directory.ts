/** The directory of people: verifying the chain from genesis (docs/spec/directory.md). */

import { verifyAssertion } from "./assertion.ts";
import { fingerprint, type JSONValue } from "./canon.ts";
import type { Directory, Person, Statement } from "./contexts.ts";
import { ForkError, MalformedError, VerificationError } from "./errors.ts";
import {
  type Assertion,
  parseSigned,
  type SignedStatement,
  statementHash,
  verifySigned,
} from "./statement.ts";
import { fromText, later } from "./time.ts";

const CLOCK_SKEW = 600_000;

export type SignedDirectory = SignedStatement<"directory">;

/** The newest directory that a verifier remembers. */
export interface DirectoryPin {
  readonly number: number;
  readonly hash: string;
}

/** A verified home: its genesis, and the newest directory of its people. */
export interface VerifiedDirectory {
  readonly genesis: Statement<"genesis">;
  readonly directory: Directory;
  readonly pin: DirectoryPin;
  /** By id, when the first directory of the chain was signed that lists the person's keys. */
  readonly entered: ReadonlyMap<string, string>;
}

/** What the server hands out, and what the verifier knows already. */
export interface ChainInput {
  readonly genesis: JSONValue;
  readonly chain: readonly JSONValue[];
  readonly fingerprint: string;
  readonly pin?: DirectoryPin | undefined;
  readonly now: Date;
}

/**
 * Return the newest directory of *input*, once every document is proven by the one before it.
 *
 * Raise ForkError where it contradicts the pin, MalformedError or VerificationError for the rest.
 */
export async function verifyChain(input: ChainInput): Promise<VerifiedDirectory> {
  const genesis = verifyGenesis(input.genesis, input.fingerprint);
  const chain = input.chain.map((value) => parseSigned("directory", value));
  const [first, ...successors] = chain;
  if (first === undefined) throw new MalformedError("the chain is empty");
  await verifyFirst(first, genesis);
  let last = first;
  let entered = entries(first.statement);
  for (const next of successors) {
    await verifySuccessor(last.statement, next);
    entered = entries(next.statement, last.statement, entered);
    last = next;
  }
  if (chain.some((item) => item.statement.origin !== genesis.origin)) {
    throw new VerificationError("a directory of another log");
  }
  checkPin(chain, input.pin);
  checkFresh(last.statement, input.now);
  const { number } = last.statement;
  return {
    genesis,
    directory: last.statement,
    pin: { number, hash: statementHash(last.statement) },
    entered,
  };
}

/** Return since when the people of *directory* are proven to be listed with their keys. */
function entries(
  directory: Directory,
  previous?: Directory,
  before: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const entry = (person: Person): readonly [string, string] => {
    const known = previous?.people.find((item) => item.id === person.id);
    const isSame = known !== undefined && personFingerprint(known) === personFingerprint(person);
    return [person.id, (isSame && before.get(person.id)) || directory.at];
  };
  return new Map(directory.people.map(entry));
}

/** Return the genesis in *value*, which must have the fingerprint of the client's link. */
export function verifyGenesis(value: JSONValue, expected: string): Statement<"genesis"> {
  const signed = parseSigned("genesis", value);
  verifySigned("genesis", signed);
  if (statementHash(signed.statement) !== expected) {
    throw new VerificationError("this is not the shop of your link");
  }
  return signed.statement;
}

/** Return the fingerprint of *person* as people compare it. */
export function personFingerprint(person: Person): string {
  const { opening_key, recipient, statement_key } = person;
  return fingerprint({ opening_key, recipient, statement_key });
}

/** Return the persons with *ids* in *directory*; refuse if one is missing or of another role. */
export function technicians(directory: Directory, ids: readonly string[]): readonly Person[] {
  return ids.map((id) => {
    const person = directory.people.find((item) => item.id === id);
    if (!person?.roles.includes("technician")) {
      throw new VerificationError("a person is not a technician of this shop");
    }
    return person;
  });
}

async function verifyFirst(first: SignedDirectory, genesis: Statement<"genesis">): Promise<void> {
  const directory = first.statement;
  if (directory.number !== 1) throw new VerificationError("the chain does not begin at number 1");
  verifySigned("directory", first, { statement: genesis.statement_key });
  const founder = manager(directory, genesis.statement_key);
  if (first.assertion !== undefined) {
    await verifyBy(first.assertion, directory, founder, directory.site);
  }
}

async function verifySuccessor(previous: Directory, next: SignedDirectory): Promise<void> {
  const { statement: directory, assertion } = next;
  if (directory.number <= previous.number || fromText(directory.at) <= fromText(previous.at)) {
    throw new VerificationError("the directories are out of order");
  }
  const signer = manager(previous, next.signatures[0]?.key);
  verifySigned("directory", next, { statement: signer.statement_key });
  if (assertion === undefined) throw new MalformedError("a passkey's answer is missing");
  const { holder, site } = answering(previous, directory, signer);
  await verifyBy(assertion, directory, holder, site);
  checkContinuity(previous, directory);
}

/** Return who signed with *key* as management in *directory*. */
function manager(directory: Directory, key: string | undefined): Person {
  const person = directory.people.find((item) => item.statement_key === key);
  if (!person?.roles.includes("management")) {
    throw new VerificationError("the directory is not signed by management");
  }
  return person;
}

/** The entry whose passkeys count, and the site at which they answer. */
interface Answering {
  readonly holder: Person;
  readonly site: string;
}

/**
 * Return whose passkey answers for *directory*, and where: as *previous* has them.
 *
 * Who moves the shop confirms it at the site that is left.  Only a signer who had no passkey, or
 * a trial on the loopback that gets its real name, may bring new ones.
 */
function answering(previous: Directory, directory: Directory, signer: Person): Answering {
  const leavesTrial = isTrial(previous.site) && previous.site !== directory.site;
  if (signer.passkeys.length > 0 && !leavesTrial) return { holder: signer, site: previous.site };
  const now = directory.people.find((item) => item.id === signer.id);
  if (now?.statement_key !== signer.statement_key) {
    throw new VerificationError("the signer is not in the directory");
  }
  return { holder: now, site: directory.site };
}

/** Tell whether *site* is a trial's on the loopback: no other site is without https. */
export function isTrial(site: string): boolean {
  return site.startsWith("http://");
}

async function verifyBy(
  assertion: Assertion,
  directory: Directory,
  person: Person,
  site: string,
): Promise<void> {
  const passkey = person.passkeys.find((item) => item.id === assertion.id);
  if (passkey === undefined) throw new VerificationError("signed with an unknown passkey");
  await verifyAssertion(assertion, directory, passkey.spki, site);
}

function checkContinuity(previous: Directory, next: Directory): void {
  const isAdjacent = next.number === previous.number + 1;
  if (isAdjacent && next.previous !== statementHash(previous)) {
    throw new VerificationError("the directory does not follow the one before");
  }
  for (const { id, at } of previous.revoked) {
    if (!next.revoked.some((item) => item.id === id && item.at === at)) {
      throw new VerificationError("a revocation was taken back");
    }
  }
  for (const person of next.people) checkSince(person, previous, next, isAdjacent);
}

function checkSince(
  person: Person,
  previous: Directory,
  next: Directory,
  isAdjacent: boolean,
): void {
  const before = previous.people.find((item) => item.id === person.id);
  const isSame = before !== undefined && personFingerprint(before) === personFingerprint(person);
  const isRight = isSame
    ? person.since === before.since
    : fromText(person.since) > fromText(previous.at) && (!isAdjacent || person.since === next.at);
  if (!isRight) throw new VerificationError("a person is older or younger than claimed");
}

function checkPin(chain: readonly SignedDirectory[], pin: DirectoryPin | undefined): void {
  if (pin === undefined) return;
  const same = chain.find((item) => item.statement.number === pin.number);
  if (same === undefined || statementHash(same.statement) !== pin.hash) {
    throw new ForkError("the directory is not the one that this browser has seen");
  }
}

function checkFresh(directory: Directory, now: Date): void {
  if (fromText(directory.expires) <= now) {
    throw new VerificationError("the directory has expired", { hint: "ask the shop to renew it" });
  }
  if (fromText(directory.at) > later(now, CLOCK_SKEW)) {
    throw new VerificationError("the directory is from the future", { hint: "check your clock" });
  }
}
