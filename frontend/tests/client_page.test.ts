import assert from "node:assert/strict";
import { test } from "node:test";
import { type Page, parsePage, takesLogins } from "../src/client/page.ts";
import { problem } from "../src/client/people_view.ts";
import { verifyTimeline } from "../src/client/timeline.ts";
import { type Grounds, verifyPeople } from "../src/client/trust.ts";
import { random } from "../src/lib/bytes.ts";
import { b64u, type JSONObject } from "../src/lib/canon.ts";
import type { Directory } from "../src/lib/contexts.ts";
import { publicKey } from "../src/lib/ed25519.ts";
import { ForkError, SealbenchError, VerificationError } from "../src/lib/errors.ts";
import { memoryStorage, Pins } from "../src/lib/pins.ts";
import { HOME, JOB } from "./support/cast.ts";
import { LOG, met, sample } from "./support/page.ts";
import { vectors } from "./support/vectors.ts";

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
