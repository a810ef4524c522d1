/** What the page of an opening says. */

import { translator } from "../lib/words.ts";

const ENGLISH = {
  title: "Open a login",
  back: "Back to the job",
  job: "Job {number}",
  label: "Login",
  left: "Openings left",
  "left-of": "{left} of {openings}",
  until: "Until",
  who: "Who may open it",
  purpose: "What do you need it for?",
  "purpose-hint": "The client sees your answer.",
  "purpose-diagnose": "Find out what is wrong",
  "purpose-repair": "Repair",
  "purpose-test": "Test whether it works",
  "purpose-install": "Install or update",
  "purpose-transfer": "Move data or settings",
  "purpose-account": "Put an account right",
  "by-passkey": "Open with your passkey",
  "by-passphrase": "Open with your passphrase",
  "use-passphrase": "Use your passphrase instead",
  passphrase: "Your seven words",
  "passphrase-hint": "The client sees that it was opened by passphrase.",
  "choose-purpose": "Choose first what you need it for.",
  waiting: "Fetching what there is to know…",
  working: "Recording the opening and checking the record…",
  stretching: "Computing from your passphrase. This takes a second…",
  "not-yours": "This login was not sealed to you. Ask the desk: the client can seal it again.",
  "used-up": "This login has no opening left. The client can seal it again.",
  expired: "This login has expired. The client can seal it again.",
  "not-in-service": "The job is not in service. Put it in service first.",
  "new-here": "This browser has not met this shop before. Compare with a colleague or a receipt:",
  refused: "The rules say no",
  "refused-rule": "Clause {clause}, rule {rule}. The refusal is recorded.",
  failed: "Not opened",
  "may-count": "If this opening was recorded, it counts. Look at the events of the job.",
  again: "Try again",
  user: "User name",
  password: "Password",
  note: "Note",
  hold: "Hold to see",
  hidden: "hidden",
  empty: "nothing was written here",
  "gone-in": "Gone in {seconds} seconds",
  recorded: "The opening is recorded, and this browser has checked the record. {left} left.",
  camera:
    "This page cannot stop a camera or a second pair of eyes. Do not write it down and do not photograph it.",
  done: "Done, hide it now",
  gone: "It is gone from this page.",
  "gone-hint": "Opening it again counts as another opening.",
} as const;

export type Key = keyof typeof ENGLISH;

export const t = translator(ENGLISH);

/** Return *purpose* in words, or as it is where a shop has one of its own. */
export function purposeWords(purpose: string): string {
  const key = `purpose-${purpose}`;
  return Object.hasOwn(ENGLISH, key) ? t(key as Key) : purpose;
}
