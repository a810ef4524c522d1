import assert from "node:assert/strict";
import { test } from "node:test";
import * as age from "age-encryption";
import fc from "fast-check";
import { checkWords, openIdentity, sealIdentity } from "../src/client/devices.ts";
import { problem } from "../src/client/people_view.ts";
import { isLate, joinPublic, nextLag, PATIENCE } from "../src/client/publication.ts";
import { problemOf } from "../src/client/seal_view.ts";
import { asLabel, makeUpload, newId, type Typed } from "../src/client/sealing.ts";
import { picture, sentence } from "../src/client/sentences.ts";
import { readPass } from "../src/client/sitting.ts";
import { random } from "../src/lib/bytes.ts";
import { type JSONObject, unb64u } from "../src/lib/canon.ts";
import { ForkError, MalformedError, NoKeyError, VerificationError } from "../src/lib/errors.ts";
import * as field from "../src/lib/fields.ts";
import { clientKey, makeClientIdentity, recipientOf } from "../src/lib/identity.ts";
import { openLogin } from "../src/lib/open.ts";
import { parseSigned, verifySigned } from "../src/lib/statement.ts";
import { HOME, JOB } from "./support/cast.ts";

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

function isNotOpened(error: unknown): boolean {
  return error instanceof NoKeyError || error instanceof MalformedError;
}

async function make(): Promise<string> {
  return recipientOf(await makeClientIdentity(HOME));
}
