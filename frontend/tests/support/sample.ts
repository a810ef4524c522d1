/** What a client's page imports: the measure of the bundle's size. */

export { post } from "../../src/lib/api.ts";
export { personFingerprint, technicians, verifyChain } from "../../src/lib/directory.ts";
export { el, fill, icon, onSubmit, timeOf } from "../../src/lib/dom.ts";
export { doubts } from "../../src/lib/doubts.ts";
export {
  makeClientIdentity,
  openClient,
  wrapByPasskey,
  wrapByPassphrase,
} from "../../src/lib/identity.ts";
export { verifyLeafId, verifyOpening } from "../../src/lib/leaf.ts";
export { askPasskey, createPasskey } from "../../src/lib/passkey.ts";
export { deriveKeys, generatePassphrase } from "../../src/lib/passphrase.ts";
export { browserPins } from "../../src/lib/pins.ts";
export { verifyProof } from "../../src/lib/proof.ts";
export { sealLogin, warmUp } from "../../src/lib/seal.ts";
export { compose, sign } from "../../src/lib/statement.ts";
export { explain, translator } from "../../src/lib/words.ts";
