import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { verifyAssertion } from "../src/lib/assertion.ts";
import { utf8 } from "../src/lib/bytes.ts";
import { b64u, unb64u } from "../src/lib/canon.ts";
import { MalformedError, SealbenchError, VerificationError } from "../src/lib/errors.ts";
import { challenge, compose } from "../src/lib/statement.ts";
import { Authenticator, HOME, key, NONCE, NOW, OWN, SITE } from "./support/cast.ts";

const fresh = { nonce: NONCE, own: OWN };
const statement = compose("visit", { site: SITE, home: HOME, key: key(4), ...fresh }, NOW);
const other = compose("visit", { site: SITE, home: HOME, key: key(5), ...fresh }, NOW);

for (const algorithm of ["p256", "ed25519", "rsa"] as const) {
  test(`the answer of a passkey (${algorithm}) is verified offline`, async () => {
    const passkey = new Authenticator(algorithm);
    const good = passkey.answer(statement);
    await verifyAssertion(good, statement, passkey.spki, SITE);
    await assert.rejects(verifyAssertion(good, other, passkey.spki, SITE), VerificationError);
    await assert.rejects(
      verifyAssertion(good, statement, passkey.spki, "https://evil.example"),
      VerificationError,
    );
    const stranger = new Authenticator(algorithm);
    await assert.rejects(verifyAssertion(good, statement, stranger.spki, SITE), VerificationError);
    const moved = {
      ...good,
      authenticator_data: passkey.answer(statement, SITE, { flags: 0x05 }).authenticator_data,
    };
    await assert.rejects(verifyAssertion(moved, statement, passkey.spki, SITE), VerificationError);
  });
}

test("an answer of the wrong kind, place or strength is refused", async () => {
  const passkey = new Authenticator();
  const slips = [
    { client: { type: "webauthn.create" } },
    { client: { origin: "https://evil.example" } },
    { client: { crossOrigin: true } },
    { client: { topOrigin: SITE } },
    { client: { challenge: NONCE } },
    { site: "https://evil.example" },
    { flags: 0x01 },
    { flags: 0x04 },
  ];
  for (const slip of slips) {
    const bad = passkey.answer(statement, SITE, slip);
    await assert.rejects(verifyAssertion(bad, statement, passkey.spki, SITE), VerificationError);
  }
  const extra = passkey.answer(statement, SITE, { client: { other_keys_can_be_added_here: "x" } });
  await verifyAssertion(extra, statement, passkey.spki, SITE);
  const doubled = `{"type":"webauthn.get","type":"webauthn.get","challenge":"${b64u(challenge(statement))}","origin":"${SITE}"}`;
  const bad = passkey.answerTo(utf8(doubled), SITE, 0x1d);
  await assert.rejects(verifyAssertion(bad, statement, passkey.spki, SITE), MalformedError);
});

test("arbitrary bytes as answer or key give an error of ours", async () => {
  const passkey = new Authenticator();
  const good = passkey.answer(statement);
  const bytes = fc.uint8Array({ minLength: 37, maxLength: 80 }).map(b64u);
  await fc.assert(
    fc.asyncProperty(
      bytes,
      fc.constantFrom("client_data", "authenticator_data", "signature", "spki"),
      async (noise, at) => {
        const spki = at === "spki" ? noise : passkey.spki;
        const assertion = at === "spki" ? good : { ...good, [at]: noise };
        await assert.rejects(verifyAssertion(assertion, statement, spki, SITE), SealbenchError);
      },
    ),
    { numRuns: 60 },
  );
});

test("an ECDSA signature has one spelling, and a short RSA key is refused", async () => {
  const passkey = new Authenticator();
  const good = passkey.answer(statement);
  const der = unb64u(good.signature);
  const spellings = [
    [0x31, ...der.slice(1)],
    [...der, 0],
    [0x30, (der[1] ?? 0) + 1, ...der.slice(2), 0],
    [0x30, (der[1] ?? 0) + 1, 0x02, (der[3] ?? 0) + 1, 0, ...der.slice(4)],
    [0x30, 6, 0x02, 1, 0x80, 0x02, 1, 1],
    [0x30, 8, 0x02, 0, 0x02, 0, 0, 0, 0, 0],
    [0x30, 40, 0x02, 35, ...new Uint8Array(35).fill(1), 0x02, 1, 1],
  ];
  for (const bytes of spellings) {
    const bad = { ...good, signature: b64u(Uint8Array.from(bytes)) };
    await assert.rejects(verifyAssertion(bad, statement, passkey.spki, SITE), SealbenchError);
  }
  const short = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({
    type: "spki",
    format: "der",
  });
  await assert.rejects(verifyAssertion(good, statement, b64u(short), SITE), MalformedError);
  const tiny = { ...good, authenticator_data: b64u(new Uint8Array(36)) };
  await assert.rejects(verifyAssertion(tiny, statement, passkey.spki, SITE), MalformedError);
});
