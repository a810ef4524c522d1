/** The contexts of statements and their fields (docs/spec/statement.md, docs/spec/directory.md). */

import { MalformedError } from "./errors.ts";
import * as field from "./fields.ts";
import { recipientBytes } from "./recipient.ts";
import { houseRule } from "./rule_fields.ts";
import { fromText } from "./time.ts";

export const MAX_DIRECTORY_DAYS = 30;

const method = field.exactly("passkey", "passphrase");
const challenge = { nonce: field.key32, own: field.key32 };
const passkey = field.record({ id: field.credential, spki: field.spki });
const revocation = field.record({ id: field.id, at: field.time });
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
] as const;
/** These name the case that the stop has opened. */
const CASE_ACTS = [
  "fetch-return",
  "confirm-return",
  "announce-destruction",
  "object-to-destruction",
] as const;

const common = { context: field.textField("a context", () => true), at: field.time };

/** What each context holds besides the rules of `checkWhole`. */
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
  "client-act": field.record({
    ...common,
    job: field.id,
    act: field.exactly(...ACTS, ...CASE_ACTS),
    subject: field.optionalId,
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
} as const;

export type Context = keyof typeof CONTEXTS;
/** A statement of the context *N*, its fields checked. */
export type Statement<N extends Context = Context> = field.Of<(typeof CONTEXTS)[N]>;
/** The roles of keys. */
export type Role = "client" | "opening" | "sign-in" | "statement";
export type Person = field.Of<typeof PERSON>;
export type Directory = Statement<"directory">;

/** Check the rules that join several fields of one statement; raise MalformedError. */
export function checkWhole(context: Context, statement: Statement): void {
  if (context === "enrolment") checkEnrolment(statement as Statement<"enrolment">);
  else if (context === "seal") checkSeal(statement as Statement<"seal">);
  else if (context === "client-act") checkAct(statement as Statement<"client-act">);
  else if (context === "directory") checkDirectory(statement as Directory);
  else if (context === "agreement") checkAgreement(statement as Statement<"agreement">);
  else if (context === "agreement-end") checkEnd(statement as Statement<"agreement-end">);
}

function checkEnrolment(enrolment: Statement<"enrolment">): void {
  const { opening_key, statement_key, sign_in_key } = enrolment;
  requireDistinct([opening_key, statement_key, sign_in_key]);
}

function checkSeal(seal: Statement<"seal">): void {
  if (fromText(seal.expires) <= fromText(seal.at)) throw new MalformedError("it expires at once");
}

function checkAct(act: Statement<"client-act">): void {
  const named: readonly string[] = ["remove", ...CASE_ACTS];
  if (named.includes(act.act) && act.subject === "")
    throw new MalformedError("it names no subject");
}

function checkAgreement({ role, seal, drawing }: Statement<"agreement">): void {
  if ((role === "management") !== (seal !== ""))
    throw new MalformedError("management names the seal, and nobody else");
  if (role === "witness" && drawing === "") throw new MalformedError("a witness without a drawing");
  if (role === "management" && drawing !== "") throw new MalformedError("management draws nothing");
}

function checkEnd({ at, ends }: Statement<"agreement-end">): void {
  if (fromText(ends) < fromText(at)) throw new MalformedError("ended before it was said");
}

function checkDirectory(directory: Directory): void {
  const [at, expires] = [fromText(directory.at), fromText(directory.expires)];
  const days = (expires.getTime() - at.getTime()) / 86_400_000;
  if (days <= 0 || days > MAX_DIRECTORY_DAYS)
    throw new MalformedError("it expires at a wrong time");
  if ((directory.number === 1) !== (directory.previous === "")) {
    throw new MalformedError("number and previous do not agree");
  }
  const dates = [
    ...directory.people.map((item) => item.since),
    ...directory.revoked.map((item) => item.at),
  ];
  if (dates.some((date) => fromText(date) > at))
    throw new MalformedError("a date is in the future");
  checkPeople(directory);
}

function checkPeople(directory: Directory): void {
  const { people, revoked } = directory;
  requireDistinct([...people.map((item) => item.id), ...revoked.map((item) => item.id)]);
  requireDistinct(
    people.flatMap((item) => [
      item.recipient,
      item.opening_key,
      item.statement_key,
      ...item.passkeys.map((entry) => `credential ${entry.id}`),
    ]),
  );
  if (!people.some((item) => item.roles.includes("management"))) {
    throw new MalformedError("nobody has the role management");
  }
}

function requireDistinct(texts: readonly string[]): void {
  if (new Set(texts).size !== texts.length) throw new MalformedError("a key or id is used twice");
}
