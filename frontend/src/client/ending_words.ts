/** What the client reads about ending the service, in a table that can be translated. */

import { translator } from "../lib/words.ts";

export const ending = translator({
  stop: "End the service",
  stopText:
    "The first of three acts. At once: every job ends, every sealed login is destroyed, and nobody of the shop sees your jobs any more. Your link stays, so that you can fetch everything. It cannot be taken back.",
  stopYes: "I want the shop to stop",
  stopNow: "Stop the service now",
  stopped: "Stopped. Nobody of the shop sees your jobs any more.",
  stopJob: "End this job for good",
  stopJobText:
    "The first of three acts. At once: this job ends, what you sealed for it is destroyed, and nobody of the shop sees it any more. Your other jobs go on. Its link stays, so that you can fetch everything of it. It cannot be taken back.",
  stopJobYes: "I want this job to end for good",
  stopJobNow: "End this job now",
  jobStopped: "Ended. Nobody of the shop sees this job any more.",
  jobStepStopDone: "Since {when} nobody of the shop sees this job. Your other jobs go on.",
  jobReturnText:
    "Everything of this job that the shop can read: what was wrong, the device, files, messages, every event with its proof. It comes sealed to your key, and opens in this browser.",
  jobConfirmText:
    "The shop then destroys the key of this job's record, and with it everything under it, also in every backup. It happens at once and cannot be undone. Look into what you saved before.",
  endedJobs: "Jobs that ended at your wish, their records destroyed:",
  endedJob: "Job {number}: {when}",
  tickFirst: "Tick the box first.",
  stepStop: "Stopped",
  stepStopDone: "Since {when} nobody of the shop sees your jobs.",
  stepReturn: "Everything returned to you",
  returned: "You got everything {when}.",
  returnText:
    "Everything that the shop can read: your particulars, jobs, messages, every event with its proof. It comes sealed to your key, and opens in this browser.",
  settles:
    "Your key may fetch everything from {when} on: it must be three days old, so that nobody gets it who claimed your link today.",
  never: "The key of this visit cannot fetch it.",
  inPerson:
    "Or come to the desk with an identity card or a passport: it is compared, never copied, and you get everything on a medium of yours. Nothing is ever sent by mail or letter.",
  fetchAll: "Fetch everything",
  fetching: "Fetching. This can take a while …",
  fetched: "It is here and opened (fingerprint {hash}). Save it now.",
  fetchedShort: "Everything has come. Save it now.",
  saveOpened: "Save it, opened",
  saveSealed: "Save it sealed to my key",
  stepDestroy: "Everything destroyed",
  confirm: "I have everything: destroy it",
  confirmText:
    "The shop then destroys your key, and with it everything under it, also in every backup. It happens at once and cannot be undone. Look into what you saved before.",
  confirmYes: "I have saved it and can read it",
  confirmNow: "Destroy everything now",
  destroying: "Destroying …",
  confirmedOnly: "Noted. The shop still has to clear a matter of its own; it is destroyed then.",
  isConfirmed: "You have confirmed. It is destroyed as soon as the rules allow.",
  announce: "Destroy it without confirming",
  announceText:
    "For who needs nothing back. Every way to reach you is told, old ones too; 14 days later it is destroyed, unless somebody with a link of yours objects.",
  announceYes: "I want it destroyed in 14 days",
  announced: "Announced. You can hold it here until then.",
  runs: "It is destroyed from {when} on, unless somebody objects.",
  runsLater: "It is destroyed 14 days after every way to reach you was told.",
  hold: "Hold it: do not destroy",
  held: "Held. Nothing is destroyed until it is announced again.",
  isHeld: "Held: somebody objected. Nothing is destroyed until it is announced again.",
  elsewhere: "What lies elsewhere, or must be kept by law:",
  keptByLaw: "{what}: {with}, until {until}",
  copyThere: "{what}, with {with}: to be destroyed by {until}",
  copyGone: "{what}, with {with}: destroyed",
  gone: "Everything is destroyed",
  goneText: "What this shop kept of you was destroyed {when}. Only the certificate is left.",
  goneCase: "Case {case}",
  certificate: "The certificate (PDF)",
  goneHint:
    "Keep it. Your own record, if you took it home, still proves what happened; the shop cannot read it any more.",
  goneLink: "Open your link once more: it shows the certificate.",
});
