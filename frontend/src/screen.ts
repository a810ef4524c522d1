/**
 * The part of the screen that runs while a person types: the same tables as the server's
 * (`src/sealbench/screen/data`), fewer rules.  What it finds the server finds too; the
 * server also finds what this leaves out, and decides.
 */

import advice from "../../src/sealbench/screen/data/advice.json" with { type: "json" };
import alphabet from "../../src/sealbench/screen/data/alphabet.json" with { type: "json" };
import cues from "../../src/sealbench/screen/data/cues.json" with { type: "json" };
import formats from "../../src/sealbench/screen/data/formats.json" with { type: "json" };

export type Severity = "block" | "ask";

/** A place that looks like a secret; `start` and `end` count code points of the text. */
export interface Finding {
  start: number;
  end: number;
  kind: string;
  rule: string;
  severity: Severity;
  advice: string;
}

/** A text in one spelling, and for each character the code point it came from. */
interface Skeleton {
  plain: string;
  folded: string;
  origins: number[];
  size: number;
}

type Hit = Omit<Finding, "advice">;
type Cue = { kind: string; value: string; weak: boolean };

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const any = (words: string[]): string =>
  `(?:${[...words]
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map(escaped)
    .join("|")})`;

const LATIN = new Map(
  Object.entries(alphabet.lookalikes).flatMap(([to, from]) =>
    Array.from(from, (char) => [char, to] as const),
  ),
);
const CUES = new Map<string, Cue>();
for (const { words, kind, value, weak = false } of cues.cues) {
  for (const word of words) if (!CUES.has(word)) CUES.set(word, { kind, value, weak });
}
const COMPOUND = cues.cues.flatMap(({ words, compound }) => (compound ? words : []));
const CUE = new RegExp(
  `(?<![a-z0-9])${any([...CUES.keys()])}(?![a-z])|${any(COMPOUND)}(?![a-z])`,
  "gu",
);
const ASIDE = "(?: ?\\([^()\\n]{0,30}\\))?";
const QUALIFIERS = `(${ASIDE}(?: [a-z0-9'\\-]{1,16}){0,5}?${ASIDE})`;
const LINKS = [
  ["cue-sign", `[0-9]?${QUALIFIERS} {0,3}${any(cues.signs)}{1,2} {0,3}\\n? {0,3}`],
  ["cue-verb", `[0-9]?${QUALIFIERS} {1,2}${any(cues.verbs)}:? {1,3}`],
].map(([rule = "", link = ""]) => ({ rule, link: new RegExp(link, "uy") }));
const PATTERNS = formats.patterns.map((row) => ({ ...row, regex: new RegExp(row.pattern, "gu") }));
const HARMLESS = new RegExp(`^(?:${cues.not_secrets.join("|")})$`);
const MASK = new RegExp(`^(?:${cues.masks.join("|")})$`);
const VARIABLE = new RegExp(`^(?:${cues.variables.join("|")})$`);
const DATE = new RegExp(`^(?:${cues.dates.join("|")})$`);
const VETOES = new Set(cues.after_vetoes);
const PIN = /^[0-9]{4,6}(?![a-z0-9]|[ -][0-9]|[.,:/][0-9])/;
const DENIALS = new Set(cues.before_vetoes);
const CODE_VETOES = new Set(cues.code_vetoes);
const VOID = new Set([...cues.stop_values, ...cues.known_tokens]);

/** Return what in `text` a cue with its sign or verb, or a form, gives away. */
export function screen(text: string): Finding[] {
  const skeleton = read(text);
  const hits = [...forms(skeleton), ...recoveryKeys(skeleton), ...announced(skeleton)];
  hits.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Hit[] = [];
  for (const hit of hits) if (hit.end > (kept.at(-1)?.end ?? -1)) kept.push(hit);
  return kept.map((hit) => finding(skeleton, hit));
}

/** Return the skeleton of `text`, as `sealbench.screen.normal` makes it. */
export function read(text: string): Skeleton {
  const chars = Array.from(text);
  let plain = "";
  const origins: number[] = [];
  for (const [at, char] of chars.entries()) {
    const part = spelling(char);
    plain += part;
    for (let i = 0; i < part.length; i += 1) origins.push(at);
  }
  const folded = Array.from(plain, lower).join("");
  return { plain, folded, origins, size: chars.length };
}

function spelling(char: string): string {
  if (/[\n\v\f\r\x85\u2028\u2029]/.test(char)) return "\n";
  const part = Array.from(char.normalize("NFKD"), letter).join("");
  return part.length <= 4 ? part : "\ufffd";
}

function letter(char: string): string {
  if (char === "\t" || /\p{Zs}/u.test(char)) return " ";
  if (/[\p{Cc}\p{Cf}\p{Mn}\p{Me}]/u.test(char) || alphabet.removed.includes(char)) return "";
  if (/\p{Cs}/u.test(char) || char.length > 1) return "\ufffd";
  return LATIN.get(char) ?? char;
}

