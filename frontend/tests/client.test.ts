import assert from "node:assert/strict";
import { test } from "node:test";
import * as age from "age-encryption";
import fc from "fast-check";
import { checkWords, openIdentity, sealIdentity } from "../src/client/devices.ts";
import { type Page, parsePage, takesLogins } from "../src/client/page.ts";
import { problem } from "../src/client/people_view.ts";
import { isLate, joinPublic, nextLag, PATIENCE } from "../src/client/publication.ts";
import { problemOf } from "../src/client/seal_view.ts";
import { asLabel, makeUpload, newId, type Typed } from "../src/client/sealing.ts";
import { picture, sentence } from "../src/client/sentences.ts";
import { readPass } from "../src/client/sitting.ts";
import { verifyTimeline } from "../src/client/timeline.ts";
import { type Grounds, verifyPeople } from "../src/client/trust.ts";
import { concat, random, toBase64, utf8 } from "../src/lib/bytes.ts";
import { b64u, hash, type JSONObject, toBytes, unb64u } from "../src/lib/canon.ts";
import type { Directory } from "../src/lib/contexts.ts";
import { publicKey, signBytes } from "../src/lib/ed25519.ts";
import {
  ForkError,
  MalformedError,
  NoKeyError,
  SealbenchError,
  VerificationError,
} from "../src/lib/errors.ts";
import * as field from "../src/lib/fields.ts";
import { clientKey, makeClientIdentity, recipientOf } from "../src/lib/identity.ts";
import { leafBytes, leafId } from "../src/lib/leaf.ts";
import { leafHash, nodeHash } from "../src/lib/merkle.ts";
import { keyId } from "../src/lib/note.ts";
import { openLogin } from "../src/lib/open.ts";
import { memoryStorage, Pins } from "../src/lib/pins.ts";
import { parseSigned, verifySigned } from "../src/lib/statement.ts";
import { HOME, JOB } from "./support/cast.ts";
import { vectors } from "./support/vectors.ts";

const NOW = new Date("2026-11-23T15:00:00Z");
const typed: Typed = {
  label: "Windows",
  user: "ida",
  password: "correct horse",
  note: "",
  days: 7,
  openings: 3,
};

test("what is sealed opens for the person, and says what the client signed", async () => {
  const tariq = await age.generateHybridIdentity();
  const identity = await makeClientIdentity(HOME);
  const recipients = [await age.identityToRecipient(tariq)];
  const upload = await makeUpload(typed, JOB, recipients, identity, NOW);
  const signed = parseSigned("seal", upload.signed);
  verifySigned("seal", signed, { client: clientKey(identity) });
  const { login, ciphertext, expires, openings } = signed.statement;
  assert.deepEqual([expires, openings], ["2026-11-30T15:00:00Z", 3]);
  const place = { job: JOB, login, label: upload.label };
  const opened = await openLogin(unb64u(upload.ciphertext), tariq, place, ciphertext);
  assert.equal(opened.password, typed.password);
});

test("ids have the form of ids, and labels that of labels", () => {
  const ids = Array.from({ length: 50 }, () => field.id(newId()));
  assert.equal(new Set(ids).size, ids.length);
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "é", " ", "\t", "\u00a0", "\n")), (parts) => {
      const label = asLabel(parts.join(""));
      return label === "" || field.name(label) === label;
    }),
  );
});

test("a login is looked at before it is sealed", () => {
  assert.equal(problemOf(typed), "");
  assert.notEqual(problemOf({ ...typed, label: "" }), "");
  assert.notEqual(problemOf({ ...typed, user: "", password: "" }), "");
  assert.notEqual(problemOf({ ...typed, label: "Windows of Ida" }), "");
  assert.notEqual(problemOf({ ...typed, label: "it is correct horse" }), "");
  assert.notEqual(problemOf({ ...typed, label: "password: hunter2!" }), "");
  assert.equal(problemOf({ ...typed, user: "", label: "Mail" }), "");
});

test("two screens show the same words, another key other ones", async () => {
  const [one, two] = await Promise.all([make(), make()]);
  assert.equal(checkWords(one), checkWords(one));
  assert.notEqual(checkWords(one), checkWords(two));
  assert.equal(checkWords(one).split(" ").length, 4);
});

