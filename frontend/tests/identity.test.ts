import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Decrypter, Encrypter } from "age-encryption";
import fc from "fast-check";
import { random, utf8 } from "../src/lib/bytes.ts";
import { b64u, unb64u } from "../src/lib/canon.ts";
import { publicKey, signBytes } from "../src/lib/ed25519.ts";
import {
  MalformedError,
  NoKeyError,
  SealbenchError,
  VerificationError,
} from "../src/lib/errors.ts";
import * as identity from "../src/lib/identity.ts";
import { prfInputs, prfKey } from "../src/lib/prf.ts";
import { passkeyWrap, passphraseWrap, sealWrapped } from "../src/lib/wrap.ts";
import { Authenticator, HOME, JOB } from "./support/cast.ts";

let person: identity.PersonIdentity;
let client: identity.ClientIdentity;

before(async () => {
  person = await identity.makePersonIdentity(HOME);
  client = await identity.makeClientIdentity(HOME);
});

function keyOf(authenticator: Authenticator): Uint8Array {
  const { first, second } = prfInputs().prf.eval;
  return prfKey(authenticator.prf(first), authenticator.prf(second));
}

test("a passkey opens the file it wraps, and no other passkey does", async () => {
  const [own, other] = [keyOf(new Authenticator()), keyOf(new Authenticator())];
  const file = await identity.wrapByPasskey(person, own);
  assert.deepEqual(await identity.openPerson(file, passkeyWrap(own), HOME), person);
  await assert.rejects(identity.openPerson(file, passkeyWrap(other), HOME), NoKeyError);
  await assert.rejects(identity.openPerson(file, passphraseWrap(own), HOME), NoKeyError);
});

test("a passphrase's key opens the file it wraps, and each file has a salt of its own", async () => {
  const key = random(32);
  const [one, two] = [
    await identity.wrapByPassphrase(client, key),
    await identity.wrapByPassphrase(client, key),
  ];
  assert.deepEqual(await identity.openClient(one, passphraseWrap(key), HOME), client);
  assert.deepEqual(await identity.openClient(two, passphraseWrap(key), HOME), client);
  assert.notDeepEqual(one.subarray(22, 90), two.subarray(22, 90));
  await assert.rejects(identity.openClient(one, passphraseWrap(random(32)), HOME), NoKeyError);
});

test("a person's file is no client's, and an identity of another shop is refused", async () => {
  const key = random(32);
  const file = await identity.wrapByPassphrase(person, key);
  await assert.rejects(identity.openClient(file, passphraseWrap(key), HOME), MalformedError);
  await assert.rejects(identity.openPerson(file, passphraseWrap(key), JOB), VerificationError);
});

test("the header is what the server expects", async () => {
  const file = await identity.wrapByPasskey(person, random(32));
  const text = Buffer.from(file).toString("latin1");
  assert.match(
    text,
    /^age-encryption\.org\/v1\n-> age-encryption\.org\/fido2prf [A-Za-z0-9+/]{22}\n[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n/,
  );
  assert.ok(file.length < 1024);
});

test("the age library opens the file with the same PRF result in its own way", async () => {
  const authenticator = new Authenticator();
  const file = await identity.wrapByPasskey(person, keyOf(authenticator));
  const { webauthn } = await import("age-encryption");
  const results = (input: Uint8Array) => authenticator.prf(new Uint8Array(input)).buffer;
  const credentials = {
    get: async ({ publicKey }: { publicKey: { extensions: ReturnType<typeof prfInputs> } }) => {
      const { first, second } = publicKey.extensions.prf.eval;
      const prf = { results: { first: results(first), second: results(second) } };
      return { getClientExtensionResults: () => ({ prf }) };
    },
  };
  Object.defineProperty(globalThis, "navigator", { value: { credentials }, configurable: true });
  const decrypter = new Decrypter();
  decrypter.addIdentity(new webauthn.WebAuthnIdentity({}));
  assert.match(await decrypter.decrypt(file, "text"), /"kind":"person"/);
});

test("a tampered file gives an error of ours, whichever byte is changed", async () => {
  const key = random(32);
  const file = await identity.wrapByPassphrase(client, key);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(file.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, mask) => {
        const bad = file.with(at, (file[at] as number) ^ mask);
        await assert.rejects(identity.openClient(bad, passphraseWrap(key), HOME), SealbenchError);
      },
    ),
    { numRuns: 80 },
  );
  await assert.rejects(
    identity.openClient(new Uint8Array(9000), passphraseWrap(key), HOME),
    MalformedError,
  );
});

test("what is not an identity is refused, though it is wrapped well", async () => {
  const wrap = passphraseWrap(random(32));
  const payloads = [
    "",
    "{}",
    JSON.stringify(client, null, 1),
    JSON.stringify({ ...client, more: 1 }),
  ];
  for (const payload of payloads) {
    const file = await sealWrapped(utf8(payload), wrap);
    await assert.rejects(identity.openClient(file, wrap, HOME), MalformedError);
  }
});

test("a file with two stanzas is refused", async () => {
  const key = random(32);
  const encrypter = new Encrypter();
  const stanza = { wrapFileKey: async () => [] };
  const file = await identity.wrapByPassphrase(client, key);
  const text = Buffer.from(file).toString("latin1");
  const [line = "", body = ""] = text.split("\n").slice(1, 3);
  const doubled = text.replace(`${line}\n${body}\n`, `${line}\n${body}\n${line}\n${body}\n`);
  const bad = Uint8Array.from(Buffer.from(doubled, "latin1"));
  await assert.rejects(identity.openClient(bad, passphraseWrap(key), HOME), MalformedError);
  encrypter.addRecipient(stanza);
  await assert.rejects(sealWrapped(new Uint8Array(9000), passphraseWrap(key)), MalformedError);
  const salted = text.replace(/passphrase-key \S+/, "passphrase-key AAAA");
  const short = Uint8Array.from(Buffer.from(salted, "latin1"));
  await assert.rejects(identity.openClient(short, passphraseWrap(key), HOME), MalformedError);
  const none = await encrypter.encrypt("x");
  await assert.rejects(identity.openClient(none, passphraseWrap(key), HOME), SealbenchError);
});

test("public keys belong to the identity, and each role has its own", async () => {
  const keys = await identity.personKeys(person);
  assert.match(keys.recipient, /^age1pq1/);
  assert.equal(new Set(Object.values(keys)).size, 3);
  assert.equal(identity.signerOf(person, "opening").seed.length, 32);
  assert.throws(() => identity.signerOf(person, "client"), MalformedError);
  assert.throws(() => identity.signerOf(client, "opening"), MalformedError);
  assert.equal(b64u(identity.signerOf(client, "client").seed), client.client_seed);
  assert.equal(unb64u(identity.clientKey(client), 32).length, 32);
  assert.match(await identity.recipientOf(client), /^age1pq1/);
  for (const make of [publicKey, (seed: Uint8Array) => signBytes(seed, seed)]) {
    assert.throws(() => make(new Uint8Array(31)), MalformedError);
  }
});
