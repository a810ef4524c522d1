/** What the client reads of logins that people know who left, in a table that can be translated. */

import { translator } from "../lib/words.ts";

export const risk = translator({
  title: "Change these passwords",
  text: "Somebody who opened them left the shop, or is no technician there any more. What was destroyed here may still be remembered: only a new password ends that. Change it where you use it, on the device or with the provider, then say so here.",
  doneTitle: "Passwords that you changed",
  doneText: "Somebody who had opened them left the shop, or is no technician there any more.",
  named: "“{label}”",
  ofJob: "A login that you sealed for job {number}",
  ofKeep: "A login that you let the shop keep",
  opened: "{name} opened it, last {at}, and opens nothing here since {left}.",
  say: "I have changed it",
  saySure: "Say that the password of this login is another one by now?",
  said: "Noted: it is changed.",
  youSaid: "You said {when} that it is changed.",
  recorded: "{name} of the shop recorded {when} that you said so.",
  deny: "It is not changed",
  denied: "Noted: it is not changed.",
});
