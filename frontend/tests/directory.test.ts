import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { JSONValue } from "../src/lib/canon.ts";
import type { Directory } from "../src/lib/contexts.ts";
import {
  type ChainInput,
  personFingerprint,
  technicians,
  verifyChain,
  verifyGenesis,
} from "../src/lib/directory.ts";
import { doubts } from "../src/lib/doubts.ts";
import { allowedPasskeys, composeMove, type Draft, readAddress } from "../src/lib/draft.ts";
import { ForkError, MalformedError, SealbenchError, VerificationError } from "../src/lib/errors.ts";
import { signerOf } from "../src/lib/identity.ts";
import { compose, type SignedStatement, sign, statementHash } from "../src/lib/statement.ts";
import { firstDirectory, nextDirectory } from "../src/lib/succession.ts";
import { DAY, HOUR, later, toText } from "../src/lib/time.ts";
import { HOME, key, makePerson, NOW, ORIGIN, SITE } from "./support/cast.ts";

type Cast = Awaited<ReturnType<typeof makePerson>>;
type Signed = SignedStatement<"directory">;

let olga: Cast;
let tariq: Cast;
let mallory: Cast;
let genesis: SignedStatement<"genesis">;
let one: Signed;
const in1 = later(NOW, HOUR);
const in2 = later(NOW, 2 * HOUR);
let two: Signed;

const sealed = (person: Cast, directory: Directory, site = SITE): Signed =>
  sign(
    directory,
    [signerOf(person.identity, "statement")],
    person.authenticator.answer(directory, site),
  );

before(async () => {
  olga = await makePerson("a".repeat(24), "Olga Brandt", ["management", "technician"]);
  tariq = await makePerson("b".repeat(24), "Tariq", ["technician"]);
  mallory = await makePerson("c".repeat(24), "Mallory", ["technician"]);
  const { statement_key } = olga.entrant;
  const fields = { v: 1, home: HOME, origin: ORIGIN, log_key: key(1), statement_key } as const;
  genesis = sign(compose("genesis", fields, NOW), [signerOf(olga.identity, "statement")]);
  one = sealed(olga, firstDirectory(ORIGIN, SITE, olga.entrant, NOW));
  two = sealed(olga, nextDirectory(one.statement, { enter: [tariq.entrant] }, later(NOW, HOUR)));
});

function input(chain: readonly Signed[], more: Partial<ChainInput> = {}): ChainInput {
  return {
    genesis: genesis as unknown as JSONValue,
    chain: chain as unknown as readonly JSONValue[],
    fingerprint: statementHash(genesis.statement),
    now: later(NOW, 2 * HOUR),
    ...more,
  };
}

const refuses = (
  chain: readonly Signed[],
  more: Partial<ChainInput> = {},
  family: typeof SealbenchError = VerificationError,
) => assert.rejects(verifyChain(input(chain, more)), family);

test("a chain from genesis verifies, and gives its newest people", async () => {
  const found = await verifyChain(input([one, two]));
  assert.deepEqual(
    found.directory.people.map((person) => person.name),
    ["Olga Brandt", "Tariq"],
  );
  assert.deepEqual(found.pin, { number: 2, hash: statementHash(two.statement) });
  assert.equal(found.genesis.log_key, key(1));
});

test("the shop of another link, and a genesis that is not signed by its key, are refused", async () => {
  await refuses([one], { fingerprint: statementHash(one.statement) });
  const forged = sign(genesis.statement, [signerOf(mallory.identity, "statement")]);
  assert.throws(
    () => verifyGenesis(forged as unknown as JSONValue, statementHash(genesis.statement)),
    VerificationError,
  );
});

test("only management of the directory before signs the next one", async () => {
  const next = nextDirectory(two.statement, { enter: [mallory.entrant] }, later(NOW, 2 * HOUR));
  await verifyChain(input([one, two, sealed(olga, next)]));
  await refuses([one, two, sealed(tariq, next)]);
  await refuses([one, two, sealed(mallory, next)]);
  const promoted = nextDirectory(
    one.statement,
    { enter: [{ ...mallory.entrant, roles: ["management"] }] },
    later(NOW, HOUR),
  );
  await refuses([one, sealed(mallory, promoted)]);
});

