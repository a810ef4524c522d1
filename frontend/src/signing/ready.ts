/** What the server knows of an agreement, and the document as this browser has got it. */

import { DRAWING, type Drawing, requireSame, TERMS } from "../lib/agreement.ts";
import { fetchFile, get } from "../lib/api.ts";
import { working } from "../lib/attempt.ts";
import type { JSONObject, JSONValue } from "../lib/canon.ts";
import { type Draft, readDraft } from "../lib/draft.ts";
import { meetGenesis } from "../lib/entry.ts";
import * as field from "../lib/fields.ts";
import { browserPins } from "../lib/pins.ts";
import { t } from "./words.ts";

const pins = browserPins();
/** The address of the agreement. */
export const place = location.pathname.replace(/sign\/$/, "");
const DEEDS = field.exactly("", "review", "sign", "witness", "end");
const anything: field.Field<JSONValue> = (value) => value as JSONValue;
const AGREEMENT = field.record({
  id: field.id,
  client: field.id,
  name: field.textField("a name", () => true),
  number: field.textField("a number", (value) => value.length <= 40),
  document: field.key32,
  size: field.intField("a size", 1, 2 ** 30),
  terms: TERMS,
  seal: field.key32,
  drawing: anything,
  earliest: field.time,
});

type Deed = field.Of<typeof DEEDS>;

/** What the server knows, and the document as this browser has got it. */
export interface Ready {
  readonly draft: Draft;
  readonly nonce: string;
  readonly deed: Deed;
  readonly agreement: field.Of<typeof AGREEMENT>;
  readonly drawing: Drawing | undefined;
  readonly document: Uint8Array;
}

/** Load all of it; another document than was drafted is refused. */
export async function load(): Promise<Ready> {
  const { nonce, deed, agreement, ...answer } = await get(`${place}facts`);
  const home = (answer.own as JSONObject | undefined)?.home;
  const fingerprint = meetGenesis((answer.genesis ?? null) as JSONValue, String(home), pins);
  const draft = await readDraft(answer, fingerprint, undefined, new Date());
  const about = AGREEMENT(agreement);
  working(t("fetching"));
  const document = await fetchFile(`${place}document`, {});
  requireSame(document, about.document);
  const drawing = about.drawing === null ? undefined : DRAWING(about.drawing);
  return {
    draft,
    nonce: field.key32(nonce),
    deed: DEEDS(deed),
    agreement: about,
    drawing,
    document,
  };
}
