/** The parts of a house rule and what is done to it, each in its form (docs/spec/house-rule.md). */

import * as field from "./fields.ts";

const day = field.exactly(
  "Friday",
  "Monday",
  "Saturday",
  "Sunday",
  "Thursday",
  "Tuesday",
  "Wednesday",
);

/** What a house rule forbids, and under which conditions (docs/spec/house-rule.md). */
export const HOUSE_RULE = field.record({
  deed: field.word,
  person: field.optionalId,
  role: field.exactly("", "auditor", "front desk", "management", "technician"),
  client: field.optionalId,
  job: field.intField("a job", 0, Number.MAX_SAFE_INTEGER),
  place: field.exactly("", "in the shop", "on site", "remote"),
  service: field.optionalId,
  days: field.sorted(field.list(day, 0, 7), String),
  start: field.intField("a minute", 0, 1439),
  end: field.intField("a minute", 1, 1440),
});

export type HouseRule = field.Of<typeof HOUSE_RULE>;

/** The fields by which a house rule is added or retired. */
export const houseRule = {
  act: field.exactly("add", "retire"),
  number: field.number,
  rule: HOUSE_RULE,
  text: field.line(600),
};