test("a later manager takes over once the first has let them in", async () => {
  const enter = [{ ...tariq.entrant, roles: ["management", "technician"] as const }];
  const joint = sealed(olga, nextDirectory(one.statement, { enter }, later(NOW, HOUR)));
  const alone = nextDirectory(joint.statement, { revoke: [olga.entrant.id] }, later(NOW, 2 * HOUR));
  const found = await verifyChain(input([one, joint, sealed(tariq, alone)]));
  assert.deepEqual(
    found.directory.revoked.map((item) => item.id),
    [olga.entrant.id],
  );
  const back = {
    ...alone,
    number: 4,
    previous: statementHash(alone),
    revoked: [],
    people: joint.statement.people,
  };
  await refuses([one, joint, sealed(tariq, alone), sealed(tariq, back)]);
});

test("a signature without the passkey, or by another passkey or site, is not enough", async () => {
  const { assertion: _, ...bare } = two;
  await refuses([one, bare], {}, MalformedError);
  const other = { ...two, assertion: tariq.authenticator.answer(two.statement) };
  await refuses([one, other]);
  const elsewhere = {
    ...two,
    assertion: olga.authenticator.answer(two.statement, "https://evil.example"),
  };
  await refuses([one, elsewhere]);
  const borrowed = { ...tariq.authenticator.answer(two.statement), id: olga.authenticator.id };
  await refuses([one, { ...two, assertion: borrowed }]);
});

test("a manager without passkeys signs with one that the new directory lists", async () => {
  const lone = firstDirectory(ORIGIN, SITE, { ...olga.entrant, passkeys: [] }, NOW);
  const bare: Signed = sign<"directory">(lone, [signerOf(olga.identity, "statement")]);
  const next = nextDirectory(bare.statement, { enter: [olga.entrant] }, later(NOW, HOUR));
  await verifyChain(input([bare, sealed(olga, next)]));
  const without = nextDirectory(bare.statement, {}, later(NOW, HOUR));
  await refuses([bare, sealed(olga, without)]);
  const enter = [tariq.entrant, { ...mallory.entrant, roles: ["management" as const] }];
  const ousted = nextDirectory(
    bare.statement,
    { enter, revoke: [olga.entrant.id] },
    later(NOW, HOUR),
  );
  await refuses([bare, sealed(olga, ousted)]);
});

const TRIAL = "http://localhost:8000";
const THERE = "https://new.example";

test("a trial that gets its name brings new passkeys", async () => {
  const start = sealed(olga, firstDirectory(ORIGIN, TRIAL, olga.entrant, NOW), TRIAL);
  const moved = nextDirectory(start.statement, { enter: [olga.entrant], site: THERE }, in1);
  await verifyChain(input([start, sealed(olga, moved, THERE)]));
  await refuses([start, sealed(olga, moved, TRIAL)]);
});

test("a shop that has its name confirms a move at the site it leaves", async () => {
  const bare = [{ ...olga.entrant, passkeys: [] }];
  const moved = nextDirectory(one.statement, { enter: bare, site: THERE }, in1);
  const leaving = sealed(olga, moved, SITE);
  const found = await verifyChain(input([one, leaving]));
  assert.equal(found.directory.site, THERE);
  await refuses([one, sealed(olga, moved, THERE)]);
  const there = nextDirectory(moved, { enter: [olga.entrant] }, later(NOW, 2 * HOUR));
  await verifyChain(input([one, leaving, sealed(olga, there, THERE)]));
  await refuses([one, leaving, sealed(olga, there, SITE)]);
});

