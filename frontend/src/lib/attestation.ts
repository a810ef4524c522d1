/** The attestation at the end of a job: the text as this page shows it, and who states it. */

import { utf8 } from "./bytes.ts";
import { b64u, hash } from "./canon.ts";
import type { Statement } from "./contexts.ts";
import * as field from "./fields.ts";
import { compose, freshOwn } from "./statement.ts";

export const TEXT = field.record({
  name: field.exactly("attestation"),
  version: field.number,
  language: field.word,
  body: field.textField("a text", (text) => text.length > 0 && text.length <= 10_000),
});
/** The text in one version and language, word for word. */
export type Text = field.Of<typeof TEXT>;

/** Who states it, of which job, and the nonce that the server chose. */
export interface About {
  readonly home: string;
  readonly job: string;
  readonly person: string;
  readonly nonce: string;
}

/** Return the heading of *text*, and its paragraphs. */
export function partsOf({ body }: Text): readonly [heading: string, ...paragraphs: string[]] {
  const [heading = "", ...paragraphs] = body.trim().split("\n\n");
  return [heading, ...paragraphs];
}

/** Return the statement of the words in *text*, which are hashed here. */
export function composeAttestation(
  about: About,
  { version, language, body }: Text,
  site: string,
  now: Date,
): Statement<"attestation"> {
  const text = { version, language, hash: b64u(hash(utf8(body))) };
  return compose("attestation", { ...about, site, text, own: freshOwn() }, now);
}
