/** A client's link, `/c/#token.fingerprint`: both stay in the fragment, which is never sent. */

import { utf8 } from "./bytes.ts";
import { b64u, hash } from "./canon.ts";
import * as field from "./fields.ts";

const token = field.bytesField("a token", 24, 24);

/** What a link holds. */
export interface Link {
  /** Posted to the server once, never put into a URL. */
  readonly token: string;
  /** The fingerprint of the home's genesis. */
  readonly fingerprint: string;
}

/** Return the link in *fragment* (the form of location.hash); raise MalformedError for others. */
export function parseLink(fragment: string): Link {
  const [first = "", second = "", ...others] = fragment.replace(/^#/, "").split(".");
  field.exactly(0)(others.length);
  return { token: token(first), fingerprint: field.key32(second) };
}

/** Return the hash by which statements name *text*, a token of a link or an invitation. */
export function tokenHash(text: string): string {
  return b64u(hash(utf8(token(text))));
}
