import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MalformedError } from "../src/lib/errors.ts";
import { counted, localTime, relativeTime, sizeOf } from "../src/lib/format.ts";
import { fromText, later, toText } from "../src/lib/time.ts";

const range = { min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z") };

test("a time survives its text", () => {
  fc.assert(
    fc.property(fc.date({ ...range, noInvalidDate: true }), (at) => {
      assert.equal(fromText(toText(at)).getTime(), Math.floor(at.getTime() / 1000) * 1000);
    }),
  );
});

test("other forms and times that do not exist are refused", () => {
  fromText("2024-02-29T23:59:59Z");
  const bad = [
    "2023-02-29T00:00:00Z",
    "2026-11-23T24:00:00Z",
    "2026-11-23T15:00:60Z",
    "0000-01-01T00:00:00Z",
  ];
  const forms = [
    "2026-11-23T15:00:00.0Z",
    "2026-11-23T15:00:00+00:00",
    "2026-11-23 15:00:00Z",
    "",
    "2026",
  ];
  for (const text of [...bad, ...forms]) assert.throws(() => fromText(text), MalformedError, text);
  assert.throws(() => toText(new Date(Number.NaN)), MalformedError);
  assert.throws(() => toText(new Date("+010000-01-01T00:00:00Z")), MalformedError);
});

test("times are shown in the viewer's zone and language", () => {
  const text = "2026-11-23T15:00:00Z";
  assert.match(localTime(text, "en-GB", "Asia/Tokyo"), /24 Nov 2026.*00:00/);
  assert.match(localTime(text, "de", "Europe/Berlin"), /23\.11\.2026.*16:00/);
  assert.equal(relativeTime(text, later(fromText(text), 3 * 3_600_000), "en"), "3 hours ago");
  assert.equal(relativeTime(text, later(fromText(text), -2 * 86_400_000), "en"), "in 2 days");
  assert.equal(relativeTime(text, fromText(text), "en"), "now");
  assert.equal(counted(1, "login", "logins", "en"), "1 login");
  assert.equal(counted(1200, "login", "logins", "en"), "1,200 logins");
});

test("a size is read in the viewer's language", () => {
  assert.equal(sizeOf(0, "en"), "0 byte");
  assert.equal(sizeOf(999, "en"), "999 byte");
  assert.equal(sizeOf(2_450, "en"), "2.5 kB");
  assert.equal(sizeOf(25_000_000, "de"), "25 MB");
  assert.equal(sizeOf(3e13, "en"), "30,000 GB");
});
