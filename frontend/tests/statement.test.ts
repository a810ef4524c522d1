import assert from "node:assert/strict";
import { test } from "node:test";
import { ED25519_TORSION_SUBGROUP } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { utf8 } from "../src/lib/bytes.ts";
import { b64u, fromBytes, type JSONObject, toBytes } from "../src/lib/canon.ts";
import { CONTEXTS, type Context, type Statement } from "../src/lib/contexts.ts";
import { MalformedError, VerificationError } from "../src/lib/errors.ts";
import * as field from "../src/lib/fields.ts";
import {
  challenge,
  compose,
  freshOwn,
  message,
  parseSigned,
  parseStatement,
  sign,
  statementHash,
  verifySigned,
} from "../src/lib/statement.ts";
import { HOME, JOB, key, LOGIN, NONCE, NOW, ORIGIN, OWN, SITE, seed } from "./support/cast.ts";

const RECIPIENT = `age1pq1${"q".repeat(1952)}`;
const RULE = {
  deed: "open-logins",
  person: "",
  role: "",
  client: "",
  job: 0,
  place: "",
  service: "",
  days: [],
  start: 0,
  end: 1440,
} as const;
const fresh = { nonce: NONCE, own: OWN };

const agreed = {
  site: SITE,
  home: HOME,
  agreement: LOGIN,
  document: NONCE,
  role: "client",
  ...fresh,
} as const;
const samples: { [N in Context]?: Statement } = {
  genesis: compose(
    "genesis",
    { v: 1, home: HOME, origin: ORIGIN, log_key: key(1), statement_key: key(2) },
    NOW,
  ),
  enrolment: compose(
    "enrolment",
    {
      home: HOME,
      site: SITE,
      invitation: NONCE,
      name: "Olga Brandt",
      recipient: RECIPIENT,
      opening_key: key(1),
      statement_key: key(2),
      sign_in_key: key(3),
      ...fresh,
    },
    NOW,
  ),
  "sign-in": compose("sign-in", { site: SITE, home: HOME, method: "passphrase", ...fresh }, NOW),
  opening: compose(
    "opening",
    {
      site: SITE,
      job: JOB,
      login: LOGIN,
      purpose: "install-updates",
      method: "passphrase",
      ...fresh,
    },
    NOW,
  ),
  "house-rule": compose(
    "house-rule",
    {
      site: SITE,
      home: HOME,
      act: "add",
      number: 1,
      rule: RULE,
      text: "Nobody opens logins.",
      method: "passphrase",
      ...fresh,
    },
    NOW,
  ),
  claim: compose(
    "claim",
    {
      site: SITE,
      home: HOME,
      link: NONCE,
      key: key(4),
      recipient: RECIPIENT,
      device_stays: false,
      ...fresh,
    },
    NOW,
  ),
  visit: compose("visit", { site: SITE, home: HOME, key: key(4), ...fresh }, NOW),
  seal: compose(
    "seal",
    {
      job: JOB,
      login: LOGIN,
      recipients: [NONCE, OWN].sort(),
      ciphertext: OWN,
      expires: "2026-11-30T15:00:00Z",
      openings: 3,
    },
    NOW,
  ),
  "client-act": compose("client-act", { job: JOB, act: "remove", subject: LOGIN, ...fresh }, NOW),
  agreement: compose(
    "agreement",
    { ...agreed, client: JOB, terms: OWN, seal: "", drawing: "" },
    NOW,
  ),
  "agreement-end": compose("agreement-end", { ...agreed, ends: "2026-11-30T15:00:00Z" }, NOW),
};
const roles = {
  genesis: [["statement", 2]],
  enrolment: [
    ["opening", 1],
    ["sign-in", 3],
    ["statement", 2],
  ],
  "sign-in": [["sign-in", 3]],
  opening: [["opening", 1]],
  "house-rule": [["statement", 2]],
  claim: [["client", 4]],
  visit: [["client", 4]],
  seal: [["client", 4]],
  "client-act": [["client", 4]],
  agreement: [["client", 4]],
  "agreement-end": [["client", 4]],
} as const;
const all = Object.keys(roles) as (keyof typeof roles)[];

