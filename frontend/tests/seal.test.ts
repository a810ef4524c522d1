import assert from "node:assert/strict";
import { before, test } from "node:test";
import { bech32 } from "@scure/base";
import * as age from "age-encryption";
import fc from "fast-check";
import { utf8 } from "../src/lib/bytes.ts";
import { b64u, hash, toBytes } from "../src/lib/canon.ts";
import {
  MalformedError,
  NoKeyError,
  SealbenchError,
  VerificationError,
} from "../src/lib/errors.ts";
import type { Login } from "../src/lib/login.ts";
import { openLogin } from "../src/lib/open.ts";
import { LARGEST_PLAINTEXT, pad, unpad } from "../src/lib/padding.ts";
import { sealLogin, warmUp } from "../src/lib/seal.ts";
import { HOME, JOB, LOGIN } from "./support/cast.ts";

const login: Login = {
  job: JOB,
  login: LOGIN,
  label: "Laptop of the office",
  user: "carla",
  password: "correct horse",
  note: "",
};
let tariq: string;
let nina: string;
let recipients: string[];

before(async () => {
  tariq = await age.generateHybridIdentity();
  nina = await age.generateHybridIdentity();
  recipients = await Promise.all([tariq, nina].map((each) => age.identityToRecipient(each)));
});

/** Seal *plaintext* as somebody would who does not keep to the format. */
async function sealRaw(plaintext: Uint8Array): Promise<[Uint8Array, string]> {
  const encrypter = new age.Encrypter();
  encrypter.addRecipient(recipients[0] as string);
  const file = await encrypter.encrypt(plaintext);
  return [file, b64u(hash(file))];
}

test("who was named opens the login, and nobody else", async () => {
  const sealed = await sealLogin(login, recipients);
  assert.deepEqual(await openLogin(sealed.file, tariq, login, sealed.ciphertext), login);
  assert.deepEqual(await openLogin(sealed.file, nina, login, sealed.ciphertext), login);
  assert.equal(sealed.file.length, 22 + 1557 * 2 + 48 + 32 + 512);
  assert.deepEqual(sealed.recipients, [...sealed.recipients].sort());
  const stranger = await age.generateHybridIdentity();
  await assert.rejects(openLogin(sealed.file, stranger, login, sealed.ciphertext), NoKeyError);
});

test("a login of another job, id or label does not open here", async () => {
  const { file, ciphertext } = await sealLogin(login, recipients);
  for (const other of [{ job: HOME }, { login: HOME }, { label: "Router" }]) {
    await assert.rejects(
      openLogin(file, tariq, { ...login, ...other }, ciphertext),
      VerificationError,
    );
  }
  await openLogin(file, tariq, login, ciphertext);
});

test("it seals to nobody, to somebody twice, and to too many: no", async () => {
  const [one = ""] = recipients;
  const twenty = Array.from({ length: 17 }, (_, i) => `${one}${i}`);
  for (const bad of [[], [one, one], twenty]) {
    await assert.rejects(sealLogin(login, bad), MalformedError);
    await assert.rejects(warmUp(bad), MalformedError);
  }
  await warmUp([one]);
});

test("a recipient of any other kind is refused, alone and in a mix", async () => {
  const classic = await age.identityToRecipient(await age.generateX25519Identity());
  const [one = ""] = recipients;
  const altered = `${one.slice(0, -1)}${one.endsWith("q") ? "p" : "q"}`;
  for (const bad of [classic, altered, one.toUpperCase(), "age1pq1", "", `${one} `, tariq]) {
    await assert.rejects(sealLogin(login, [bad]), MalformedError);
    await assert.rejects(sealLogin(login, [one, bad]), MalformedError);
  }
});

