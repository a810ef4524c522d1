import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromUtf8, utf8 } from "../src/lib/bytes.ts";
import * as canon from "../src/lib/canon.ts";
import { MalformedError } from "../src/lib/errors.ts";

const text = fc.string({ unit: "grapheme" });
const integer = fc.maxSafeInteger().map((value) => value + 0);
const { object } = fc.letrec<{ value: canon.JSONValue; object: canon.JSONObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    integer,
    text,
    fc.array(tie("value"), { maxLength: 4 }),
    tie("object"),
  ),
  object: fc.dictionary(text, tie("value"), { maxKeys: 4 }),
}));

test("an object survives its canonical encoding", () => {
  fc.assert(
    fc.property(object, (value) => {
      const bytes = canon.toBytes(value);
      assert.deepEqual(canon.toBytes(canon.fromBytes(bytes)), bytes);
      assert.deepEqual(canon.parse(JSON.stringify(value, null, 2)), canon.fromBytes(bytes));
    }),
  );
});

test("keys are sorted by UTF-16 code units, as RFC 8785 has it", () => {
  const value = { "\u{1f600}": 1, "\ufb33": 2, "\u20ac": 3, a: 4, A: 5, "": 6 };
  assert.equal(
    fromUtf8(canon.toBytes(value)),
    '{"":6,"A":5,"a":4,"\u20ac":3,"\u{1f600}":1,"\ufb33":2}',
  );
});

test("what is not canonical JSON is refused, and never by another error", () => {
  for (const value of [1.5, Number.NaN, 2 ** 53, -0, "\ud800", undefined, 1n, () => 1]) {
    assert.throws(() => canon.toBytes(value as canon.JSONValue), MalformedError);
    assert.throws(() => canon.toBytes([value] as canon.JSONValue), MalformedError);
  }
  assert.throws(() => canon.toBytes({ "\ud800": 1 }), MalformedError);
  assert.equal(
    fromUtf8(canon.toBytes([1, 2 ** 53 - 1, "a\u2028"])),
    `[1,9007199254740991,"a\u2028"]`,
  );
});

test("another spelling of an object is refused", () => {
  canon.fromBytes(utf8('{"a":1,"b":"x"}'));
  const spellings = [
    '{"b":"x","a":1}',
    '{"a": 1}',
    '{"a":1}\n',
    '{"b":"\\u0078"}',
    "[]",
    "1",
    "",
    "\ufeff{}",
  ];
  for (const spelling of spellings) {
    assert.throws(() => canon.fromBytes(utf8(spelling)), MalformedError, spelling);
  }
  assert.throws(() => canon.fromBytes(Uint8Array.of(0x7b, 0xff, 0x7d)), MalformedError);
});

test("doubled keys and floats are refused wherever they stand", () => {
  canon.parse('{"a":{"b":1},"b":{"b":1,"c":["a:","1.5",{"a":1}]}}');
  const bad = [
    '{"a":1,"a":2}',
    '{"x":[{"a":1,"\\u0061":2}]}',
    '{"a":{},"b":1,"a":[]}',
    '{"a":1.0}',
    '{"a":[1e2]}',
  ];
  for (const each of bad) assert.throws(() => canon.parse(each), MalformedError, each);
});

test("deep nesting is refused, not a crash", () => {
  assert.throws(() => canon.parse(`{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`), MalformedError);
});

test("parsing arbitrary text gives a value or MalformedError", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (input) => {
      try {
        canon.parse(input);
      } catch (error) {
        assert.ok(error instanceof MalformedError);
      }
    }),
  );
});

test("base64url has one spelling per value", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (data) => {
      const encoded = canon.b64u(data);
      assert.equal(encoded, Buffer.from(data).toString("base64url"));
      assert.deepEqual(canon.unb64u(encoded, data.length), data);
    }),
  );
  for (const bad of ["AB", "AAB", "A", "AA==", "A+", "A/", "A A", "AA\n", "é"]) {
    assert.throws(() => canon.unb64u(bad), MalformedError, bad);
  }
  assert.throws(() => canon.unb64u("AA", 2), MalformedError);
});

test("a fingerprint is ten groups of four hexadecimal digits", () => {
  assert.match(canon.fingerprint({ a: 1 }), /^([0-9a-f]{4} ){9}[0-9a-f]{4}$/);
  assert.equal(
    canon.fingerprint({}),
    "4413 6fa3 55b3 678a 1146 ad16 f7e8 649e 94fb 4fc2", // SHA-256 of "{}"
  );
});