function signed(context: keyof typeof roles) {
  const signers = roles[context].map(([role, value]) => ({ role, seed: seed(value) }));
  return sign(samples[context] as Statement, signers);
}
const keysOf = (context: keyof typeof roles) =>
  Object.fromEntries(roles[context].map(([role, value]) => [role, key(value)]));

for (const context of all) {
  test(`a signed ${context} survives its way through JSON`, () => {
    const travelled = fromBytes(toBytes(signed(context) as unknown as JSONObject));
    const found = parseSigned(context, travelled);
    verifySigned(context, found, keysOf(context));
    assert.deepEqual(found, signed(context));
  });

  test(`no field of a ${context} can be missing, added, retyped or altered`, () => {
    const good = signed(context);
    for (const [name, value] of Object.entries(good.statement)) {
      const { [name]: _, ...without } = good.statement as { [name: string]: unknown };
      for (const bad of [without, { ...without, [name]: null }, { ...without, [name]: [value] }]) {
        assert.throws(() => parseStatement(context, bad), MalformedError, name);
      }
    }
    assert.throws(() => parseStatement(context, { ...good.statement, more: 1 }), MalformedError);
    const later = { ...good, statement: { ...good.statement, at: "2026-11-23T15:00:01Z" } };
    assert.throws(
      () => verifySigned(context, parseSigned(context, later), keysOf(context)),
      VerificationError,
    );
  });

  test(`a ${context} is not accepted as another context, nor with other signers`, () => {
    const good = signed(context);
    for (const other of Object.keys(CONTEXTS) as Context[]) {
      if (other !== context) assert.throws(() => parseSigned(other, good), MalformedError);
    }
    const [first, ...rest] = good.signatures;
    const replaced = sign(good.statement, [{ role: first?.role ?? "client", seed: seed(99) }]);
    const forged = { ...good, signatures: [...replaced.signatures, ...rest] };
    assert.throws(
      () => verifySigned(context, parseSigned(context, forged), keysOf(context)),
      VerificationError,
    );
    assert.throws(() => parseSigned(context, { ...good, signatures: rest }), MalformedError);
    assert.throws(() => parseSigned(context, { ...good, extra: 1 }), MalformedError);
  });
}

test("nothing that the server gives is signed before its form is checked", () => {
  const form = { site: SITE, home: HOME, method: "passkey", ...fresh } as const;
  compose("sign-in", form, NOW);
  const bad = [
    "",
    "x",
    `${NONCE}=`,
    `${NONCE}\n`,
    b64u(new Uint8Array(31)),
    b64u(new Uint8Array(33)),
    7,
    null,
    {},
  ];
  for (const nonce of bad) {
    assert.throws(
      () => compose("sign-in", { ...form, nonce: nonce as string }, NOW),
      MalformedError,
    );
  }
  const injected = { ...form, context: "sealbench/genesis/v1", at: "2020-01-01T00:00:00Z" };
  const statement = compose("sign-in", injected, NOW);
  assert.equal(statement.context, "sealbench/sign-in/v1");
  assert.equal(statement.at, "2026-11-23T15:00:00Z");
});

