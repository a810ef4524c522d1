import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JSONObject } from "../src/lib/canon.ts";
import { lastStep, readAnswer } from "../src/lib/upload.ts";

test("an answer says where to go, or why not", () => {
  assert.equal(readAnswer({ to: "/jobs/1001/?done=attached" }).to, "/jobs/1001/?done=attached");
  const refused = { code: "refused", message: "A2-1", hint: "", advice: ["Leave it out."] };
  const answer = readAnswer({ ...refused, asks: true });
  assert.deepEqual([answer.to, answer.advice, answer.asks], ["", ["Leave it out."], true]);
  assert.equal(
    readAnswer({ message: "too large", hint: "at most 25" }).message,
    "too large; at most 25",
  );
});

test("an answer leads to this site only, whatever it holds", () => {
  for (const to of ["//evil.example", "https://evil.example", "javascript:1", "", 7, null]) {
    assert.equal(readAnswer({ to } as JSONObject).to, "");
  }
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (answer) => {
      const { to, advice } = readAnswer(answer as JSONObject);
      return (to === "" || to.startsWith("/")) && advice.every((each) => typeof each === "string");
    }),
  );
});

test("the last whole line says how far the reading is", () => {
  assert.deepEqual(lastStep('{"step":[1,12]}\n{"step":[2,12]}\n{"st'), [2, 12]);
  assert.deepEqual(lastStep('{"step":[1,12]}\n'), [1, 12]);
  for (const text of ["", '{"step":[1,1', "<html>\n", '{"step":["a",2]}\n', '{"to":"/"}\n']) {
    assert.equal(lastStep(text), undefined);
  }
});
