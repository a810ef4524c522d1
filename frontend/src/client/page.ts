/** The page of a job as the server sends it, its form checked; nothing in it is believed yet. */

import { TERMS } from "../lib/agreement.ts";
import type { JSONValue } from "../lib/canon.ts";
import { KEEP_REASONS } from "../lib/contexts.ts";
import * as field from "../lib/fields.ts";

const text = field.textField("text", () => true);
const whole = field.intField("a number", 0, Number.MAX_SAFE_INTEGER);
const hashes = field.list(field.key32, 0, 64);
const ids = field.list(field.id, 0, 16);
const any: field.Field<JSONValue> = (value) => value as JSONValue;

const EVENT = field.record({
  index: whole,
  counter: whole,
  leaf: text,
  r: field.key32,
  payload: text,
  path: hashes,
});
const LOGIN = field.record({
  id: field.id,
  label: text,
  left: whole,
  openings: whole,
  sealed_at: whole,
  expires_at: whole,
  ways: ids,
});
const FILE = field.record({
  id: field.id,
  name: text,
  size: whole,
  by: text,
  at: whole,
  read: field.flag,
});

const KEEP = field.record({
  id: field.id,
  label: text,
  why: field.exactly(...KEEP_REASONS),
  left: whole,
  openings: whole,
  asked_at: whole,
  due_at: whole,
  until: whole,
  people: field.list(text, 0, 16),
});

/** A login that people know who left; `job` is 0 for one that was kept, `label` "" if it is gone. */
const RISK = field.record({
  login: field.id,
  job: whole,
  label: text,
  at: whole,
  people: field.list(field.record({ name: text, at: whole, left: whole }), 1, 1000),
  changed_at: whole,
  changed_by: field.exactly("", "client", "shop"),
  recorder: text,
});

const ELSEWHERE = field.record({
  kind: field.exactly("copy", "exception"),
  what: text,
  with: text,
  until: whole,
  confirmed: whole,
});
const ENDING = field.record({
  case: field.id,
  scope: field.exactly("service", "job"),
  stopped_at: whole,
  returned_at: whole,
  confirmed_at: whole,
  announced_at: whole,
  objected_at: whole,
  earliest: whole,
  settles: whole,
  elsewhere: field.list(ELSEWHERE, 0, 1000),
});
/** How far the end of the service, or of this job alone, is. */
export type Ending = field.Of<typeof ENDING>;
const AGREEMENT = field.record({
  id: field.id,
  number: text,
  state: text,
  document: field.key32,
  size: whole,
  terms: TERMS,
  begins_at: whole,
  ends_at: whole,
  final: field.flag,
});
const AGREEMENTS = field.record({
  required: field.flag,
  client: field.id,
  settles: whole,
  agreements: field.list(AGREEMENT, 0, 200),
});
/** One agreement of the client. */
export type PageAgreement = field.Of<typeof AGREEMENT>;
const ending: field.Field<Ending | null> = (value) => (value === null ? null : ENDING(value));

const SHOWN = field.record({
  name: field.exactly("policy", "responsibility", "backup"),
  version: field.number,
  language: field.word,
  body: text,
});
const GIVEN = field.record({
  id: field.id,
  at: whole,
  level: text,
  answer: field.exactly("yes", "no", "not known"),
  paper: field.flag,
  objected_at: whole,
  texts: field.list(SHOWN, 0, 3),
});
/** What is to be acknowledged, empty where nothing is, and what was. */
const ACKNOWLEDGEMENT = field.record({
  texts: field.list(SHOWN, 0, 3),
  given: field.list(GIVEN, 0, 1000),
});

/** A job whose record was destroyed alone. */
const ENDED = field.record({ number: whole, at: whole, case: text, certified: whole });

const PAGE = field.record({
  mark: text,
  home: field.id,
  shop: field.record({ name: text, address: text, phone: text, logo: text }),
  job: field.record({
    id: field.id,
    number: whole,
    state: text,
    place: text,
    service: text,
    alternatives: text,
    login_need: field.exactly("none", "owner unlocks", "needed"),
    login_asked: field.flag,
    override: field.flag,
    reason: text,
    answer: text,
    seal_again: field.flag,
    ended: field.flag,
    only: field.flag,
    created_at: whole,
  }),
  device: field.record({ kind: text, make: text, model: text }),
  client: field.record({
    id: field.id,
    level: text,
    key: field.key,
    claimed_at: whole,
    counter: field.flag,
  }),
  assigned: ids,
  logins: field.list(LOGIN, 0, 1000),
  files: field.list(FILE, 0, 1000),
  keeps: field.list(KEEP, 0, 1000),
  risks: field.list(RISK, 0, 10_000),
  requests: field.list(field.record({ id: field.id, recipient: field.recipient, at: whole }), 0, 9),
  acknowledgement: ACKNOWLEDGEMENT,
  ending,
  agreement: AGREEMENTS,
  ended: field.list(ENDED, 0, 10_000),
  secret: field.key32,
  events: field.list(EVENT, 0, 100_000),
  record: field.record({ secret: field.key32, events: field.list(EVENT, 0, 100_000) }),
  ledger: field.record({ note: text, known: hashes, public: hashes }),
  directory: field.record({ genesis: any, chain: field.list(any, 0, 5000) }),
});

export type Page = field.Of<typeof PAGE>;
export type PageEvent = field.Of<typeof EVENT>;
export type PageLogin = field.Of<typeof LOGIN>;
export type ShownText = field.Of<typeof SHOWN>;
export type Acknowledged = field.Of<typeof GIVEN>;
export type PageKeep = field.Of<typeof KEEP>;
export type PageRisk = field.Of<typeof RISK>;
export type EndedJob = field.Of<typeof ENDED>;
export type PageFile = field.Of<typeof FILE>;

/** Return the page in *value*; raise MalformedError for another form. */
export function parsePage(value: unknown): Page {
  return PAGE(value);
}

/** Say whether a login may be sealed on this job at all. */
export function takesLogins({ job }: Page): boolean {
  if (job.ended || job.login_need === "owner unlocks") return false;
  return job.login_need === "needed" || job.login_asked;
}

/** Return the acknowledgement that counts: the last to which the client did not object. */
export function acknowledged({ acknowledgement }: Page): Acknowledged | undefined {
  return acknowledgement.given.findLast((each) => each.objected_at === 0);
}