test("the keys reach the second device alone, and only those of the link", async () => {
  const [identity, other] = [await makeClientIdentity(HOME), await makeClientIdentity(HOME)];
  const second = await age.generateHybridIdentity();
  const box = await sealIdentity(identity, await age.identityToRecipient(second));
  assert.deepEqual(await openIdentity(box, second, HOME, clientKey(identity)), identity);
  await assert.rejects(openIdentity(box, second, HOME, clientKey(other)), VerificationError);
  await assert.rejects(openIdentity(box, other.age, HOME, clientKey(identity)), isNotOpened);
  await assert.rejects(openIdentity("AAAA", second, HOME, clientKey(identity)), MalformedError);
  await assert.rejects(sealIdentity(identity, "age1classic"), MalformedError);
});

test("the public log may lag for two minutes, not longer", () => {
  const first = nextLag(undefined, 5, 9, 1000);
  assert.deepEqual(first, { size: 9, since: 1000 });
  assert.deepEqual(nextLag(first, 5, 12, 5000), first);
  assert.equal(isLate(first, 1000 + PATIENCE), false);
  assert.equal(isLate(first, 1001 + PATIENCE), true);
  assert.deepEqual(nextLag(first, 9, 12, 5000), { size: 12, since: 5000 });
  assert.equal(nextLag(first, 12, 12, 5000), undefined);
  assert.equal(isLate(undefined, 0), false);
});

test("a public log that is another one is an alarm", () => {
  const [one, two] = [random(32), random(32)];
  const head = { origin: "o", size: 1, root: one };
  joinPublic(head, head, []);
  assert.throws(() => joinPublic({ ...head, root: two }, head, []), ForkError);
});

test("a pass is read as people type it", () => {
  assert.equal(readPass(" ABCDE-23456 "), "abcde23456");
  for (const bad of ["", "abcde", "abcde-2345l", "abcde-23450", "abcdefghjkm"]) {
    assert.throws(() => readPass(bad), MalformedError);
  }
});

test("every event has a sentence, also one that this page does not know", () => {
  const actor = { kind: "person", name: "Tariq Öztürk" };
  const opened = { type: "login:opened", actor, login: "x", purpose: "repair" };
  const labels = new Map([["x", "Windows"]]);
  assert.equal(sentence(opened, labels), "Tariq Öztürk opened “Windows”, to repair.");
  assert.equal(sentence(opened, new Map()), "Tariq Öztürk opened a login, to repair.");
  const client = { type: "login:removed", actor: { kind: "client", level: "settled" } };
  assert.equal(sentence(client, new Map()), "You destroyed a login.");
  const ordered = { type: "erasure:ordered", actor };
  assert.equal(sentence(ordered, labels), "The destruction of all logins was ordered.");
  const file = sentence({ ...ordered, file: "y" }, labels);
  assert.equal(file, "The destruction of a file was ordered.");
  assert.match(sentence({ type: "moon:risen", actor: { kind: "keeper" } }, labels), /moon:risen/);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (event) => {
      return typeof sentence(event as JSONObject, labels) === "string";
    }),
  );
  const end = { type: "client-erasure:confirmed", actor: { kind: "keeper" } };
  assert.equal(sentence(end, labels), "The destruction is confirmed: nothing is left.");
  assert.match(sentence({ ...end, number: 1001 }, labels), /destruction of job 1001 is confirmed/);
  assert.equal(picture("login:opened"), "lock-open");
});

test("a look of somebody who is not on the job says why", () => {
  const look = { type: "job:looked-at", actor: { kind: "person", name: "Mona" } };
  const plain = "Mona looked at the job.";
  const none = new Map<string, string>();
  assert.equal(sentence(look, none), plain);
  const called = `${plain} Not being on the job: you called.`;
  assert.equal(sentence({ ...look, reason: "call", words: "" }, none), called);
  const other = { ...look, reason: "other", words: "a part came {who}" };
  const said = `${plain} Not being on the job: another reason (“a part came {who}”).`;
  assert.equal(sentence(other, none), said);
  assert.equal(sentence({ ...look, reason: "new" }, none), `${plain} Not being on the job: new.`);
});

test("a directory that is not believed is explained", () => {
  const [expired, forked, other] = [
    problem(new VerificationError("the directory has expired")),
    problem(new ForkError("the directory is not the one")),
    problem(new VerificationError("not proven")),
  ];
  assert.match(expired, /expired/);
  assert.match(forked, /another list/);
  assert.equal(new Set([expired, forked, other]).size, 3);
});

const SEED = random(32);
const LOG = { name: "sealbench.log/test", key: publicKey(SEED) };
const SECRET = random(32);
const RECORD_SECRET = random(32);

interface Sample {
  readonly page: Page;
  readonly events: readonly JSONObject[];
}

