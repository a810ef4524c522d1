/**
 * Run biome from the package of its binary.
 *
 * The package `@biomejs/biome` names the binaries of all platforms, and some registries lack some of
 * them: then no lock file is complete, and `npm ci` refuses it.
 */

import { spawnSync } from "node:child_process";
import { arch, argv, exit, platform, stderr } from "node:process";
import { FRONTEND } from "./places.ts";

const binary = `${FRONTEND}node_modules/@biomejs/cli-${platform}-${arch}/biome`;
const { status, error } = spawnSync(binary, argv.slice(2), { cwd: FRONTEND, stdio: "inherit" });
if (error) stderr.write(`biome does not run here: ${error.message}\n`);
exit(status ?? 1);
