import assert from "node:assert/strict";
import { createHash, scryptSync } from "node:crypto";
import { test } from "node:test";
import { Worker as Thread } from "node:worker_threads";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { scripts } from "../build/scripts.ts";
import { MalformedError, UnsupportedError } from "../src/lib/errors.ts";
import {
  completions,
  deriveKeys,
  generatePassphrase,
  nameForm,
  normalisePassphrase,
  personSalt,
  receiptSalt,
} from "../src/lib/passphrase.ts";
import { stretch } from "../src/lib/scrypt.ts";
import { SCRYPT_URL } from "../src/lib/worker_url.ts";
import { HOME, key } from "./support/cast.ts";

test("the word list is the one of BIP-39", () => {
  const hash = createHash("sha256")
    .update(`${wordlist.join("\n")}\n`)
    .digest("hex");
  assert.match(hash, /^2f5eed53.*24dbda$/);
  assert.equal(wordlist.length, 2048);
});

test("a generated passphrase has seven words and no two are alike", () => {
  const many = Array.from({ length: 200 }, generatePassphrase);
  assert.equal(new Set(many).size, 200);
  for (const each of many) assert.equal(normalisePassphrase(each), each);
  const words = new Set(many.flatMap((each) => each.split(" ")));
  assert.ok(words.size > 800, "words come from the whole list");
});

test("what is typed is forgiven its case and spaces, not its words", () => {
  const good = "abandon ability able about above absent zoo";
  assert.equal(normalisePassphrase("  Abandon\tABILITY able\n about above   absent zoo "), good);
  for (const bad of ["", "abandon", `${good} zoo`, good.replace("zoo", "zoom")]) {
    assert.throws(
      () => normalisePassphrase(bad),
      (error) => {
        assert.ok(error instanceof MalformedError);
        return !`${error.message}${error.hint}`.includes("zoom");
      },
    );
  }
  assert.deepEqual(completions("abs"), ["absent", "absorb", "abstract", "absurd"]);
  assert.deepEqual(completions(""), []);
});

test("a name has one form, whatever way it is typed", () => {
  for (const each of ["olga brandt", " OLGA  Brandt ", "\uff2flga Brandt"]) {
    assert.equal(nameForm(each), "olga brandt");
  }
  assert.equal(nameForm("Zoe\u0308"), "zo\u00eb");
  assert.deepEqual(personSalt(HOME, "Olga"), personSalt(HOME, "OLGA "));
  assert.notDeepEqual(personSalt(HOME, "Olga"), receiptSalt(HOME, key(1)));
  assert.throws(() => personSalt("x", "Olga"), MalformedError);
  assert.throws(() => receiptSalt(HOME, "x"), MalformedError);
});

/** A browser's Worker around a thread of Node: it runs the built script, as a page would. */
class ThreadWorker {
  static code = "";
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onerror: ((event: unknown) => void) | undefined;
  readonly #thread: Thread;

  constructor(url: string) {
    assert.equal(url, SCRYPT_URL);
    const port = "const { parentPort } = require('node:worker_threads');";
    const shape =
      "const self = { addEventListener: (_, f) => parentPort.on('message', (data) => f({ data })) };" +
      "const postMessage = (data) => parentPort.postMessage(data);";
    this.#thread = new Thread(port + shape + ThreadWorker.code, { eval: true });
    this.#thread.on("message", (data) => this.onmessage?.({ data }));
    this.#thread.on("error", (error) => this.onerror?.(error));
  }

  postMessage(data: unknown): void {
    this.#thread.postMessage(data);
  }

  terminate(): void {
    void this.#thread.terminate();
  }
}

test("the built worker gives the same keys, and one policy lets only it through", async () => {
  const { output } = await scripts();
  const policies: { createScriptURL(url: string): string }[] = [];
  const trustedTypes = {
    createPolicy: (name: string, rules: { createScriptURL(url: string): string }) => {
      assert.equal(name, "sealbench-worker");
      policies.push(rules);
      return rules;
    },
  };
  Object.assign(globalThis, { Worker: ThreadWorker, trustedTypes });
  ThreadWorker.code = Buffer.from(output.get("scrypt.js") ?? "").toString();
  const [passphrase, salt] = [generatePassphrase(), personSalt(HOME, "Olga")];
  const { signInSeed } = await deriveKeys(passphrase, salt);
  assert.deepEqual(signInSeed, stretch(passphrase, salt).slice(0, 32));
  await deriveKeys(passphrase, salt);
  assert.equal(policies.length, 1);
  assert.throws(() => policies[0]?.createScriptURL("https://evil.example/x.js"), TypeError);
});

test("a worker that fails, and one that cannot compute, say so without the passphrase", async () => {
  const salt = personSalt(HOME, "Olga");
  for (const code of [
    "throw new Error('no')",
    "self.addEventListener('message', () => postMessage({}))",
  ]) {
    ThreadWorker.code = code;
    await assert.rejects(deriveKeys("zoo zoo", salt), (error) => {
      assert.ok(error instanceof UnsupportedError);
      return !error.message.includes("zoo");
    });
  }
});

test("without a worker, the keys are those of scrypt as others compute it", async () => {
  Object.assign(globalThis, { Worker: undefined });
  const [passphrase, salt] = [generatePassphrase(), personSalt(HOME, "Olga")];
  const { signInSeed, wrappingKey } = await deriveKeys(passphrase, salt);
  const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 };
  const expected = scryptSync(passphrase, salt, 64, cost);
  assert.deepEqual(Buffer.concat([signInSeed, wrappingKey]), expected);
});