/** Return a page whose two events stand in a log of two leaves; *looked*: the first in the record. */
async function sample(looked = false): Promise<Sample> {
  const events: JSONObject[] = [
    { v: 1, type: "job:taken-in" },
    { v: 1, type: "link:issued" },
  ];
  const opened = events.map((payload, index) => {
    const counter = looked ? 0 : index;
    const secret = looked && index === 0 ? RECORD_SECRET : SECRET;
    const r = random(32);
    const commit = b64u(hash(concat(utf8("sealbench/leaf/v1\0"), r, toBytes(payload))));
    const leaf = leafBytes({ commit, id: leafId(secret, counter), v: 1 });
    return { leaf, r, payload, counter };
  });
  const hashes = opened.map(({ leaf }) => leafHash(leaf));
  const [first, second] = hashes as [Uint8Array, Uint8Array];
  const rows = opened.map(({ leaf, r, payload, counter }, index) => ({
    index,
    counter,
    leaf: new TextDecoder().decode(leaf),
    r: b64u(r),
    payload: new TextDecoder().decode(toBytes(payload)),
    path: [b64u(index === 0 ? second : first)],
  }));
  const note = signedNote(2, nodeHash(first, second));
  const identity = await makeClientIdentity(HOME);
  const [own, job] = looked ? [rows.slice(0, 1), rows.slice(1)] : [[], rows];
  const record = { secret: b64u(RECORD_SECRET), events: own };
  return { page: parsePage({ ...EMPTY, events: job, record, ...tail(note, identity) }), events };
}

function tail(note: string, identity: Awaited<ReturnType<typeof makeClientIdentity>>): JSONObject {
  return {
    ledger: { note, known: [], public: [] },
    client: {
      id: "q".repeat(24),
      level: "first claim",
      key: clientKey(identity),
      claimed_at: 1,
      counter: false,
    },
  };
}

function signedNote(size: number, root: Uint8Array): string {
  const text = `${LOG.name}\n${size}\n${toBase64(root)}\n`;
  const signature = toBase64(concat(keyId(LOG), signBytes(utf8(text), SEED)));
  return `${text}\n\u2014 ${LOG.name} ${signature}\n`;
}

const EMPTY = {
  mark: "m",
  home: HOME,
  shop: { name: "Corner Repairs", address: "", phone: "", logo: "" },
  job: {
    id: JOB,
    number: 1001,
    state: "in service",
    place: "in the shop",
    service: "Software",
    alternatives: "",
    login_need: "needed",
    login_asked: false,
    override: false,
    reason: "",
    answer: "",
    seal_again: false,
    ended: false,
    only: true,
    created_at: 1,
  },
  device: { kind: "laptop", make: "", model: "" },
  assigned: [],
  logins: [],
  files: [],
  keeps: [],
  risks: [],
  requests: [],
  acknowledgement: { texts: [], given: [] },
  ending: null,
  agreement: { required: false, client: "a".repeat(24), settles: 0, agreements: [] },
  ended: [],
  secret: b64u(SECRET),
  directory: { genesis: null, chain: [] },
};

function met(): Pins {
  const pins = new Pins(memoryStorage());
  pins.meet(b64u(random(32)));
  return pins;
}

test("the events of a page are proven, and the log is remembered", async () => {
  const { page, events } = await sample();
  const pins = met();
  assert.deepEqual(verifyTimeline(page, LOG, pins), events);
  assert.equal(pins.checkpoint?.size, 2);
});

test("who looked at the record is proven too, and stands in its place", async () => {
  const { page, events } = await sample(true);
  assert.deepEqual(verifyTimeline(page, LOG, met()), events);
  const { record } = page;
  const [look] = record.events;
  assert.ok(look !== undefined);
  const bad = [
    { ...record, secret: page.secret },
    { ...record, events: [{ ...look, counter: 1 }] },
    { ...record, events: [{ ...look, payload: '{"type":"job:closed","v":1}' }] },
    { ...record, events: page.events },
  ];
  for (const other of bad) {
    assert.throws(() => verifyTimeline({ ...page, record: other }, LOG, met()), SealbenchError);
  }
});

test("a missing, moved or altered event is seen", async () => {
  const { page } = await sample();
  const [one, two] = page.events;
  assert.ok(one !== undefined && two !== undefined);
  const forged = { ...one, payload: '{"type":"job:closed","v":1}' };
  const bad = [
    [two],
    [two, one],
    [forged, two],
    [{ ...one, r: b64u(random(32)) }, two],
    [{ ...one, path: [b64u(random(32))] }, two],
    [{ ...one, path: [] }, two],
    [{ ...one, index: 1 }, two],
    [{ ...one, leaf: two.leaf }, two],
    [{ ...one, counter: 1 }, two],
  ];
  for (const events of bad) {
    assert.throws(() => verifyTimeline({ ...page, events }, LOG, met()), SealbenchError);
  }
  const secret = b64u(random(32));
  assert.throws(() => verifyTimeline({ ...page, secret }, LOG, met()), VerificationError);
});

