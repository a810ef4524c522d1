import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { random } from "../src/lib/bytes.ts";
import { b64u, hash, type JSONObject, type JSONValue, unb64u } from "../src/lib/canon.ts";
import type { Directory } from "../src/lib/contexts.ts";
import { verifyChain } from "../src/lib/directory.ts";
import {
  allowedPasskeys,
  composeNext,
  daysLeft,
  differences,
  readDraft,
} from "../src/lib/draft.ts";
import { composeSignIn, meetGenesis, nextPath, readDoor } from "../src/lib/entry.ts";
import { ForkError, MalformedError, NoKeyError, VerificationError } from "../src/lib/errors.ts";
import {
  makePersonIdentity,
  signerOf,
  wrapByPasskey,
  wrapByPassphrase,
} from "../src/lib/identity.ts";
import {
  composeEnrolment,
  foundShop,
  type Invited,
  type Maker,
  placesToRepeat,
  readInvitation,
  signEnrolment,
} from "../src/lib/invitation.ts";
import { memoryStorage, Pins } from "../src/lib/pins.ts";
import { parseSigned, sign, statementHash, verifySigned } from "../src/lib/statement.ts";
import { nextDirectory } from "../src/lib/succession.ts";
import { openByPasskey, openByPassphrase, readOwn } from "../src/lib/unlock.ts";
import { Authenticator, HOME, key, makePerson, NONCE, NOW, ORIGIN, SITE } from "./support/cast.ts";

const TOKEN = b64u(new Uint8Array(24).fill(5));
const later = (seconds: number): Date => new Date(NOW.getTime() + 1000 * seconds);

const first: JSONObject = {
  kind: "first",
  person: HOME,
  name: "",
  roles: [],
  home: HOME,
  origin: ORIGIN,
  log_key: key(1),
  shop: "Corner Repairs",
  nonce: NONCE,
  genesis: null,
  chain: [],
};

async function makeMaker(name = "Olga Brandt"): Promise<Maker> {
  const identity = await makePersonIdentity(HOME);
  const byPassphrase = { signInSeed: random(32), wrappingKey: random(32) };
  return { token: TOKEN, name, site: SITE, identity, byPassphrase };
}

/** A shop that Olga founded just now, with what its server would say. */
async function makeShop() {
  const olga = await makeMaker();
  const authenticator = new Authenticator();
  const passkey = { id: authenticator.id, spki: authenticator.spki, registration: NOTHING };
  const invited = await readInvitation(first, undefined, NOW);
  const roles = ["front desk", "management"] as const;
  const founding = await foundShop(invited, olga, roles, passkey, NOW);
  const { genesis, directory, fingerprint } = founding;
  const file = b64u(await wrapByPasskey(olga.identity, authenticator.prf(unb64u(NONCE))));
  const entry = directory.statement.people[0] as Directory["people"][number];
  const { recipient, opening_key, statement_key } = entry;
  const own: JSONObject = {
    home: HOME,
    person: HOME,
    name: olga.name,
    passphrase_file: b64u(await wrapByPassphrase(olga.identity, olga.byPassphrase.wrappingKey)),
    passkeys: [{ id: authenticator.id, spki: authenticator.spki, file }],
    recipient,
    opening_key,
    statement_key,
  };
  const { since: _, ...entrant } = entry;
  const answer: JSONObject = {
    genesis: { ...genesis } as JSONObject,
    chain: [{ ...directory } as JSONObject],
    people: [entrant as JSONObject],
    own,
  };
  return { olga, authenticator, founding, fingerprint, own, answer, entrant };
}

const NOTHING = {
  id: "",
  rawId: "",
  type: "public-key",
  response: { clientDataJSON: "", attestationObject: "", transports: [] },
} as const;

test("what a founder makes is a chain that everybody verifies", async () => {
  const { founding, answer, fingerprint } = await makeShop();
  const chain = answer.chain as readonly JSONValue[];
  const verified = await verifyChain({
    genesis: answer.genesis ?? null,
    chain,
    fingerprint,
    now: NOW,
  });
  assert.equal(verified.directory.people[0]?.name, "Olga Brandt");
  assert.match(founding.printed, /^([0-9a-f]{4} ){9}[0-9a-f]{4}$/);
});

test("an enrolment is composed here and signed by its three keys", async () => {
  const maker = await makeMaker();
  const invited = await readInvitation(first, undefined, NOW);
  const statement = await composeEnrolment(invited, maker, NOW);
  assert.equal(statement.site, SITE);
  assert.equal(statement.invitation, b64u(hash(new TextEncoder().encode(TOKEN))));
  const signed = signEnrolment(statement, maker);
  verifySigned("enrolment", parseSigned("enrolment", { ...signed }));
});

