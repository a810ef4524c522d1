import assert from "node:assert/strict";
import { test } from "node:test";
import { Decrypter } from "age-encryption";
import { owned } from "../src/lib/bytes.ts";
import { fingerprint, fromBytes, unb64u } from "../src/lib/canon.ts";
import { unpad } from "../src/lib/padding.ts";
import { composeRecovery, grouped, isOnPaper, makeRecovery } from "../src/lib/recovery.ts";
import { sign, verifySigned } from "../src/lib/statement.ts";
import { HOME, key, NONCE, NOW, SITE, seed } from "./support/cast.ts";
import { vectors } from "./support/vectors.ts";

interface Files {
  readonly identity: string;
  readonly recipient: string;
  readonly fingerprint: string;
  readonly files: readonly {
    readonly name: string;
    readonly file: string;
    readonly opens: readonly { readonly epoch: number; readonly root: string }[];
  }[];
}

const { identity, recipient, fingerprint: printed, files } = vectors<Files>("escrow.json");
const SLOT = 4096;

/** Return what the age library finds in each slot of *file* that parses. */
async function opened(file: Uint8Array): Promise<readonly { epoch: unknown; root: unknown }[]> {
  const found = [];
  for (const slot of [file.subarray(0, SLOT), file.subarray(SLOT)]) {
    if (new TextDecoder().decode(slot.subarray(0, 8)) !== "SBESCRO1") continue;
    const length = new DataView(slot.buffer, slot.byteOffset).getUint32(40);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const padded = await decrypter.decrypt(slot.subarray(44, 44 + length)).catch(() => undefined);
    if (padded === undefined) continue;
    const { epoch, root } = fromBytes(unpad(owned(padded)));
    found.push({ epoch, root });
  }
  return found.sort((a, b) => Number(b.epoch) - Number(a.epoch));
}

for (const { name, file, opens } of files) {
  test(`age-encryption opens the file of a place: ${name}`, async () => {
    assert.deepEqual(await opened(unb64u(file)), opens);
  });
}

test("the fingerprint of a recovery key is the one that the server shows", () => {
  assert.equal(fingerprint({ recipient }), printed);
});

test("a recovery key stands on paper whole, and its end is asked back", async () => {
  const made = await makeRecovery();
  const groups = grouped(made);
  assert.equal(groups.join(""), made.identity);
  assert.ok(groups.slice(1).every((group) => group.length <= 4));
  const ending = made.identity.slice(-6);
  assert.ok(isOnPaper(made, ` ${ending.slice(0, 2).toLowerCase()} ${ending.slice(2)} `));
  assert.ok(!isOnPaper(made, ending.slice(1)));
  assert.ok(!isOnPaper(made, ""));
  assert.ok(!isOnPaper(made, made.identity.slice(-7)));
});

test("what is signed of a recovery key is its recipient alone", async () => {
  const made = await makeRecovery();
  const place = { home: HOME, nonce: NONCE };
  const statement = composeRecovery(made, place, "founding", SITE, NOW);
  const signed = sign(statement, [{ role: "statement", seed: seed(1) }]);
  verifySigned("recovery", signed, { statement: key(1) });
  assert.ok(!JSON.stringify(signed).includes(made.identity));
  assert.throws(() => verifySigned("recovery", signed, { statement: key(2) }));
});
