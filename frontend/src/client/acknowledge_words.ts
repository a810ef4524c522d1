/** What the client reads about acknowledging, in a table that can be translated. */

import { translator } from "../lib/words.ts";

export const acknowledging = translator({
  title: "What you acknowledge",
  first: "First: our promises, and your own risk",
  intro:
    "Read these three texts. The work begins once you have signed them; a paper at the desk does as well.",
  read: "I have read what the shop promises",
  mine: "I stay responsible for keeping my data safe and secure",
  question: "Do you have a backup of what is on the device?",
  answer_yes: "Yes",
  answer_no: "No",
  "answer_not known": "I do not know",
  said_yes: "yes",
  said_no: "no",
  "said_not known": "not known",
  risk: "Whatever my answer, this risk is mine",
  sign: "Sign it",
  signing: "Signing …",
  signed: "Signed. The words that you signed stay on this page.",
  missing: "Tick the three boxes, and say whether you have a backup.",
  done: "You signed this {when}. Your signature counts as: {level}. Backup: {answer}.",
  paper: "The desk recorded {when} that you signed this on paper. Backup: {answer}.",
  notMine: "I did not sign a paper",
  notMineSure: "Say that you signed no paper? The work then begins only once you have signed.",
  objected: "The shop knows that you signed no paper.",
  instead: "Sign it here as well",
  show: "Read what was signed",
  print: "Print",
});