function lower(char: string): string {
  const small = char.toLowerCase();
  return small.length === 1 ? small : char;
}

function finding({ origins, size }: Skeleton, hit: Hit): Finding {
  const last = (origins[hit.end - 1] ?? 0) + 1;
  const said: Record<string, string> = { ...advice.advice, ...advice.rules };
  const text = said[hit.rule] ?? said[hit.kind] ?? "";
  const span = { start: origins[hit.start] ?? 0, end: Math.max(last, origins[hit.end] ?? size) };
  return { ...hit, ...span, advice: text };
}

function* forms({ plain }: Skeleton): Generator<Hit> {
  for (const { regex, kind, rule, severity } of PATTERNS) {
    for (const match of plain.matchAll(regex)) {
      const end = match.index + match[0].length;
      yield { start: match.index, end, kind, rule, severity: severity as Severity };
    }
  }
}

function* recoveryKeys({ plain }: Skeleton): Generator<Hit> {
  const groups = [...plain.matchAll(/[0-9]+/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    fits: match[0].length === 6 && Number(match[0]) % 11 === 0 && Number(match[0]) < 720896,
  }));
  for (let i = 0; i + 8 <= groups.length; i += 1) {
    const [window, first, last] = [groups.slice(i, i + 8), groups[i], groups[i + 7]];
    if (!first || !last || !window.every((group) => group.fits)) continue;
    const key = plain.slice(first.start, last.end);
    const varied = new Set(key.match(/[0-9]{6}/g)).size > 1;
    if (varied && /^[0-9]{6}(?:[ \n-]{1,3}[0-9]{6}){7}$/.test(key)) {
      const span = { start: first.start, end: last.end };
      yield { ...span, kind: "recovery_key", rule: "bitlocker", severity: "block" };
    }
  }
}

function* announced(skeleton: Skeleton): Generator<Hit> {
  for (const match of skeleton.folded.matchAll(CUE)) {
    const cue = CUES.get(match[0]);
    const before = wordsOf(skeleton.folded.slice(Math.max(0, match.index - 40), match.index));
    if (!cue || !isPlainCue(cue, before)) continue;
    const digits = cue.value === "digits" && !before.slice(-3).some((word) => DENIALS.has(word));
    const hit = following(skeleton, cue.kind, match.index + match[0].length, digits);
    if (hit) yield hit;
  }
}

function isPlainCue({ kind, value, weak }: Cue, before: string[]): boolean {
  if (weak || !["any", "digits"].includes(value)) return false;
  return kind !== "pin" || !CODE_VETOES.has(before.at(-1) ?? "");
}

function following(text: Skeleton, kind: string, at: number, digits: boolean): Hit | undefined {
  for (const { rule, link } of LINKS) {
    link.lastIndex = at;
    const match = link.exec(text.folded);
    if (!match || wordsOf(match[1] ?? "").some((word) => VETOES.has(word))) continue;
    const start = at + match[0].length;
    const span = (digits ? pin(text, start) : undefined) ?? value(text, start);
    if (span) return { ...span, kind, rule, severity: "block" };
  }
  return undefined;
}

function wordsOf(text: string): string[] {
  return text.match(/[a-z'/-]+/g) ?? [];
}

function pin({ folded }: Skeleton, start: number): { start: number; end: number } | undefined {
  const match = PIN.exec(folded.slice(start, start + 16));
  return match ? { start, end: start + match[0].length } : undefined;
}

function value({ plain }: Skeleton, at: number): { start: number; end: number } | undefined {
  const token = /^[^ \n]{1,128}/.exec(plain.slice(at, at + 128))?.[0] ?? "";
  if (/[:=]$/.test(token)) return undefined;
  const tail = token.replace(/[.,;:)\]}>"']+$/, "");
  const bare = tail.replace(/^["'`(]+/, "");
  const start = at + tail.length - bare.length;
  return isStrong(bare) ? { start, end: at + tail.length } : undefined;
}

/** Say whether `plain` mixes characters as passwords do and words do not. */
export function isStrong(plain: string): boolean {
  const folded = Array.from(plain, lower).join("");
  const masked = MASK.test(folded) || VARIABLE.test(plain);
  if (plain.length < 5 || masked || VOID.has(folded)) return false;
  if (HARMLESS.test(folded) || DATE.test(plain) || !/\p{L}/u.test(plain)) return false;
  const camel = plain.length >= 6 && /^\p{L}+$/u.test(plain) && /[a-z][A-Z]/.test(plain);
  return camel || /[0-9]/.test(plain) || /[!#$%&*+=?@^_~€£§|\ufffd]/.test(plain);
}
