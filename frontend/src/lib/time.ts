/** Time in its one text form, `2026-11-23T15:00:00Z`: the twin of `src/sealbench/clock.py`. */

import { MalformedError } from "./errors.ts";

const FORM = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Return *at* as RFC 3339 in UTC with whole seconds, cut off and not rounded. */
export function toText(at: Date): string {
  const text = Number.isNaN(at.getTime()) ? "" : `${at.toISOString().slice(0, 19)}Z`;
  if (!FORM.test(text)) throw new MalformedError("not a time");
  return text;
}

/** Return the instant that *text* states in the one form of `toText`. */
export function fromText(text: string): Date {
  const at = new Date(FORM.test(text) ? text : Number.NaN);
  if (Number.isNaN(at.getTime()) || toText(at) !== text) throw new MalformedError("not a time");
  return at;
}

/** Return the instant *milliseconds* after *at*. */
export function later(at: Date, milliseconds: number): Date {
  return new Date(at.getTime() + milliseconds);
}