test("a recipient whose key is out of range or of small order is refused", async () => {
  const encode = (bytes: Uint8Array) => bech32.encode("age1pq", bech32.toWords(bytes), false);
  const { words } = bech32.decode(recipients[0] as `${string}1${string}`, false);
  const good = bech32.fromWords(words);
  await sealLogin(login, [encode(good)]);
  const largest = new Uint8Array([0x00, 0x0d, 0xd0, ...good.slice(3)]); // 3328 and 3328
  await sealLogin(login, [encode(largest)]);
  for (const start of [
    [0x01, 0x0d, 0xd0],
    [0x00, 0x1d, 0xd0],
    [255, 255, 255],
  ]) {
    const bad = new Uint8Array([...start, ...good.slice(3)]);
    await assert.rejects(sealLogin(login, [encode(bad)]), MalformedError);
  }
  const small = new Uint8Array([...good.slice(0, 1184), ...new Uint8Array(32)]);
  await assert.rejects(sealLogin(login, [encode(small)]), MalformedError);
});

test("a tampered file never opens, whichever byte is changed", async () => {
  const { file, ciphertext } = await sealLogin(login, recipients.slice(0, 1));
  await fc.assert(
    fc.asyncProperty(
      fc.nat(file.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, mask) => {
        const bad = file.with(at, (file[at] as number) ^ mask);
        await assert.rejects(openLogin(bad, tariq, login, ciphertext), VerificationError);
        await assert.rejects(openLogin(bad, tariq, login, b64u(hash(bad))), SealbenchError);
      },
    ),
    { numRuns: 60 },
  );
  for (const cut of [0, 21, 400, file.length - 1]) {
    const bad = file.slice(0, cut);
    await assert.rejects(openLogin(bad, tariq, login, b64u(hash(bad))), SealbenchError);
  }
});

test("what is sealed in another format is malformed, and its error does not quote it", async () => {
  const good = { ...login, v: 1 };
  const spaced = utf8(JSON.stringify(good, null, 1));
  const contents = [
    toBytes({ ...good, extra: "" }),
    toBytes({ ...good, v: 2 }),
    spaced,
    utf8("hunter2"),
  ];
  const plaintexts = [
    ...contents.map(pad),
    toBytes(good),
    new Uint8Array(0),
    new Uint8Array(70_000),
  ];
  for (const plaintext of plaintexts) {
    const [file, ciphertext] = await sealRaw(plaintext);
    await assert.rejects(openLogin(file, tariq, login, ciphertext), (error) => {
      assert.ok(error instanceof MalformedError);
      return !`${error.message}${error.hint}${String(error.cause)}`.includes("hunter2");
    });
  }
  const [file, ciphertext] = await sealRaw(pad(toBytes(good)));
  assert.deepEqual(await openLogin(file, tariq, login, ciphertext), login);
});

test("fields that have no form are refused before anything is sealed", async () => {
  const long = "x".repeat(4001);
  const bad = [
    { label: "" },
    { label: "a  b" },
    { label: "a\u202e" },
    { user: "\ud800" },
    { note: long },
    { job: "x" },
  ];
  for (const each of bad) {
    await assert.rejects(sealLogin({ ...login, ...each }, recipients), MalformedError);
  }
  await assert.rejects(
    sealLogin({ ...login, note: "\u00e4".repeat(2100) }, recipients),
    MalformedError,
  );
  await sealLogin({ ...login, note: "\u0000\u202e\n" }, recipients);
});

test("padding is undone exactly, and no other padding is accepted", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: LARGEST_PLAINTEXT - 4 }), (data) => {
      const padded = pad(data);
      assert.equal(padded.length % 512, 0);
      assert.deepEqual(unpad(padded), data);
      if (data.length % 512 !== 508) {
        assert.throws(() => unpad(padded.with(padded.length - 1, 1)), MalformedError);
      }
      assert.throws(
        () => unpad(new Uint8Array([...padded, ...new Uint8Array(512)])),
        MalformedError,
      );
      assert.throws(() => unpad(padded.slice(0, -1)), MalformedError);
    }),
  );
  assert.throws(() => pad(new Uint8Array(LARGEST_PLAINTEXT - 3)), MalformedError);
  assert.throws(() => unpad(new Uint8Array(512).fill(255)), MalformedError);
});
