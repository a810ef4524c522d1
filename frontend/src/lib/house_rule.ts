/**
 * House rules: the sentence that a manager reads, and signs together with its parts.
 *
 * The server composes the same sentence of the same parts, and takes no other
 * (docs/spec/house-rule.md).
 */

import type { Statement } from "./contexts.ts";
import { MalformedError } from "./errors.ts";
import type { HouseRule } from "./rule_fields.ts";
import { compose, freshOwn } from "./statement.ts";

export const DAY = 1440;

const WEEK = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

/** What a rule may forbid: after "Nobody", and after a name. */
export const DEEDS: ReadonlyMap<string, readonly [others: string, one: string]> = new Map([
  ["open-logins", ["opens logins", "opens no logins"]],
  ["ask-for-logins", ["asks for logins", "asks for no logins"]],
  ["look-at-jobs", ["looks at jobs", "looks at no jobs"]],
  ["look-at-clients", ["looks at the records of clients", "looks at no records of clients"]],
  ["look-into-files", ["looks into files", "looks into no files"]],
  [
    "override-findings",
    ["lets a text pass that the screen stopped", "lets no text pass that the screen stopped"],
  ],
  ["attach-files", ["attaches files", "attaches no files"]],
  ["hand-out-dossiers", ["hands out dossiers", "hands out no dossiers"]],
  ["issue-links", ["issues links", "issues no links"]],
  ["take-in-jobs", ["takes in jobs", "takes in no jobs"]],
  ["edit-jobs", ["edits, moves or assigns jobs", "edits, moves and assigns no jobs"]],
  ["invite-people", ["invites people", "invites no people"]],
]);

/** What the acts of a deed concern, where it is not client, place and kind of service alike. */
const CONCERNS: ReadonlyMap<string, readonly string[]> = new Map([
  ["look-at-clients", ["client"]],
  ["take-in-jobs", []],
  ["override-findings", []],
  ["invite-people", []],
]);

/** Tell whether the acts of *deed* concern a *thing*: a client, a place or a kind of service. */
export function concerns(deed: string, thing: "client" | "place" | "service"): boolean {
  return CONCERNS.get(deed)?.includes(thing) ?? true;
}

const PLACES: { readonly [place: string]: string } = {
  "in the shop": "on jobs in the shop",
  "on site": "on jobs on site",
  remote: "on remote jobs",
};

/** What a sentence calls the things that a rule names by id. */
export interface Names {
  readonly person: string;
  readonly service: string;
}

/** Return *rule* in one plain sentence. */
export function sentence(rule: HouseRule, names: Names): string {
  const deed = DEEDS.get(rule.deed);
  if (deed === undefined) throw new MalformedError("a house rule knows no such word");
  const [others, one] = deed;
  const nobody = rule.role === "" ? "Nobody" : `Nobody with the role ${rule.role}`;
  const head = rule.person === "" ? `${nobody} ${others}` : `${names.person} ${one}`;
  return `${[head, ...about(rule, names), ...when(rule)].join(" ")}.`;
}

function about(rule: HouseRule, names: Names): readonly string[] {
  const found = [];
  if (rule.client !== "") found.push(`for the client of job ${rule.job}`);
  const place = PLACES[rule.place];
  if (place !== undefined) found.push(place);
  if (rule.service !== "") found.push(`on jobs of the kind “${names.service}”`);
  return found;
}

function when(rule: HouseRule): readonly string[] {
  const found = [];
  const days = WEEK.filter((day) => rule.days.includes(day));
  const last = days.at(-1);
  if (last !== undefined) {
    const most = days.slice(0, -1).join(", ");
    found.push(most === "" ? `on ${last}` : `on ${most} and ${last}`);
  }
  if (rule.start !== 0 || rule.end !== DAY) {
    found.push(`between ${clockText(rule.start)} and ${clockText(rule.end)}`);
  }
  return found;
}

/** Return *minute* of the day as a clock shows it; the end of the day is 24:00. */
export function clockText(minute: number): string {
  const [hours, rest] = [Math.floor(minute / 60), minute % 60];
  return `${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}

/** Return the minute that a field of time shows, *otherwise* where it is empty. */
export function minuteOf(typed: string, otherwise: number): number {
  if (typed === "") return otherwise;
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(typed) ?? [];
  if (hours === undefined || minutes === undefined) throw new MalformedError("not a time");
  return Number(hours) * 60 + Number(minutes);
}

/** What the server chose of a statement: which home, which number, and a nonce. */
export interface Chosen {
  readonly home: string;
  readonly number: number;
  readonly nonce: string;
}

/** Return the statement by which *rule*, which says *text*, is added or retired. */
export function composeHouseRule(
  act: "add" | "retire",
  { rule, text }: { readonly rule: HouseRule; readonly text: string },
  { home, number, nonce }: Chosen,
  site: string,
  now: Date,
): Statement<"house-rule"> {
  const method = "passkey";
  return compose(
    "house-rule",
    { site, home, act, number, rule, text, method, nonce, own: freshOwn() },
    now,
  );
}
