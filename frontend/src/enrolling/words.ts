/** What the pages of set-up and joining say. */

import { translator } from "../lib/words.ts";

export const t = translator({
  setup: "Set up {shop}",
  join: "Join {shop}",
  welcomeFirst: "You are the first manager. This makes the keys that the shop’s trust hangs on.",
  welcomeNew: "You are invited as: {roles}.",
  welcomeAgain: "Welcome back. You get new keys; the old ones end now.",
  making: "Making your keys. This takes a few seconds …",
  passkey: "Confirm with this device: fingerprint, face or PIN.",
  sending: "Sending the public halves …",
  place: "Word number {place}",
  wrong: "Something is not right. Look at your paper.",
  founded: "The shop is founded and you are its first manager.",
  pending:
    "You are pending. Read this fingerprint to a manager, who then signs you into the directory.",
  deviceOnly:
    "This device holds your passkey but not your keys: you also need your passphrase here.",
  noLinkTitle: "Open your link",
  noLink: "Open the whole link that you were given, to the last letter.",
});