test("rules that join fields hold", () => {
  const { seal, enrolment, "client-act": act } = samples;
  assert.throws(() => parseStatement("seal", { ...seal, expires: seal?.at }), MalformedError);
  assert.throws(
    () => parseStatement("seal", { ...seal, recipients: [NONCE, NONCE] }),
    MalformedError,
  );
  assert.throws(
    () => parseStatement("seal", { ...seal, recipients: [OWN, NONCE].sort().reverse() }),
    MalformedError,
  );
  assert.throws(() => parseStatement("seal", { ...seal, openings: 0 }), MalformedError);
  assert.throws(
    () => parseStatement("enrolment", { ...enrolment, sign_in_key: key(1) }),
    MalformedError,
  );
  assert.throws(() => parseStatement("client-act", { ...act, subject: "" }), MalformedError);
  parseStatement("client-act", { ...act, act: "refuse", subject: "" });
  const { agreement, "agreement-end": end } = samples;
  const management = { ...agreement, role: "management", seal: NONCE };
  parseStatement("agreement", management);
  parseStatement("agreement", { ...agreement, drawing: NONCE });
  for (const bad of [
    { ...management, seal: "" },
    { ...management, drawing: NONCE },
    { ...agreement, seal: NONCE },
    { ...agreement, role: "witness" },
    { ...agreement, role: "technician" },
  ]) {
    assert.throws(() => parseStatement("agreement", bad), MalformedError);
  }
  parseStatement("agreement-end", { ...end, ends: end?.at });
  const past = "2026-11-23T14:59:59Z";
  assert.throws(() => parseStatement("agreement-end", { ...end, ends: past }), MalformedError);
});

test("fields are counted and named, and signatures sorted", () => {
  const { home: _, ...without } = samples.visit as Statement<"visit">;
  assert.throws(() => parseStatement("visit", { ...without, house: HOME }), MalformedError);
  assert.throws(() => field.site(`https://${"a".repeat(300)}`), MalformedError);
  const reversed = roles.enrolment.map(([role, value]) => ({ role, seed: seed(value) })).reverse();
  assert.deepEqual(sign(samples.enrolment as Statement, reversed), signed("enrolment"));
});

test("what is signed cannot be taken for anything else", () => {
  const statement = samples.visit as Statement;
  assert.deepEqual(message(statement).subarray(0, 23), utf8("sealbench statement v1\n"));
  assert.equal(challenge(statement).length, 32);
  assert.notEqual(b64u(challenge(statement)), statementHash(statement));
  assert.notEqual(freshOwn(), freshOwn());
});

test("sites, names and keys have the forms of the spec", () => {
  const sites = [
    "https://shop.example",
    "http://localhost",
    "http://localhost:8000",
    "https://a-b.c:8443",
    "https://x:80",
  ];
  for (const each of sites) assert.equal(field.site(each), each);
  const noSites = [
    "http://shop.example",
    "https://127.0.0.1",
    "https://[::1]",
    "https://a.b:443",
    "http://localhost:80",
    "https://a.b/",
    "https://A.b",
    "https://a..b",
    "https://-a.b",
    "https://a.b:0",
    "https://a.b:65536",
    "https://u@a.b",
    "null",
  ];
  for (const each of noSites) assert.throws(() => field.site(each), MalformedError, each);
  for (const each of ["Olga", "Zoë de la Cruz", "李", "x".repeat(80)])
    assert.equal(field.name(each), each);
  for (const each of [
    "",
    " a",
    "a ",
    "a  b",
    "a\tb",
    "a\u200bb",
    "a\u00a0b",
    "Zoe\u0308",
    "x".repeat(81),
    "\u202e",
  ]) {
    assert.throws(() => field.name(each), MalformedError, JSON.stringify(each));
  }
  const weak = [
    new Uint8Array(32).fill(255),
    ...ED25519_TORSION_SUBGROUP.map((text) => Uint8Array.from(Buffer.from(text, "hex"))),
  ];
  assert.equal(weak.length, 9);
  for (const each of weak) assert.throws(() => field.key(b64u(each)), MalformedError);
});

test("arbitrary JSON is never a signed statement, and never another error", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...all), (value, context) => {
      assert.throws(() => parseSigned(context, value), MalformedError);
      assert.throws(
        () => parseSigned(context, { ...signed(context), statement: value }),
        MalformedError,
      );
      assert.throws(
        () => parseSigned(context, { ...signed(context), signatures: value }),
        MalformedError,
      );
    }),
    { numRuns: 50 },
  );
});
