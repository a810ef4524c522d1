/** Compute scrypt away from the page, once per worker: its memory goes when it ends. */

import { type ScryptReply, type ScryptRequest, stretch } from "../lib/scrypt.ts";

function answer({ passphrase, salt }: ScryptRequest): ScryptReply {
  try {
    return { out: stretch(passphrase, salt) };
  } catch {
    return {}; // too little memory, mostly; the page says so
  }
}

self.addEventListener("message", (event: MessageEvent<ScryptRequest>) => {
  const reply = answer(event.data);
  postMessage(reply);
});
