/** What was built: hash, size and compressed size of each file. */

import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/** The manifest, by file name: *sha384* is in the form of the integrity attribute. */
export type Manifest = {
  [name: string]: { readonly sha384: string; readonly size: number; readonly gzip: number };
};

/** Return the value of the integrity attribute for *content*. */
export function integrity(content: Uint8Array | string): string {
  return `sha384-${createHash("sha384").update(content).digest("base64")}`;
}

/** Return the manifest of *output*, sorted by name. */
export function manifestOf(output: ReadonlyMap<string, Uint8Array | string>): Manifest {
  const entries = [...output].map(([name, content]) => {
    const bytes = Buffer.from(content);
    const gzip = gzipSync(bytes, { level: 9 }).length;
    return [name, { sha384: integrity(bytes), size: bytes.length, gzip }] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
