/** The build: scripts, styles, icons, static pages, and the manifest of them all. */

import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { iconSprite } from "./icons.ts";
import { type Manifest, manifestOf } from "./manifest.ts";
import { staticPages } from "./pages.ts";
import { scripts } from "./scripts.ts";
import { styles } from "./styles.ts";

const COMPRESSED = /\.(js|css|svg)$/;

/** What is built: name to content. */
export type Output = Map<string, Uint8Array | string>;

/** Build into *folder*, which is replaced as a whole; return the manifest. */
export async function build(folder: string): Promise<Manifest> {
  const { output, sources } = await scripts();
  output.set("icons.svg", iconSprite());
  for (const [name, css] of await styles(sources)) output.set(name, css);
  for (const [name, html] of staticPages(output)) output.set(name, html);
  const manifest = manifestOf(output);
  output.set("manifest.json", `${JSON.stringify(manifest, null, 1)}\n`);
  write(folder, output);
  return manifest;
}

/** Write what the server sends to browsers that take it: the same bytes, smaller. */
function compress(path: string, content: Uint8Array): void {
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(content));
}

function write(folder: string, output: Output): void {
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  for (const [name, content] of output) {
    writeFileSync(`${fresh}/${name}`, content);
    if (COMPRESSED.test(name)) compress(`${fresh}/${name}`, Buffer.from(content));
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}
