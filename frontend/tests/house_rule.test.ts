import assert from "node:assert/strict";
import { test } from "node:test";
import { MalformedError } from "../src/lib/errors.ts";
import {
  clockText,
  composeHouseRule,
  concerns,
  minuteOf,
  sentence,
} from "../src/lib/house_rule.ts";
import { HOUSE_RULE, type HouseRule } from "../src/lib/rule_fields.ts";
import { sign, verifySigned } from "../src/lib/statement.ts";
import { HOME, key, NONCE, NOW, SITE, seed } from "./support/cast.ts";
import { vectors } from "./support/vectors.ts";

interface Rules {
  readonly rules: readonly {
    readonly rule: HouseRule;
    readonly names: { readonly person: string; readonly service: string };
    readonly sentence: string;
  }[];
  readonly concerns: { readonly [deed: string]: readonly string[] };
  readonly malformed: readonly unknown[];
}

const { rules, concerns: known, malformed } = vectors<Rules>("house-rule.json");

for (const vector of rules) {
  test(`house rule vector: ${vector.sentence}`, () => {
    assert.equal(sentence(HOUSE_RULE(vector.rule), vector.names), vector.sentence);
  });
}

test("a deed concerns what the vectors say", () => {
  for (const [deed, things] of Object.entries(known)) {
    const found = (["client", "place", "service"] as const).filter((each) => concerns(deed, each));
    assert.deepEqual(found, things, deed);
  }
});

test("malformed rules of the vectors are refused", () => {
  assert.ok(malformed.length > 0);
  for (const rule of malformed) assert.throws(() => HOUSE_RULE(rule), MalformedError);
});

test("a rule knows its deeds alone", () => {
  const rule = { ...(rules[0] as Rules["rules"][0]).rule, deed: "open-doors" };
  assert.throws(() => sentence(rule, { person: "", service: "" }), MalformedError);
});

test("a rule is signed with its sentence, and by a statement key", () => {
  const { rule, sentence: text } = rules[0] as Rules["rules"][0];
  const chosen = { home: HOME, number: 3, nonce: NONCE };
  const statement = composeHouseRule("add", { rule, text }, chosen, SITE, NOW);
  assert.equal(statement.text, text);
  const assertion = { id: "AA", client_data: "AA", authenticator_data: "A".repeat(50) };
  const signed = sign<"house-rule">(statement, [{ role: "statement", seed: seed(2) }], {
    ...assertion,
    signature: "A".repeat(20),
  });
  verifySigned("house-rule", signed, { statement: key(2) });
  const { assertion: _, ...without } = signed;
  assert.throws(() => verifySigned("house-rule", without, { statement: key(2) }), MalformedError);
  const bad = { ...chosen, nonce: "x" };
  assert.throws(() => composeHouseRule("add", { rule, text }, bad, SITE, NOW), MalformedError);
});

test("minutes and clocks say the same", () => {
  assert.equal(minuteOf("", 1440), 1440);
  for (const minute of [0, 59, 60, 1439]) assert.equal(minuteOf(clockText(minute), 7), minute);
  assert.equal(clockText(1440), "24:00");
  assert.throws(() => minuteOf("8 pm", 0), MalformedError);
});
