/** The published return package, opened by age-encryption alone and unpacked by what Node has. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inflateRawSync } from "node:zlib";
import { Decrypter } from "age-encryption";
import { vectorFile, vectors } from "./support/vectors.ts";

interface PackageVectors {
  file: string;
  identity: string;
  entries: { [path: string]: string };
}

const END = 0x06054b50;
const LONGEST_END = 22;

/** Return the SHA-256 of each entry of the zip *data*, found by its directory. */
function entries(data: Buffer): { [path: string]: string } {
  const end = data.length - LONGEST_END;
  assert.equal(data.readUInt32LE(end), END);
  const found: { [path: string]: string } = {};
  let at = data.readUInt32LE(end + 16);
  for (let left = data.readUInt16LE(end + 10); left > 0; left--) {
    const name = data.subarray(at + 46, at + 46 + data.readUInt16LE(at + 28)).toString();
    const start = data.readUInt32LE(at + 42);
    const body = start + 30 + data.readUInt16LE(start + 26) + data.readUInt16LE(start + 28);
    const packed = data.subarray(body, body + data.readUInt32LE(at + 20));
    found[name] = createHash("sha256").update(inflateRawSync(packed)).digest("hex");
    at += 46 + data.readUInt16LE(at + 28) + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
  return found;
}

test("a client opens a return package without a program of ours", async () => {
  const { file, identity, entries: published } = vectors<PackageVectors>("package.json");
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const plain = await decrypter.decrypt(readFileSync(vectorFile(file) ?? ""));
  assert.deepEqual(entries(Buffer.from(plain)), published);
});
