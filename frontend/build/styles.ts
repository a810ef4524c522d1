/** Styles: Tabler without what no page uses, then ours. */

import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";
import { sourcePages } from "./pages.ts";
import { FRONTEND, files, PREFIX, shopSources, textOf } from "./places.ts";

type Sources = ReadonlyMap<string, readonly string[]>;

/** What forms get when they refuse: no source names these. */
const SAFE = [/^is-(in)?valid$/, /^(in)?valid-feedback$/];

/** What of ours each sheet holds, in this order. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  shop: ["tokens", "shop", "jobs"],
  client: ["tokens", "client"],
};

/** Return the two style sheets: `shop.css` for staff, `client.css` for clients, which is small. */
export async function styles(sources: Sources): Promise<ReadonlyMap<string, string>> {
  const everything = files(`${FRONTEND}src`, "**/*.ts", "**/*.html").map(textOf);
  return new Map([
    ["shop.css", await sheet("shop", [...shopSources(), ...everything])],
    ["client.css", await sheet("client", clientSources(sources))],
  ]);
}

/** Return the static pages that link `client.css`, and the sources of the scripts they run. */
function clientSources(sources: Sources): readonly string[] {
  const pages = sourcePages().map(([, html]) => html);
  const ours = pages.filter((html) => html.includes(`${PREFIX}client.css`));
  const names = ours.flatMap((html) =>
    [...sources.keys()].filter((name) => html.includes(`${PREFIX}${name}`)),
  );
  const inputs = new Set(names.flatMap((name) => sources.get(name) ?? []));
  const own = [...inputs].filter((path) => path.startsWith("src/")).sort();
  return [...ours, ...own.map((path) => textOf(`${FRONTEND}${path}`))];
}

async function sheet(name: string, content: readonly string[]): Promise<string> {
  const tabler = textOf(`${FRONTEND}node_modules/@tabler/core/dist/css/tabler.min.css`);
  const [purged] = await new PurgeCSS().purge({
    content: content.map((raw) => ({ raw, extension: "html" })),
    css: [{ raw: tabler, name: "tabler.css" }],
    safelist: { standard: SAFE },
    keyframes: true,
    fontFace: true,
    variables: true,
  });
  const own = (PARTS[name] ?? []).map((part) => textOf(`${FRONTEND}src/styles/${part}.css`));
  const options = { loader: "css", minify: true, target: "es2022", legalComments: "none" } as const;
  const css = `${purged?.css.replace(/\/\*# sourceMappingURL.*?\*\//, "") ?? ""}\n${own.join("\n")}`;
  return (await esbuild.transform(css, options)).code;
}
