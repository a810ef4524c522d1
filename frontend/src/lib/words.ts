/** Strings that people read, in tables that can be translated; pages bring tables of their own. */

import { SealbenchError } from "./errors.ts";

export type Words = { readonly [key: string]: string };
export type Values = { readonly [name: string]: number | string };

/** Translations of a table by language tag ("de", "pt-BR"), each possibly partial. */
export type Translations<W extends Words> = { readonly [language: string]: Partial<W> };

/**
 * Return the function `t` of a table: `t("sealed", { count: 2 })` fills `{count}` in its text.
 *
 * What is not translated stands in English.
 */
export function translator<const W extends Words>(
  english: W,
  translations: Translations<{ readonly [K in keyof W]: string }> = {},
  languages: readonly string[] = preferred(),
): (key: keyof W, values?: Values) => string {
  const tags = languages.flatMap((tag) => [tag, tag.split("-")[0] as string]);
  const stop = tags.indexOf("en");
  const tag = tags
    .slice(0, stop < 0 ? undefined : stop)
    .find((each) => Object.hasOwn(translations, each));
  const table: { readonly [K in keyof W]?: string } =
    tag === undefined ? english : { ...english, ...translations[tag] };
  return (key, values = {}) => filled(table[key] ?? english[key] ?? "", values);
}

/** What the errors of this library say to people. */
export const ERROR_WORDS = {
  malformed: "Something arrived that cannot be read. Nothing was sent.",
  unverified: "A check failed, so we stopped. Nothing was revealed.",
  forked: "Warning: the shop shows another history than the one this browser has seen before.",
  unsupported: "This browser or device cannot do this.",
  "no-key": "This key does not open it.",
  cancelled: "Cancelled.",
  unavailable: "The server did not answer. Check the connection and try again.",
  refused: "The rules do not allow this.",
  gone: "It was destroyed on purpose.",
  conflict: "Somebody else was first. Look again.",
  error: "Something went wrong. Please try again.",
} as const;

const say = translator(ERROR_WORDS);

/** Return what to tell people about *error*: a sentence, then what the error adds. */
export function explain(error: unknown): string {
  if (!(error instanceof SealbenchError)) return say("error");
  const known = Object.hasOwn(ERROR_WORDS, error.code)
    ? (error.code as keyof typeof ERROR_WORDS)
    : "error";
  const detail = [error.message, error.hint].filter((part) => part !== "").join("; ");
  return `${say(known)} (${detail})`;
}

function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

function preferred(): readonly string[] {
  return typeof document === "undefined" ? ["en"] : [document.documentElement.lang || "en"];
}
