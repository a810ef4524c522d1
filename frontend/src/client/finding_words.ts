/** What somebody let pass that the shop's screen had stopped, in words for the client. */

import { isObject, type JSONValue } from "../lib/canon.ts";
import { translator } from "../lib/words.ts";

const KINDS = {
  password: "a password",
  pin: "a PIN",
  pattern: "an unlock gesture",
  recovery_key: "a recovery key",
  licence_key: "a licence key",
  wifi_key: "the key of a network",
  api_key: "the key of a program",
  private_key: "a private key",
  card_number: "a card number",
  username_with_password: "a user name with a password",
  other_secret: "another secret",
  unseen: "what the screen cannot read",
} as const;

const REASONS = {
  number: "a number of a part, an order or a device",
  word: "an ordinary word or a name",
  sample: "an example or a test value that opens nothing",
  harmless: "something else that is no login and nothing private",
} as const;

const t = translator({
  ...KINDS,
  ...REASONS,
  passed: "it looked like {kind}; the reason given: {reason}",
  nothing: "no more is said",
});

/** Return what *findings* of an event say: kinds and reasons; the text itself is nowhere. */
export function findingWords(findings: JSONValue | undefined): string {
  const found = Array.isArray(findings) ? findings.filter(isObject) : [];
  const said = found.map(({ kind, reason }) =>
    t("passed", { kind: known(KINDS, kind), reason: known(REASONS, reason) }),
  );
  return [...new Set(said)].join(", ") || t("nothing");
}

function known(words: { readonly [name: string]: string }, name: unknown): string {
  const text = typeof name === "string" ? name : "";
  return Object.hasOwn(words, text) ? (words[text] ?? text) : text;
}
