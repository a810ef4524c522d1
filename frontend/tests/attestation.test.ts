/** The attestation at the end of a job. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { composeAttestation, partsOf, TEXT } from "../src/lib/attestation.ts";
import { utf8 } from "../src/lib/bytes.ts";
import { b64u, hash } from "../src/lib/canon.ts";
import { MalformedError } from "../src/lib/errors.ts";
import { parseSigned, sign } from "../src/lib/statement.ts";

const text = TEXT({
  name: "attestation",
  version: 1,
  language: "en",
  body: "Head\n\nOne.\n\nTwo.\n",
});
const about = {
  home: "a".repeat(24),
  job: "b".repeat(24),
  person: "c".repeat(24),
  nonce: b64u(new Uint8Array(32)),
};
const now = new Date("2026-11-27T18:00:00Z");

test("what is stated are the words that are shown", () => {
  const made = composeAttestation(about, text, "https://shop.example", now);
  assert.equal(made.text.hash, b64u(hash(utf8(text.body))));
  assert.equal(made.context, "sealbench/attestation/v1");
  assert.equal(made.person, about.person);
  assert.deepEqual(partsOf(text), ["Head", "One.", "Two."]);
});

test("another text than an attestation is refused", () => {
  assert.throws(() => TEXT({ ...text, name: "policy" }), MalformedError);
  assert.throws(() => TEXT({ ...text, body: "" }), MalformedError);
});

test("it is never signed without a passkey", () => {
  const made = composeAttestation(about, text, "https://shop.example", now);
  const signed = sign(made, [{ role: "statement", seed: new Uint8Array(32).fill(7) }]);
  assert.throws(() => parseSigned("attestation", { ...signed }), MalformedError);
});
