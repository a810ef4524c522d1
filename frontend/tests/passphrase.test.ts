import assert from "node:assert/strict";
import { createHash, scryptSync } from "node:crypto";
import { test } from "node:test";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { MalformedError } from "../src/lib/errors.ts";
import {
  completions,
  deriveKeys,
  generatePassphrase,
  nameForm,
  normalisePassphrase,
  personSalt,
  receiptSalt,
} from "../src/lib/passphrase.ts";
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

test("the keys are those of scrypt as others compute it", async () => {
  const [passphrase, salt] = [generatePassphrase(), personSalt(HOME, "Olga")];
  const { signInSeed, wrappingKey } = await deriveKeys(passphrase, salt);
  const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 };
  const expected = scryptSync(passphrase, salt, 64, cost);
  assert.deepEqual(Buffer.concat([signInSeed, wrappingKey]), expected);
});
