/** What the client's page asks of the server about agreements, each answer read strictly. */

import { fetchFile, post } from "../lib/api.ts";
import type { JSONValue } from "../lib/canon.ts";
import * as field from "../lib/fields.ts";
import type { SignedStatement } from "../lib/statement.ts";
import { json } from "./calls.ts";

const SIGNED = field.record({ state: field.textField("text", () => true) });

/** Close everything until an agreement is in force. */
export async function requireAgreement(): Promise<void> {
  await post("/c/agreement/require", {});
}

/** Return a paper of an agreement: the document that is signed, or the final one. */
export function agreementPaper(agreement: string, kind: "document" | "final"): Promise<Uint8Array> {
  return fetchFile("/c/agreement/document", { agreement, kind });
}

/** Hand over the client's signature; return the state that it brings. */
export async function signAgreement(
  agreement: string,
  signed: SignedStatement,
  drawing: JSONValue,
): Promise<string> {
  const body = { agreement, statement: json(signed), drawing };
  return SIGNED(await post("/c/agreement/sign", body)).state;
}

/** End an agreement with its notice. */
export async function endAgreement(agreement: string, signed: SignedStatement): Promise<void> {
  await post("/c/agreement/end", { agreement, statement: json(signed) });
}
