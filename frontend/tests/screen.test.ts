import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Finding, isStrong, read, screen } from "../src/screen.ts";
import { vectors } from "./support/vectors.ts";

interface Vector {
  text: string;
  browser: boolean;
  findings: Omit<Finding, "advice">[];
}

const { vectors: rows } = vectors<{ vectors: Vector[] }>("screen.json");
const bare = ({ advice: _, ...rest }: Finding): Omit<Finding, "advice"> => rest;

for (const { text, browser, findings } of rows) {
  test(`the browser finds ${browser ? "what" : "no more than"} the server finds: ${text.slice(0, 30)}`, () => {
    const found = screen(text).map(bare);
    if (browser) assert.deepEqual(found, findings);
    for (const one of found) assert.ok(findings.some((other) => other.start === one.start));
  });
}

test("every finding carries an advice and not the secret", () => {
  const [finding] = screen("pw: hunter2x");
  assert.ok(finding?.advice);
  assert.ok(!JSON.stringify(finding).includes("hunter2x"));
});

test("spans lie within any text, lone surrogates included", () => {
  const piece = fc.constantFrom(
    "pw: ",
    "PIN: 4711",
    "aB3!x",
    "\ud800",
    "\u200b",
    "😀",
    "\ufdfa",
    " ",
    "\n",
  );
  const text = fc.oneof(
    fc.array(piece).map((parts) => parts.join("")),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(text, (value) => {
      const size = Array.from(value).length;
      for (const { start, end } of screen(value))
        assert.ok(start >= 0 && start < end && end <= size);
      const { plain, folded, origins } = read(value);
      assert.equal(plain.length, folded.length);
      assert.equal(plain.length, origins.length);
    }),
  );
});

test("hostile text of 100 kB takes less than a second", () => {
  for (const piece of [
    "pw ",
    "password: ",
    "password a b c ",
    "111111-",
    "eyJaaaaaaaaaa-",
    "://",
  ]) {
    const text = piece.repeat(Math.ceil(100_000 / piece.length));
    const start = performance.now();
    screen(text);
    assert.ok(performance.now() - start < 1000, piece);
  }
});

test("a word is not strong, a mixture is", () => {
  assert.ok(isStrong("hunter2x"));
  for (const weak of ["sunshine", "****", "16gb", "bob@example.com", "12.03.1984", "abc1"]) {
    assert.ok(!isStrong(weak), weak);
  }
});

test("a placeholder is not strong, what only begins like one is", () => {
  for (const weak of [
    "%DB_PASS1%",
    "$(cat pw1.txt)",
    "$DB_PASS",
    "$PASS",
    "Ch******9",
    "ENC(a1b2)",
  ]) {
    assert.ok(!isStrong(weak), weak);
  }
  for (const strong of [
    "%Quokka77",
    "$(ROOT)Quokka77!",
    "$Quokka77",
    "$UMMER",
    "Ch***9kz",
    "Quokka77****",
    "ENC(a1)Quokka77!",
  ]) {
    assert.ok(isStrong(strong), strong);
  }
});
