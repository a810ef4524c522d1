import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { verifyAssertion } from "../src/lib/assertion.ts";
import { fromUtf8, owned, utf8 } from "../src/lib/bytes.ts";
import { b64u, hash, parse, unb64u } from "../src/lib/canon.ts";
import { CancelledError, MalformedError, UnsupportedError } from "../src/lib/errors.ts";
import { askPasskey, createPasskey } from "../src/lib/passkey.ts";
import { PRF_NONCE, prfInputs, prfKey } from "../src/lib/prf.ts";
import { challenge, compose } from "../src/lib/statement.ts";
import { Authenticator, HOME, key, NONCE, NOW, OWN, SITE } from "./support/cast.ts";

const statement = compose(
  "visit",
  { site: SITE, home: HOME, key: key(1), nonce: NONCE, own: OWN },
  NOW,
);
const owner = { handle: utf8(HOME), name: "Olga", shop: "Shop" };

type Prf = "at once" | "later" | "never";
type Options = PublicKeyCredentialCreationOptions & PublicKeyCredentialRequestOptions;

/** A browser around a software authenticator; *prf* says when the extension gives results. */
class Browser {
  readonly authenticator = new Authenticator();
  readonly asked: Options[] = [];
  failure: Error | undefined;
  prf: Prf = "at once";
  known = true;
  chosen = true;

  install(): void {
    const credentials = {
      create: async ({ publicKey }: { publicKey: Options }) => this.#made(publicKey),
      get: async ({ publicKey }: { publicKey: Options }) => this.#answered(publicKey),
    };
    const globals = {
      navigator: { credentials },
      isSecureContext: true,
      PublicKeyCredential: Object,
      location: new URL(SITE),
    };
    for (const [name, value] of Object.entries(globals)) {
      Object.defineProperty(globalThis, name, { value, configurable: true });
    }
  }

  #made(options: Options): unknown {
    const { spki } = this.authenticator;
    const response = {
      clientDataJSON: owned(utf8("{}")).buffer,
      attestationObject: Uint8Array.of(1).buffer,
      getPublicKey: () => (this.known ? unb64u(spki).buffer : null),
      getTransports: () => ["internal"],
    };
    return this.#credential(options, response, this.prf === "at once");
  }

  #answered(options: Options): unknown {
    const client = JSON.stringify({
      type: "webauthn.get",
      challenge: b64u(options.challenge as Uint8Array),
      origin: SITE,
    });
    const answer = this.authenticator.answerTo(utf8(client), SITE, 0x1d);
    const response = {
      clientDataJSON: unb64u(answer.client_data).buffer,
      authenticatorData: unb64u(answer.authenticator_data).buffer,
      signature: unb64u(answer.signature).buffer,
    };
    return this.#credential(options, response, this.prf !== "never");
  }

  #credential(options: Options, response: object, withResults: boolean): unknown {
    this.asked.push(options);
    if (this.failure) throw this.failure;
    if (!this.chosen) return null;
    const { first, second } = (options.extensions as ReturnType<typeof prfInputs>).prf.eval;
    const results = {
      first: this.authenticator.prf(first).buffer,
      second: this.authenticator.prf(second),
    };
    const prf = { enabled: this.prf !== "never", ...(withResults ? { results } : {}) };
    return {
      rawId: unb64u(this.authenticator.id).buffer,
      response,
      getClientExtensionResults: () => ({ prf }),
    };
  }
}

let browser: Browser;
beforeEach(() => {
  browser = new Browser();
  browser.install();
});

function expectedKey(): Uint8Array {
  const { first, second } = prfInputs().prf.eval;
  return prfKey(browser.authenticator.prf(first), browser.authenticator.prf(second));
}

test("a new passkey answers the statement and gives its key in one ceremony", async () => {
  const made = await createPasskey(statement, owner, [NONCE]);
  assert.equal(browser.asked.length, 1);
  assert.deepEqual(made.prfKey, expectedKey());
  assert.equal(made.spki, browser.authenticator.spki);
  assert.equal(made.registration.rawId, browser.authenticator.id);
  const [options] = browser.asked;
  assert.deepEqual(options?.challenge, challenge(statement));
  assert.equal(options?.rp.id, "shop.example");
  assert.deepEqual(options?.authenticatorSelection, {
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  });
  assert.equal(options?.excludeCredentials?.length, 1);
});

test("where creation gives no result, it asks once more, for something that goes nowhere", async () => {
  browser.prf = "later";
  const made = await createPasskey(statement, owner);
  assert.equal(browser.asked.length, 2);
  assert.deepEqual(made.prfKey, expectedKey());
  assert.notDeepEqual(browser.asked[1]?.challenge, challenge(statement));
});

test("where there is no PRF, the passkey comes without a key", async () => {
  browser.prf = "never";
  const made = await createPasskey(statement, owner);
  assert.equal(made.prfKey, undefined);
  assert.equal((await askPasskey(statement)).prfKey, undefined);
});

test("an answer verifies offline, and gives the same key as the creation", async () => {
  const made = await createPasskey(statement, owner);
  const { assertion, prfKey: key } = await askPasskey(statement, [made.id]);
  await verifyAssertion(assertion, statement, made.spki, SITE);
  assert.deepEqual(key, made.prfKey);
  assert.equal(browser.asked[1]?.userVerification, "required");
  assert.equal(browser.asked[1]?.allowCredentials?.length, 1);
});

test("nothing that is sent holds the PRF result, its inputs or the key", async () => {
  const made = await createPasskey(statement, owner);
  const { assertion } = await askPasskey(statement);
  const sent = JSON.stringify([made.registration, made.spki, assertion]);
  const { first, second } = prfInputs().prf.eval;
  const results = [browser.authenticator.prf(first), browser.authenticator.prf(second)];
  for (const secret of [...results, made.prfKey as Uint8Array])
    assert.ok(!sent.includes(b64u(secret)));
  assert.deepEqual(Object.keys(assertion).sort(), [
    "authenticator_data",
    "client_data",
    "id",
    "signature",
  ]);
  assert.equal(
    parse(fromUtf8(unb64u(assertion.client_data))).challenge,
    b64u(challenge(statement)),
  );
});

test("the eval inputs are always sent, and are those of the age library", () => {
  const { first, second } = prfInputs().prf.eval;
  assert.deepEqual(PRF_NONCE, hash(utf8("sealbench prf nonce v1")).slice(0, 16));
  assert.equal(fromUtf8(first.subarray(0, 28)), "age-encryption.org/fido2prf\u0001");
  assert.equal(second[27], 2);
});

test("saying no is not an error of the device, and no failure quotes the browser", async () => {
  const kinds = [
    ["NotAllowedError", CancelledError],
    ["InvalidStateError", UnsupportedError],
    ["Oops", UnsupportedError],
  ] as const;
  for (const [name, family] of kinds) {
    browser.failure = Object.assign(new Error("secret detail"), { name });
    await assert.rejects(askPasskey(statement), family);
    await assert.rejects(
      createPasskey(statement, owner),
      (error: Error) => !error.message.includes("secret"),
    );
  }
  Object.defineProperty(globalThis, "isSecureContext", { value: false, configurable: true });
  await assert.rejects(askPasskey(statement), UnsupportedError);
});

test("a passkey of an unknown kind, and none at all, are errors of ours", async () => {
  browser.known = false;
  await assert.rejects(createPasskey(statement, owner), UnsupportedError);
  browser.chosen = false;
  await assert.rejects(askPasskey(statement), CancelledError);
  assert.throws(() => prfKey(new Uint8Array(31), new Uint8Array(32)), MalformedError);
});
