/** Where the build reads and writes. */

import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const FRONTEND: string = fileURLToPath(new URL("..", import.meta.url));
export const SHOP: string = fileURLToPath(new URL("../../src/sealbench/shop", import.meta.url));
export const OUTPUT = `${SHOP}/pages/static/built`;
/** The URL prefix under which the server serves the output. */
export const PREFIX = "/static/built/";

/** Return the paths below *folder* that match *patterns*, absolute and sorted. */
export function files(folder: string, ...patterns: readonly string[]): readonly string[] {
  const names = globSync([...patterns], { cwd: folder });
  return names.map((name) => `${folder.replace(/\/$/, "")}/${name}`).sort();
}

/** Return the text of the file at *path*. */
export function textOf(path: string): string {
  return readFileSync(path, "utf8");
}

/** Return everything of the shop that may name a class or an icon. */
export function shopSources(): readonly string[] {
  return files(SHOP, "pages/**/*.html", "pages/**/*.py").map(textOf);
}
