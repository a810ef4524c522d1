/** The vectors of C2SP/CCTV against the age library as we ship it, with its dependencies merged. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import * as age from "age-encryption";
import * as cctv from "cctv-age";

interface Vector {
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Uint8Array;
}

const MOST_WORK = 18; // the vectors of a higher work factor would only test our patience

function parse(data: Uint8Array): Vector {
  const raw = Buffer.from(data);
  const end = raw.indexOf("\n\n");
  const headers = new Map<string, string[]>();
  for (const line of raw.subarray(0, end).toString().split("\n")) {
    const [key = "", value = ""] = line.split(/: (.*)/);
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  const body = raw.subarray(end + 2);
  return { headers, body: headers.has("compressed") ? inflateSync(body) : body };
}

async function decrypt({ headers, body }: Vector): Promise<Uint8Array> {
  const decrypter = new age.Decrypter();
  for (const identity of headers.get("identity") ?? []) decrypter.addIdentity(identity);
  for (const passphrase of headers.get("passphrase") ?? []) decrypter.addPassphrase(passphrase);
  const file = headers.has("armored") ? age.armor.decode(Buffer.from(body).toString()) : body;
  return decrypter.decrypt(file);
}

function workFactor(body: Uint8Array): number {
  const found = /^-> scrypt \S+ (\d+)$/m.exec(Buffer.from(body).toString("latin1"));
  return Number(found?.[1] ?? 0);
}

const vectors = Object.entries(cctv as { [name: string]: Uint8Array });

test("there are as many vectors as published", () => {
  assert.ok(vectors.length >= 143, String(vectors.length));
});

for (const [name, data] of vectors) {
  const vector = parse(data);
  const expect = vector.headers.get("expect")?.[0];
  const slow = expect === "success" && workFactor(vector.body) > MOST_WORK;
  test(`age vector ${name}: ${expect}`, { skip: slow }, async () => {
    if (expect !== "success") return assert.rejects(decrypt(vector));
    const plaintext = await decrypt(vector);
    const hash = createHash("sha256").update(plaintext).digest("hex");
    assert.equal(hash, vector.headers.get("payload")?.[0]);
  });
}
