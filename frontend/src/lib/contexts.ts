/** The contexts of statements and their fields (docs/spec/statement.md, docs/spec/directory.md). */

import * as field from "./fields.ts";
import { recipientBytes } from "./recipient.ts";
import { houseRule } from "./rule_fields.ts";

export const MAX_DIRECTORY_DAYS = 30;

const method = field.exactly("passkey", "passphrase");
const challenge = { nonce: field.key32, own: field.key32 };
const passkey = field.record({ id: field.credential, spki: field.spki });
const revocation = field.record({ id: field.id, at: field.time });
const shownText = field.record({ version: field.number, language: field.word, hash: field.key32 });
const role = field.exactly("auditor", "front desk", "management", "technician");

const recipient: field.Field<string> = (value) => {
  const text = field.recipient(value);
  recipientBytes(text);
  return text;
};

/** An entry of the directory. */
export const PERSON = field.record({
  id: field.id,
  name: field.name,
  roles: field.sorted(field.list(role, 1, 4), String),
  recipient,
  opening_key: field.key,
  statement_key: field.key,
  passkeys: field.sorted(field.list(passkey, 0, 16), (item) => item.id),
  since: field.time,
});

const ACTS = [
  "refuse",
  "ask-presence",
  "remove",
  "object",
  "re-seal-declined",
  "stop-service",
  "stop-job",
  "object-to-paper",
  "login-changed",
  "login-unchanged",
] as const;
/** These name the kept login that they are about. */
export const KEEP_ACTS = ["confirm-keep", "withdraw-keep"] as const;
/** What a login is kept for. */
export const KEEP_REASONS = ["further-job", "regular-care", "urgent-help"] as const;
/** These name the case that the stop has opened. */
export const CASE_ACTS = [
  "fetch-return",
  "confirm-return",
  "announce-destruction",
  "object-to-destruction",
] as const;

const common = { context: field.textField("a context", () => true), at: field.time };

/** What each context holds besides the rules of `checkWhole` in whole.ts. */
export const CONTEXTS = {
  genesis: field.record({
    ...common,
    v: field.exactly(1),
    home: field.id,
    origin: field.origin,
    log_key: field.key,
    statement_key: field.key,
  }),
  enrolment: field.record({
    ...common,
    home: field.id,
    site: field.site,
    invitation: field.key32,
    name: field.name,
    recipient: field.recipient,
    opening_key: field.key,
    statement_key: field.key,
    sign_in_key: field.key,
    ...challenge,
  }),
  "sign-in": field.record({ ...common, site: field.site, home: field.id, ...challenge, method }),
  opening: field.record({
    ...common,
    site: field.site,
    job: field.id,
    login: field.id,
    purpose: field.word,
    ...challenge,
    method,
  }),
  directory: field.record({
    ...common,
    v: field.exactly(1),
    origin: field.origin,
    site: field.site,
    number: field.number,
    expires: field.time,
    previous: field.optionalHash,
    people: field.sorted(field.list(PERSON, 1, 500), (item) => item.id),
    revoked: field.sorted(field.list(revocation, 0, 5000), (item) => item.id),
  }),
  recovery: field.record({
    ...common,
    site: field.site,
    home: field.id,
    recipient: field.recipient,
    method: field.exactly("founding", "passkey"),
    ...challenge,
  }),
  "house-rule": field.record({
    ...common,
    site: field.site,
    home: field.id,
    ...houseRule,
    method,
    ...challenge,
  }),
  claim: field.record({
    ...common,
    site: field.site,
    home: field.id,
    link: field.key32,
    key: field.key,
    recipient: field.recipient,
    device_stays: field.flag,
    ...challenge,
  }),
  visit: field.record({
    ...common,
    site: field.site,
    home: field.id,
    key: field.key,
    ...challenge,
  }),
  seal: field.record({
    ...common,
    job: field.id,
    login: field.id,
    recipients: field.sorted(field.list(field.key32, 1, 16), String),
    ciphertext: field.key32,
    expires: field.time,
    openings: field.count,
  }),
  keep: field.record({
    ...common,
    site: field.site,
    home: field.id,
    client: field.id,
    job: field.id,
    keep: field.id,
    recipients: field.sorted(field.list(field.key32, 1, 16), String),
    ciphertext: field.key32,
    why: field.exactly(...KEEP_REASONS),
    expires: field.time,
    openings: field.count,
    ...challenge,
  }),
  "client-act": field.record({
    ...common,
    job: field.id,
    act: field.exactly(...ACTS, ...KEEP_ACTS, ...CASE_ACTS),
    subject: field.optionalId,
    ...challenge,
  }),
  acknowledgement: field.record({
    ...common,
    site: field.site,
    home: field.id,
    job: field.id,
    policy: shownText,
    responsibility: shownText,
    backup: shownText,
    answer: field.exactly("yes", "no", "not known"),
    ...challenge,
  }),
  agreement: field.record({
    ...common,
    site: field.site,
    home: field.id,
    agreement: field.id,
    client: field.id,
    document: field.key32,
    terms: field.key32,
    role: field.exactly("management", "client", "witness"),
    seal: field.optionalHash,
    drawing: field.optionalHash,
    ...challenge,
  }),
  "agreement-end": field.record({
    ...common,
    site: field.site,
    home: field.id,
    agreement: field.id,
    document: field.key32,
    ends: field.time,
    role: field.exactly("management", "client"),
    ...challenge,
  }),
  attestation: field.record({
    ...common,
    site: field.site,
    home: field.id,
    job: field.id,
    person: field.id,
    text: shownText,
    ...challenge,
  }),
} as const;

export type Context = keyof typeof CONTEXTS;
/** A statement of the context *N*, its fields checked. */
export type Statement<N extends Context = Context> = field.Of<(typeof CONTEXTS)[N]>;
/** The roles of keys. */
export type Role = "client" | "opening" | "sign-in" | "statement";
export type Person = field.Of<typeof PERSON>;
export type Directory = Statement<"directory">;