test("a lying server gets no enrolment: each field it gives has its form", async () => {
  const lies: { [name: string]: JSONValue } = {
    nonce: "sealbench/opening/v1",
    home: `${HOME}","context":"sealbench/opening/v1`,
    person: "../x",
    origin: "a\nb",
    log_key: b64u(new Uint8Array(32)),
    kind: "opening",
    roles: ["owner"],
    shop: "x".repeat(201),
  };
  for (const [name, value] of Object.entries(lies)) {
    await assert.rejects(
      readInvitation({ ...first, [name]: value }, undefined, NOW),
      MalformedError,
    );
  }
  await assert.rejects(readInvitation({ ...first, site: SITE }, undefined, NOW), MalformedError);
  await assert.rejects(readInvitation(first, key(9), NOW), VerificationError);
});

test("who joins demands the shop of the link", async () => {
  const { answer, fingerprint } = await makeShop();
  const { genesis = null, chain = null } = answer;
  const invitation: JSONObject = { ...first, kind: "new", roles: ["technician"], genesis, chain };
  const invited: Invited = await readInvitation(invitation, fingerprint, NOW);
  assert.equal(invited.kind, "new");
  await assert.rejects(readInvitation(invitation, key(9), NOW), VerificationError);
  await assert.rejects(readInvitation(invitation, undefined, NOW), VerificationError);
  const other = { ...invitation, home: HOME.replace("m", "n") };
  await assert.rejects(readInvitation(other, fingerprint, NOW), VerificationError);
  await assert.rejects(
    readInvitation({ ...invitation, chain: [] }, fingerprint, NOW),
    MalformedError,
  );
  // A directory that has expired keeps nobody from joining, one from the future does.
  assert.ok(await readInvitation(invitation, fingerprint, later(40 * 86_400)));
  await assert.rejects(readInvitation(invitation, fingerprint, later(-3600)), VerificationError);
});

test("whatever the server answers, no key signs it as it is", () => {
  const anything = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.dictionary(fc.string(), fc.string()),
  );
  fc.assert(
    fc.property(anything, anything, (home, nonce) => {
      try {
        const door = { home, nonce } as unknown as { home: string; nonce: string };
        const made = composeSignIn(door, "passphrase", SITE, NOW);
        return /^[a-z2-7]{24}$/.test(made.home) && unb64u(made.nonce, 32).length === 32;
      } catch (error) {
        return error instanceof MalformedError;
      }
    }),
  );
});

test("a sign-in names this site and bytes of our own, whatever the server adds", () => {
  const door = { home: HOME, nonce: NONCE, site: "https://evil.example", context: "x", own: NONCE };
  const made = composeSignIn(door, "passphrase", SITE, NOW);
  assert.equal(made.site, SITE);
  assert.equal(made.context, "sealbench/sign-in/v1");
  assert.notEqual(made.own, NONCE);
  assert.notEqual(made.own, composeSignIn(door, "passphrase", SITE, NOW).own);
  assert.throws(
    () => composeSignIn(door, "passphrase", "http://evil.example", NOW),
    MalformedError,
  );
});

test("the door is of the shop that the browser knows", async () => {
  const { answer, fingerprint } = await makeShop();
  const door: JSONObject = {
    home: HOME,
    shop: "Corner",
    genesis: answer.genesis ?? null,
    nonce: NONCE,
  };
  const pins = new Pins(memoryStorage());
  assert.equal(readDoor(door, pins).home, HOME);
  assert.equal(pins.genesis, fingerprint);
  const other = await makeShop();
  const elsewhere = { ...door, genesis: other.answer.genesis ?? null };
  assert.throws(() => readDoor(elsewhere, pins), ForkError);
  assert.throws(() => readDoor({ ...door, more: 1 }, pins), MalformedError);
  assert.throws(() => readDoor({ ...door, nonce: "AA" }, pins), MalformedError);
  assert.throws(
    () => meetGenesis(door.genesis ?? null, HOME.replace("m", "n"), pins),
    VerificationError,
  );
});

test("the next place is a path of this site", () => {
  assert.equal(nextPath("/people/?done=invited"), "/people/?done=invited");
  for (const bad of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "",
    null,
    1,
    undefined,
  ]) {
    assert.throws(() => nextPath(bad), MalformedError);
  }
});

