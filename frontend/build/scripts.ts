/** Scripts: each page one module without shared chunks, so that one hash covers all it runs. */

import { basename } from "node:path";
import * as esbuild from "esbuild";
import type { Output } from "./build.ts";
import { FRONTEND, files } from "./places.ts";

/** The scripts, and of each page's script the sources it was made of. */
export interface Scripts {
  readonly output: Output;
  readonly sources: ReadonlyMap<string, readonly string[]>;
}

const OPTIONS = {
  absWorkingDir: FRONTEND,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  outdir: "dist",
  target: "es2022",
  charset: "utf8",
  legalComments: "eof",
  logLevel: "warning",
} as const;

/** Return all scripts: pages as modules, workers as plain scripts. */
export async function scripts(): Promise<Scripts> {
  const output: Output = new Map();
  const sources = new Map<string, readonly string[]>();
  for (const [kind, format] of [
    ["pages", "esm"],
    ["workers", "iife"],
  ] as const) {
    const entryPoints = [...files(`${FRONTEND}src/${kind}`, "*.ts")];
    if (entryPoints.length === 0) continue;
    const result = await esbuild.build({ ...OPTIONS, entryPoints, format });
    for (const file of result.outputFiles) {
      if (output.has(basename(file.path))) throw new Error(`two scripts called ${file.path}`);
      output.set(basename(file.path), file.contents);
    }
    for (const [path, { inputs }] of Object.entries(result.metafile.outputs)) {
      sources.set(basename(path), Object.keys(inputs).sort());
    }
  }
  return { output, sources };
}

/** Return one bundle of *entry* (a path in this folder), all its exports kept, and what is in it. */
export async function bundleOf(
  entry: string,
): Promise<{ text: string; inputs: readonly string[] }> {
  const result = await esbuild.build({ ...OPTIONS, entryPoints: [entry], format: "esm" });
  const text = result.outputFiles[0]?.text ?? "";
  return { text, inputs: Object.keys(result.metafile.inputs) };
}
