/** What the page knows of a login before it is opened. */

import type { JSONObject, JSONValue } from "../lib/canon.ts";
import * as field from "../lib/fields.ts";

const text = field.textField("text", () => true);
const count = field.intField("a count", 0, 99);
const file = field.bytesField("an identity file", 0, 8192);
const anything: field.Field<JSONValue> = (value) => value as JSONValue;
const passkey = field.record({ id: field.credential, spki: field.spki, file });
const IDENTITY = field.record({
  home: field.id,
  person: field.id,
  name: field.name,
  passphrase_file: file,
  passkeys: field.list(passkey, 0, 16),
  recipient: field.recipient,
  opening_key: field.key,
  statement_key: field.key,
});
const FACTS = field.record({
  job: field.id,
  number: field.intField("a job number", 1, Number.MAX_SAFE_INTEGER),
  state: text,
  login: field.id,
  owner: field.id, // the job, or of a kept login the client: what the sealed file names
  label: field.name,
  purposes: field.list(field.word, 0, 20),
  people: field.list(field.record({ id: field.id, name: field.name }), 0, 16),
  openings: count,
  left: count,
  expires: field.time,
  identity: IDENTITY,
  genesis: anything,
  nonce: field.key32,
});

export type Facts = field.Of<typeof FACTS>;
export type Identity = field.Of<typeof IDENTITY>;

/** Where the page is: the number of its job and the id of its login. */
export interface Place {
  readonly number: number;
  readonly login: string;
  readonly path: string;
}

/** Return the place that the address *path* names; raise MalformedError for others. */
export function placeOf(path: string): Place {
  const [, number = "", login = ""] = /^\/jobs\/(\d{1,9})\/logins\/([^/]+)\/$/.exec(path) ?? [];
  return { number: Number(number), login: field.id(login), path };
}

/** Return the facts in *value*, which must be about *place*; raise MalformedError. */
export function parseFacts(value: JSONObject, place: Place): Facts {
  const facts = FACTS(value);
  field.exactly(place.login)(facts.login);
  field.exactly(place.number)(facts.number);
  return facts;
}

/** Say why the rules would refuse *facts* right now; undefined where they would not. */
export function obstacle(
  facts: Facts,
  now: Date,
): "expired" | "not-in-service" | "not-yours" | "used-up" | undefined {
  if (!facts.people.some((person) => person.id === facts.identity.person)) return "not-yours";
  if (new Date(facts.expires) <= now) return "expired";
  if (facts.left === 0) return "used-up";
  return facts.state === "in service" ? undefined : "not-in-service";
}