test("who moves the shop lists nobody's passkeys and confirms with one of before", async () => {
  const { directory: current, pin } = await verifyChain(input([one]));
  const own = { person: olga.entrant.id, passkeys: [{ id: "new" }] } as unknown as Draft["own"];
  const draft: Draft = { current, pin, people: [olga.entrant], own };
  const moved = composeMove(draft, readAddress(`${THERE}/`), in1);
  assert.deepEqual([moved.site, moved.people[0]?.passkeys], [THERE, []]);
  assert.deepEqual(allowedPasskeys(draft, SITE), [olga.authenticator.id]);
  await verifyChain(input([one, sealed(olga, moved)]));
  assert.deepEqual(allowedPasskeys({ ...draft, current: moved }, THERE), ["new"]);
  const trial = { ...current, site: TRIAL };
  assert.deepEqual(allowedPasskeys({ ...draft, current: trial }, THERE), ["new"]);
  for (const bad of [TRIAL, "new.example", "https://new.example/path", "https://192.0.2.1"]) {
    assert.throws(() => readAddress(bad), MalformedError);
  }
});

test("a move there and back takes no passkey away", async () => {
  const thief = await makePerson("c".repeat(24), "Mallory", ["technician"]);
  const { id, spki } = thief.entrant.passkeys[0] as Cast["entrant"]["passkeys"][number];
  const robbed = { ...olga.entrant, passkeys: [{ id, spki }] };
  const signedByThief = (directory: Directory): Signed =>
    sign(
      directory,
      [signerOf(olga.identity, "statement")],
      thief.authenticator.answer(directory, directory.site),
    );
  for (const site of [THERE, TRIAL]) {
    const there = nextDirectory(one.statement, { enter: [robbed], site }, in1);
    const back = nextDirectory(there, { enter: [robbed, mallory.entrant], site: SITE }, in2);
    await refuses([one, signedByThief(there)]);
    await refuses([one, signedByThief(there), signedByThief(back)]);
  }
});

test("dates in the future and a number that does not fit are malformed", async () => {
  const people = two.statement.people.map((person) => ({
    ...person,
    since: toText(later(NOW, DAY)),
  }));
  for (const bad of [{ people }, { previous: "" }, { expires: toText(later(NOW, 40 * DAY)) }]) {
    await refuses([one, sealed(olga, { ...two.statement, ...bad })], {}, MalformedError);
  }
});

test("a directory that has expired, comes from the future or from another log is refused", async () => {
  await verifyChain(input([one, two], { now: later(NOW, 29 * DAY) }));
  await refuses([one, two], { now: later(NOW, 31 * DAY) });
  await refuses([one, two], { now: later(NOW, -HOUR) });
  await verifyChain(input([one], { now: later(NOW, -9 * 60_000) }));
  const strange = sealed(olga, firstDirectory("sealbench.org/log/other", SITE, olga.entrant, NOW));
  await refuses([strange]);
});

test("a chain without its beginning, out of order or with a broken link is refused", async () => {
  await refuses([two]);
  await refuses([], {}, MalformedError);
  await refuses([one, two, two]);
  await refuses([one, one]);
  const broken = { ...two.statement, previous: statementHash(two.statement) };
  await refuses([one, sealed(olga, broken)]);
  const early = { ...two.statement, at: toText(later(NOW, -HOUR)) };
  await refuses([one, sealed(olga, early)], {}, SealbenchError);
  const { at, expires, people } = one.statement;
  const same = { ...two.statement, at, expires, people };
  await refuses([one, sealed(olga, same)]);
});

test("numbers may be left out as long as each signer is proven by the one before", async () => {
  const three = sealed(olga, nextDirectory(two.statement, {}, later(NOW, 2 * HOUR)));
  const found = await verifyChain(input([one, three]));
  assert.equal(found.directory.number, 3);
});

test("nobody becomes older or younger than they are", async () => {
  const people = (since: Date) =>
    two.statement.people.map((person) =>
      person.id === tariq.entrant.id ? { ...person, since: toText(since) } : person,
    );
  const older = { ...two.statement, people: people(later(NOW, -DAY)) };
  await refuses([one, sealed(olga, older)]);
  const renewed = nextDirectory(two.statement, {}, later(NOW, 2 * HOUR));
  await verifyChain(input([one, two, sealed(olga, renewed)]));
  const younger = { ...renewed, people: people(later(NOW, 2 * HOUR)) };
  await refuses([one, two, sealed(olga, younger)]);
});