test("a manager sees who comes, changes and leaves, and signs just that", async () => {
  const { olga, authenticator, fingerprint, answer, entrant } = await makeShop();
  const nina = await makePerson("nbswy3dpeb3w64tmmqqxg33n", "Nina Holm", ["technician"]);
  const tariq = await makePerson("obswy3dpeb3w64tmmqqxg33n", "Tariq", ["technician"]);
  const people = [entrant, nina.entrant, tariq.entrant] as readonly JSONObject[];
  const draft = await readDraft({ ...answer, people }, fingerprint, undefined, later(1));
  assert.deepEqual(
    differences(draft).map(({ kind, name }) => `${kind} ${name}`),
    ["enters Nina Holm", "enters Tariq"],
  );
  const next = composeNext(draft, SITE, later(1));
  const signed = sign(next, [signerOf(olga.identity, "statement")], authenticator.answer(next));
  const chain = [...(answer.chain as readonly JSONValue[]), { ...signed } as JSONObject];
  const again = await makePerson(tariq.entrant.id, "Tariq", ["technician"]);
  const promoted = { ...entrant, roles: ["management"] };
  const changed = { ...answer, chain, people: [promoted, again.entrant] as readonly JSONObject[] };
  const second = await readDraft(changed, fingerprint, undefined, later(2));
  assert.deepEqual(
    differences(second).map(({ kind, name }) => `${kind} ${name}`),
    ["roles Olga Brandt", "new-keys Tariq", "leaves Nina Holm"],
  );
  const third = composeNext(second, SITE, later(2));
  assert.deepEqual(
    third.revoked.map((item) => item.id),
    [nina.entrant.id],
  );
  assert.deepEqual(allowedPasskeys(second, SITE), [authenticator.id]);
  assert.equal(daysLeft(third, later(3)), 29);
});

test("a lying server cannot slip anybody past the difference", async () => {
  const { fingerprint, answer, entrant } = await makeShop();
  const renamed = { ...entrant, name: "Somebody Else" } as JSONObject;
  const draft = await readDraft({ ...answer, people: [renamed] }, fingerprint, undefined, NOW);
  assert.deepEqual(
    differences(draft).map(({ kind }) => kind),
    ["renamed"],
  );
  const rekeyed = { ...entrant, passkeys: [] } as JSONObject;
  const other = await readDraft({ ...answer, people: [rekeyed] }, fingerprint, undefined, NOW);
  assert.deepEqual(
    differences(other).map(({ kind }) => kind),
    ["passkeys"],
  );
  const dated = { ...entrant, since: "2020-01-01T00:00:00Z" } as JSONObject;
  const wrong: readonly JSONObject[] = [
    { ...answer, people: [dated] },
    { ...answer, people: [{ ...entrant, admin: true } as JSONObject] },
    { ...answer, people: [null] },
    { ...answer, more: [] },
  ];
  for (const each of wrong) {
    await assert.rejects(readDraft(each, fingerprint, undefined, NOW), MalformedError);
  }
  await assert.rejects(readDraft(answer, key(9), undefined, NOW), VerificationError);
});

test("a directory that forgets what this browser saw is refused", async () => {
  const { olga, authenticator, fingerprint, founding, answer } = await makeShop();
  const next = nextDirectory(founding.directory.statement, {}, later(1));
  const signed = sign(next, [signerOf(olga.identity, "statement")], authenticator.answer(next));
  const chain = [...(answer.chain as readonly JSONValue[]), { ...signed } as JSONObject];
  const pin = { number: 2, hash: statementHash(next) };
  assert.ok(await readDraft({ ...answer, chain }, fingerprint, pin, later(2)));
  await assert.rejects(readDraft(answer, fingerprint, pin, later(2)), ForkError);
});

test("one's identity opens by passkey and by passphrase, and is one's own", async () => {
  const { olga, authenticator, own } = await makeShop();
  const mine = readOwn(own);
  const prfKey = authenticator.prf(unb64u(NONCE));
  const statement = composeSignIn({ home: HOME, nonce: NONCE }, "passkey", SITE, NOW);
  const answer = { assertion: authenticator.answer(statement), prfKey: Uint8Array.from(prfKey) };
  assert.deepEqual(await openByPasskey(mine, answer), olga.identity);
  assert.equal(await openByPasskey(mine, { assertion: answer.assertion }), undefined);
  assert.deepEqual(await openByPassphrase(mine, olga.byPassphrase), olga.identity);
  const swapped = { ...mine, opening_key: key(3) };
  await assert.rejects(openByPassphrase(swapped, olga.byPassphrase), VerificationError);
  const stranger = { assertion: new Authenticator().answer(statement) };
  await assert.rejects(openByPasskey(mine, stranger), NoKeyError);
  assert.throws(() => readOwn({ ...own, more: 1 }), MalformedError);
});

test("two different words of seven are asked back", () => {
  for (let i = 0; i < 200; i++) {
    const [one, other] = placesToRepeat();
    assert.ok(1 <= one && one < other && other <= 7);
  }
});
