/** The vectors that both languages read. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = new URL("../../../vectors/", import.meta.url);

/** Return the path of the vector file *name*, or undefined where there is none. */
export function vectorFile(name: string): string | undefined {
  const path = fileURLToPath(new URL(name, FOLDER));
  return existsSync(path) ? path : undefined;
}

/** Return what the vector file *name* holds; fail where there is none. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(fileURLToPath(new URL(name, FOLDER)), "utf8")) as T;
}
