/** Times and sizes as the viewer reads them: their zone, their language. */

import { fromText } from "./time.ts";

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** Return the instant *text* in the viewer's zone and language, to the minute. */
export function localTime(text: string, language?: string, timeZone?: string): string {
  const options = { dateStyle: "medium", timeStyle: "short" } as const;
  const zone = timeZone === undefined ? {} : { timeZone };
  return new Intl.DateTimeFormat(language, { ...options, ...zone }).format(fromText(text));
}

/** Return how far *text* is from *now* in words: "3 hours ago", "in 2 days". */
export function relativeTime(text: string, now: Date, language?: string): string {
  const seconds = Math.round((fromText(text).getTime() - now.getTime()) / 1000);
  const [unit, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? ["second", 1];
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  return format.format(Math.trunc(seconds / size), unit);
}

/** Return *count* with its thing, in the right number: "1 login", "2 logins". */
export function counted(count: number, one: string, other: string, language?: string): string {
  const form = new Intl.PluralRules(language).select(count) === "one" ? one : other;
  return `${new Intl.NumberFormat(language).format(count)} ${form}`;
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** Return a size in bytes as people read it: "800 byte", "2.4 MB". */
export function sizeOf(bytes: number, language?: string): string {
  const power = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const options = { style: "unit", unit: UNITS[power], maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, options).format(bytes / 1000 ** power);
}
