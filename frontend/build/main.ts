/** Build everything that browsers load: `npm run build [-- FOLDER]`. */

import { argv, stdout } from "node:process";
import { build } from "./build.ts";
import { OUTPUT } from "./places.ts";

const manifest = await build(argv[2] ?? OUTPUT);
for (const [name, { size, gzip }] of Object.entries(manifest)) {
  stdout.write(`${name.padEnd(24)} ${String(size).padStart(8)} ${String(gzip).padStart(8)} gz\n`);
}
