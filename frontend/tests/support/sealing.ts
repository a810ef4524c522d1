/** The core of a client's page: sealing, directory, ledger, statements. */

export { personFingerprint, technicians, verifyChain } from "../../src/lib/directory.ts";
export { doubts } from "../../src/lib/doubts.ts";
export { verifyLeafId, verifyOpening } from "../../src/lib/leaf.ts";
export { Pins } from "../../src/lib/pins.ts";
export { verifyProof } from "../../src/lib/proof.ts";
export { sealLogin, warmUp } from "../../src/lib/seal.ts";
export { compose, sign, verifySigned } from "../../src/lib/statement.ts";
