/** The vectors that both languages read: statements, identity files, sealed logins, directories. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { identityToRecipient } from "age-encryption";
import { verifyAssertion } from "../src/lib/assertion.ts";
import { fromUtf8 } from "../src/lib/bytes.ts";
import { b64u, hash, type JSONObject, type JSONValue, unb64u } from "../src/lib/canon.ts";
import type { Context, Role } from "../src/lib/contexts.ts";
import { personFingerprint, verifyChain } from "../src/lib/directory.ts";
import { ForkError, MalformedError, SealbenchError } from "../src/lib/errors.ts";
import { key as keyField } from "../src/lib/fields.ts";
import { openClient, openPerson } from "../src/lib/identity.ts";
import type { Login } from "../src/lib/login.ts";
import { openLogin } from "../src/lib/open.ts";
import { pad, unpad } from "../src/lib/padding.ts";
import {
  deriveKeys,
  nameForm,
  normalisePassphrase,
  personSalt,
  receiptSalt,
} from "../src/lib/passphrase.ts";
import { prfInputs, prfKey } from "../src/lib/prf.ts";
import {
  type Assertion,
  challenge,
  message,
  parseSigned,
  parseStatement,
  type SignedStatement,
  sign,
  statementHash,
  verifySigned,
} from "../src/lib/statement.ts";
import { fromText } from "../src/lib/time.ts";
import { passkeyWrap, passphraseWrap, type Wrap } from "../src/lib/wrap.ts";
import { vectors } from "./support/vectors.ts";

const contextOf = (value: { statement: { context: string } }): Context =>
  value.statement.context.split("/")[1] as Context;

interface StatementVectors {
  statements: {
    name: string;
    seeds: { [R in Role]?: string };
    message: string;
    challenge: string;
    hash: string;
    signed: SignedStatement;
  }[];
  assertions: {
    name: string;
    assertion: Assertion;
    statement: JSONObject;
    spki: string;
    site: string;
    valid: boolean;
  }[];
  malformed: { reason: string; signed: SignedStatement }[];
  weak_keys: string[];
}
const statements = vectors<StatementVectors>("statement.json");

for (const vector of statements.statements) {
  test(`statement vector: ${vector.name}`, () => {
    const context = contextOf(vector.signed);
    const signed = parseSigned(context, vector.signed);
    const signers = Object.entries(vector.seeds).map(([role, seed]) => ({
      role: role as Role,
      seed: unb64u(seed),
    }));
    const keys = Object.fromEntries(signed.signatures.map((item) => [item.role, item.key]));
    verifySigned(context, signed, keys);
    assert.equal(fromUtf8(message(signed.statement)), vector.message);
    assert.equal(b64u(challenge(signed.statement)), vector.challenge);
    assert.equal(statementHash(signed.statement), vector.hash);
    assert.deepEqual(sign(signed.statement, signers, signed.assertion), vector.signed);
  });
}

for (const vector of statements.malformed) {
  test(`malformed statement vector: ${vector.reason}`, () => {
    const contexts = [
      "visit",
      "sign-in",
      "opening",
      "genesis",
      "claim",
      "seal",
      "enrolment",
    ] as const;
    for (const context of contexts)
      assert.throws(() => parseSigned(context, vector.signed), MalformedError);
  });
}

test("weak keys of the vectors are refused", () => {
  for (const weak of statements.weak_keys) assert.throws(() => keyField(weak), MalformedError);
});

for (const { name, assertion, statement, spki, site, valid } of statements.assertions) {
  test(`assertion vector: ${name}`, async () => {
    const parsed = parseStatement(
      contextOf({ statement: statement as { context: string } }),
      statement,
    );
    const verified = verifyAssertion(assertion, parsed, spki, site);
    await (valid ? verified : assert.rejects(verified, SealbenchError));
  });
}

interface IdentityVectors {
  files: {
    file: string;
    key: string;
    kind: "passkey" | "passphrase";
    payload: { kind: string; home: string };
  }[];
  malformed: { file: string; kind: "passkey" | "passphrase"; reason: string }[];
  passphrases: {
    client_key: string | null;
    form: string;
    home: string;
    name: string;
    passphrase: string;
    salt: string;
    sign_in_seed: string;
    wrapping_key: string;
  }[];
  prf: { inputs: string[]; results: string[]; key: string };
}

function wrapOf(kind: "passkey" | "passphrase", key: string): Wrap {
  return kind === "passkey" ? passkeyWrap(unb64u(key)) : passphraseWrap(unb64u(key));
}

function identityTests(source: string, identities: Pick<IdentityVectors, "files">): void {
  for (const [i, { file, key, kind, payload }] of identities.files.entries()) {
    test(`${source}: identity file ${i}, ${payload.kind} by ${kind}`, async () => {
      const open = payload.kind === "person" ? openPerson : openClient;
      assert.deepEqual(await open(unb64u(file), wrapOf(kind, key), payload.home), payload);
    });
  }
}

const identities = vectors<IdentityVectors>("identity-file.json");
identityTests("identity-file.json", identities);

for (const { file, kind, reason } of identities.malformed) {
  test(`malformed identity file vector: ${reason}`, async () => {
    const { key } = identities.files.find((each) => each.kind === kind) ?? { key: "" };
    for (const open of [openPerson, openClient]) {
      await assert.rejects(open(unb64u(file), wrapOf(kind, key), "a".repeat(24)), SealbenchError);
    }
  });
}

for (const vector of identities.passphrases) {
  test(`passphrase vector: ${vector.name}`, async () => {
    const { home, name, client_key: client } = vector;
    if (client === null) assert.equal(nameForm(name), vector.form);
    const salt = client === null ? personSalt(home, name) : receiptSalt(home, client);
    assert.equal(b64u(salt), vector.salt);
    const keys = await deriveKeys(normalisePassphrase(vector.passphrase), salt);
    assert.equal(b64u(keys.signInSeed), vector.sign_in_seed);
    assert.equal(b64u(keys.wrappingKey), vector.wrapping_key);
  });
}

test("PRF vector", () => {
  const { first, second } = prfInputs().prf.eval;
  assert.deepEqual([first, second].map(b64u), identities.prf.inputs);
  const [one = "", two = ""] = identities.prf.results;
  assert.equal(b64u(prfKey(unb64u(one), unb64u(two))), identities.prf.key);
});

interface LoginVectors {
  recipients: { identity: string; recipient: string }[];
  paddings: { data: string; padded: string }[];
  sealed: { name: string; file: string; identities: string[]; login: Login & { v: 1 } }[];
  malformed: { file: string; reason: string }[];
}
const logins = vectors<LoginVectors>("sealed-login.json");
const ours = vectors<Pick<LoginVectors, "sealed"> & Pick<IdentityVectors, "files">>(
  "sealed-login-js.json",
);
identityTests("sealed-login-js.json", ours);

for (const { name, file, identities, login } of [...logins.sealed, ...ours.sealed]) {
  test(`sealed login vector: ${name}`, async () => {
    const { v: _, ...expected } = login;
    const bytes = unb64u(file);
    for (const identity of identities) {
      assert.deepEqual(await openLogin(bytes, identity, login, b64u(hash(bytes))), expected);
    }
  });
}

test("recipient and padding vectors", async () => {
  for (const { identity, recipient } of logins.recipients) {
    assert.equal(await identityToRecipient(identity), recipient);
  }
  for (const { data, padded } of logins.paddings) {
    assert.equal(b64u(pad(unb64u(data))), padded);
    assert.equal(b64u(unpad(unb64u(padded))), data);
  }
});

test("a malformed sealed login opens nowhere, or only by an identity of the vectors", async () => {
  const [first] = logins.sealed;
  assert.ok(first);
  for (const { file, reason } of logins.malformed) {
    const bytes = unb64u(file);
    const opened = openLogin(bytes, first.identities[0] ?? "", first.login, b64u(hash(bytes)));
    await opened.then(
      () => assert.fail(reason),
      (error: unknown) => assert.ok(error instanceof SealbenchError, `${reason}: ${String(error)}`),
    );
  }
});

interface DirectoryVectors {
  genesis: JSONValue;
  fingerprint: string;
  documents: { [name: string]: JSONValue };
  chains: {
    name: string;
    documents: string[];
    now: string;
    pin: { number: number; hash: string } | null;
    number: number;
    refused: string;
  }[];
  people: { id: string; fingerprint: string }[];
}
const directories = vectors<DirectoryVectors>("directory.json");

for (const { name, documents, now, pin, number, refused } of directories.chains) {
  test(`chain vector: ${name}`, async () => {
    const verified = verifyChain({
      genesis: directories.genesis,
      fingerprint: directories.fingerprint,
      chain: documents.map((each) => directories.documents[each] as JSONValue),
      pin: pin ?? undefined,
      now: fromText(now),
    });
    if (refused === "") return assert.equal((await verified).directory.number, number);
    await assert.rejects(
      verified,
      refused === "forked" || refused === "older" ? ForkError : SealbenchError,
    );
  });
}

test("fingerprints of persons are those of the vectors", () => {
  const { statement } = parseSigned("directory", directories.documents.first);
  const found = statement.people.map((person) => ({
    id: person.id,
    fingerprint: personFingerprint(person),
  }));
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  assert.deepEqual(found.sort(byId), [...directories.people].sort(byId));
});
