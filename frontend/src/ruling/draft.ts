/** What the server tells a manager who writes or ends a house rule; every field in its form. */

import { get } from "../lib/api.ts";
import type { JSONObject, JSONValue } from "../lib/canon.ts";
import { type Draft, readDraft } from "../lib/draft.ts";
import { meetGenesis } from "../lib/entry.ts";
import * as field from "../lib/fields.ts";
import { browserPins } from "../lib/pins.ts";
import { HOUSE_RULE, type HouseRule } from "../lib/rule_fields.ts";

const NAMED = field.record({ id: field.id, name: field.line(200) });
const CHOICES = field.record({
  people: field.list(NAMED, 0, 500),
  services: field.list(NAMED, 0, 500),
});
const RULES = field.list(
  field.record({ number: field.number, rule: HOUSE_RULE, text: field.line(600) }),
  0,
  1000,
);

/** A rule that is in force. */
export interface Standing {
  readonly number: number;
  readonly rule: HouseRule;
  readonly text: string;
}

/** The manager's own files, the number of the next rule, and all that a rule may name. */
export interface RuleDraft {
  readonly draft: Draft;
  readonly nonce: string;
  readonly number: number;
  /** The id of the client of the job that was asked about; empty where there is none. */
  readonly client: string;
  readonly rules: readonly Standing[];
  readonly choices: field.Of<typeof CHOICES>;
}

const pins = browserPins();

/** Return what a rule is made of; *job* asks for the client of the job with that number. */
export async function loadDraft(job = 0): Promise<RuleDraft> {
  const asked = job > 0 ? `?job=${job}` : "";
  const answer = await get(`/policy/rules/draft${asked}`);
  const { nonce, number, client, rules, choices, ...rest } = answer;
  const home = (rest.own as JSONObject | undefined)?.home;
  const fingerprint = meetGenesis((rest.genesis ?? null) as JSONValue, String(home), pins);
  return {
    draft: await readDraft(rest, fingerprint, undefined, new Date()),
    nonce: field.key32(nonce),
    number: field.number(number),
    client: field.optionalId(client),
    rules: RULES(rules),
    choices: CHOICES(choices),
  };
}
