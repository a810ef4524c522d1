/** What the server releases: checked against the ledger before anything is decrypted. */

import { equal } from "../lib/bytes.ts";
import { type JSONObject, type JSONValue, toBytes, unb64u } from "../lib/canon.ts";
import { verifyGenesis } from "../lib/directory.ts";
import { VerificationError } from "../lib/errors.ts";
import { logKey, verifyEvidence } from "../lib/evidence.ts";
import * as field from "../lib/fields.ts";
import type { Login } from "../lib/login.ts";
import { openLogin } from "../lib/open.ts";
import type { Pins } from "../lib/pins.ts";
import { parseSigned, verifySigned } from "../lib/statement.ts";
import type { Facts } from "./facts.ts";
import type { Confirmed } from "./unlock.ts";

const anything: field.Field<JSONValue> = (value) => value as JSONValue;
const RELEASE = field.record({
  file: field.bytesField("a sealed login", 1, 32_768),
  label: field.name,
  sealed: anything,
  left: field.intField("a count", 0, 99),
  proof: anything,
});

/** A login in clear, and how many openings are left. */
export interface Opened {
  readonly login: Login;
  readonly left: number;
}

/**
 * Return the login in *value* once it is proven that the ledger holds its opening.
 *
 * The log is the one whose genesis *pins* holds; it must continue what this browser has seen.
 */
export async function openRelease(
  value: JSONObject,
  facts: Facts,
  { signed, identity }: Confirmed,
  pins: Pins,
): Promise<Opened> {
  const release = RELEASE(value);
  const genesis = verifyGenesis(facts.genesis, pins.genesis ?? "");
  const event = verifyEvidence(release.proof, logKey(genesis), pins);
  checkEvent(event.payload, facts, signed as unknown as JSONObject);
  const ciphertext = sealedHash(release.sealed, facts);
  const place = { job: facts.owner, login: facts.login, label: facts.label };
  const login = await openLogin(unb64u(release.file), identity.age, place, ciphertext);
  return { login, left: release.left };
}

/** Refuse unless *payload* says that this person opened this login with this very statement. */
function checkEvent(payload: JSONObject, facts: Facts, signed: JSONObject): void {
  const { type, job, login, actor, signed: recorded } = payload;
  const who = actor as JSONObject | undefined;
  const expected = isKept(facts) ? "kept-login:opened" : "login:opened";
  const isThis = type === expected && job === facts.job && login === facts.login;
  if (!isThis || who?.id !== facts.identity.person) {
    throw new VerificationError("the record is about something else");
  }
  if (!equal(toBytes(recorded as JSONObject), toBytes(signed))) {
    throw new VerificationError("the record does not hold what you signed");
  }
}

/** Return the hash of the age file that the client signed for this login. */
function sealedHash(value: JSONValue, facts: Facts): string {
  if (isKept(facts)) return keptHash(value, facts);
  const sealed = parseSigned("seal", value);
  verifySigned("seal", sealed, { client: sealed.signatures[0]?.key ?? "" });
  const { job, login, ciphertext } = sealed.statement;
  if (job !== facts.job || login !== facts.login) {
    throw new VerificationError("the client signed another login");
  }
  return ciphertext;
}

function isKept({ owner, job }: Facts): boolean {
  return owner !== job;
}

/** Return the hash of the age file that the client signed when asking that the shop keep it. */
function keptHash(value: JSONValue, facts: Facts): string {
  const asked = parseSigned("keep", value);
  verifySigned("keep", asked, { client: asked.signatures[0]?.key ?? "" });
  const { client, keep, ciphertext } = asked.statement;
  if (client !== facts.owner || keep !== facts.login) {
    throw new VerificationError("the client signed another login");
  }
  return ciphertext;
}