test("a shorter or other past than the one remembered raises the alarm", async () => {
  const pin = { number: 2, hash: statementHash(two.statement) };
  await verifyChain(input([one, two], { pin }));
  await refuses([one], { pin }, ForkError);
  const other = sealed(
    olga,
    nextDirectory(one.statement, { enter: [mallory.entrant] }, later(NOW, HOUR)),
  );
  await refuses([one, other], { pin }, ForkError);
});

test("a technician of a minute ago needs the client's explicit yes, and so does one not on the receipt", async () => {
  const { entered } = await verifyChain(input([one, two]));
  const [first, second] = two.statement.people;
  assert.ok(first && second);
  const receipt = [personFingerprint(first)];
  const people = technicians(two.statement, [first.id, second.id]);
  const soon = doubts(people, receipt, entered, later(NOW, HOUR + 60_000));
  assert.deepEqual(
    [...soon],
    [
      [first.id, ["new"]],
      [second.id, ["new", "not-on-receipt"]],
    ],
  );
  const afterwards = doubts(people, receipt, entered, later(NOW, 2 * DAY));
  assert.deepEqual([...afterwards], [[second.id, ["not-on-receipt"]]]);
  assert.deepEqual(
    [...doubts(people, people.map(personFingerprint), entered, later(NOW, 2 * DAY))],
    [],
  );
});

test("who entered over a gap of numbers is as new as the document that shows them", async () => {
  const now = later(NOW, 20 * DAY);
  const skipped = nextDirectory(two.statement, {}, later(NOW, 10 * DAY));
  const rogue = { ...mallory.entrant, since: toText(later(NOW, 2 * HOUR)) };
  const people = [...skipped.people, rogue].sort((a, b) => (a.id < b.id ? -1 : 1));
  const at = toText(later(NOW, 19.5 * DAY));
  const backdated = { ...skipped, people, number: 4, at, previous: key(9) };
  const chain = [one, two, sealed(olga, backdated)];
  const { directory, entered } = await verifyChain(input(chain, { now }));
  const receipt = directory.people.map(personFingerprint);
  const named = technicians(directory, [tariq.entrant.id, rogue.id]);
  assert.deepEqual([...doubts(named, receipt, entered, now)], [[rogue.id, ["new"]]]);
  assert.deepEqual([...doubts(named, receipt, entered, later(now, DAY))], []);
  assert.deepEqual(doubts(named, receipt, new Map(), now).size, 2);
});

test("who is not a technician of the directory is not sealed to", () => {
  assert.throws(() => technicians(two.statement, [mallory.entrant.id]), VerificationError);
  const enter = [{ ...mallory.entrant, roles: ["front desk"] as const }];
  const next = nextDirectory(two.statement, { enter }, later(NOW, 2 * HOUR));
  assert.throws(() => technicians(next, [mallory.entrant.id]), VerificationError);
});

test("a manager's browser composes no directory that others would refuse", () => {
  const now = later(NOW, 2 * HOUR);
  const twice = { ...mallory.entrant, opening_key: tariq.entrant.opening_key };
  assert.throws(() => nextDirectory(two.statement, { enter: [twice] }, now), MalformedError);
  assert.throws(
    () => nextDirectory(two.statement, { revoke: [mallory.entrant.id] }, now),
    VerificationError,
  );
  assert.throws(
    () => nextDirectory(two.statement, { revoke: [olga.entrant.id] }, now),
    MalformedError,
  );
  assert.throws(
    () => nextDirectory(two.statement, { enter: [mallory.entrant] }, later(NOW, HOUR)),
    VerificationError,
  );
  const changed = { ...tariq.entrant, roles: ["technician", "front desk"] as const };
  const next = nextDirectory(two.statement, { enter: [changed] }, now);
  assert.deepEqual(next.people[1]?.roles, ["front desk", "technician"]);
  assert.equal(next.people[1]?.since, two.statement.people[1]?.since);
});
