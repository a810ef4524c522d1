/** Print how large the client's scripts are: `npm run sizes`. */

import { stdout } from "node:process";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { bundleOf } from "./scripts.ts";

const PARTS = {
  "all of a client's page": "tests/support/sample.ts",
  "the core of it": "tests/support/sealing.ts",
  "sealing alone": "src/lib/seal.ts",
  "opening alone": "src/lib/open.ts",
  "directory alone": "src/lib/directory.ts",
  "ledger alone": "src/lib/proof.ts",
};

for (const [name, entry] of Object.entries(PARTS)) {
  const { text } = await bundleOf(entry);
  const sizes = [text.length, gzipSync(text, { level: 9 }).length, brotliCompressSync(text).length];
  stdout.write(`${name.padEnd(24)} min ${sizes[0]}  gzip ${sizes[1]}  brotli ${sizes[2]}\n`);
}
