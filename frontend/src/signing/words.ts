/** What the page that signs agreements says. */

import { translator } from "../lib/words.ts";

export const t = translator({
  title: "Agreement {number}",
  nothing: "There is nothing to do here now.",
  changed: "this is not the document that you have read",
  fetching: "Fetching the document …",
  tickFirst: "Save and read the document, then tick the box.",
  explain_review:
    "Read it before anybody signs. Afterwards only exactly these bytes can be signed.",
  explain_sign: "You sign for the shop, with {name}.",
  explain_witness: "You sign that {name} has drawn this signature before you.",
  explain_end:
    "You end the agreement with {name}, with a notice of {notice}. Until then it is in force.",
  promise_review: "I have read the document, and it says what the terms say.",
  promise_sign: "I have read the document and sign it for the shop.",
  promise_witness: "The client stood before me, and has drawn it with their own hand.",
  promise_end: "I end this agreement.",
  go_review: "I have read it",
  go_sign: "Sign for the shop",
  go_witness: "Sign as the witness",
  go_end: "End it with notice",
  confidential: "Confidential",
  cleared: "Cleared",
  valid: "Valid",
  span: "{from} to {until}",
  notice: "Notice",
  day: "1 day",
  days: "{days} days",
  returned: "Returned at its end",
});