test("a log that another key signed, or that forks, is refused", async () => {
  const [{ page }, other] = [await sample(), await sample()];
  const stranger = { ...LOG, key: publicKey(random(32)) };
  assert.throws(() => verifyTimeline(page, stranger, met()), VerificationError);
  const pins = met();
  verifyTimeline(page, LOG, pins);
  assert.throws(() => verifyTimeline(other.page, LOG, pins), ForkError);
});

test("a page of another form is refused", async () => {
  const { page } = await sample();
  assert.deepEqual(parsePage(JSON.parse(JSON.stringify(page))), page);
  for (const name of Object.keys(page)) {
    assert.throws(() => parsePage({ ...page, [name]: 7 }), SealbenchError, name);
    assert.throws(() => parsePage({ ...page, [name]: undefined }), SealbenchError, name);
  }
});

test("a login is taken only where one was asked for", async () => {
  const { page } = await sample();
  const on = (job: Partial<Page["job"]>): boolean =>
    takesLogins({ ...page, job: { ...page.job, ...job } });
  assert.equal(on({}), true);
  assert.equal(on({ ended: true }), false);
  assert.equal(on({ login_need: "none" }), false);
  assert.equal(on({ login_need: "none", login_asked: true }), true);
  assert.equal(on({ login_need: "owner unlocks", login_asked: true }), false);
});

const VECTORS = vectors<{
  readonly genesis: JSONObject;
  readonly fingerprint: string;
  readonly documents: { readonly [name: string]: { readonly statement: Directory } };
}>("directory.json");
const FIRST = VECTORS.documents.first as { readonly statement: Directory };

/** Return what a browser knows on the day after the first directory of the vectors. */
function grounds(changes: Partial<Grounds> = {}): Grounds {
  const pins = new Pins(memoryStorage());
  pins.meet(VECTORS.fingerprint);
  const { fingerprint } = VECTORS;
  const site = FIRST.statement.site;
  return {
    fingerprint,
    pins,
    receipt: [],
    site,
    now: new Date("2026-11-26T15:00:00Z"),
    ...changes,
  };
}

async function listedPage(): Promise<Page> {
  const { page } = await sample();
  const { statement } = VECTORS.genesis as unknown as { statement: { home: string } };
  const technician = FIRST.statement.people.find((each) => each.roles.includes("technician"));
  const directory = { genesis: VECTORS.genesis, chain: [FIRST as unknown as JSONObject] };
  return { ...page, home: statement.home, assigned: [technician?.id ?? ""], directory };
}

test("the people to seal to are proven, and doubted where there is a reason", async () => {
  const page = await listedPage();
  const [named] = await verifyPeople(page, grounds());
  assert.ok(named !== undefined);
  assert.deepEqual(named.doubts, ["not-on-receipt"]);
  const [known] = await verifyPeople(page, grounds({ receipt: [named.fingerprint] }));
  assert.deepEqual(known?.doubts, []);
  const now = new Date("2026-11-23T15:01:00Z"); // a ghost signed in one minute ago
  const [young] = await verifyPeople(page, grounds({ receipt: [named.fingerprint], now }));
  assert.deepEqual(young?.doubts, ["new"]);
});

test("an expired, forked or foreign directory names nobody", async () => {
  const page = await listedPage();
  const late = grounds({ now: new Date("2027-11-23T15:00:00Z") });
  const [expired] = await Promise.allSettled([verifyPeople(page, late)]);
  assert.match(problem(expired.status === "rejected" && expired.reason), /has expired/);
  const forked = grounds();
  forked.pins.advanceDirectory({ number: 1, hash: b64u(random(32)) });
  await assert.rejects(verifyPeople(page, forked), ForkError);
  const elsewhere = grounds({ site: "https://other.example" });
  await assert.rejects(verifyPeople(page, elsewhere), VerificationError);
  await assert.rejects(verifyPeople({ ...page, home: HOME }, grounds()), VerificationError);
  await assert.rejects(verifyPeople({ ...page, assigned: [JOB] }, grounds()), VerificationError);
});

function isNotOpened(error: unknown): boolean {
  return error instanceof NoKeyError || error instanceof MalformedError;
}

async function make(): Promise<string> {
  return recipientOf(await makeClientIdentity(HOME));
}
