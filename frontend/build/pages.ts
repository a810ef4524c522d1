/** Static pages: copied, with the hash of each script and style sheet filled in (SRI). */

import { basename } from "node:path";
import type { Output } from "./build.ts";
import { integrity } from "./manifest.ts";
import { FRONTEND, files, PREFIX, textOf } from "./places.ts";

const LOADS = /<(script|link)\b[^>]*>/g;
const ADDRESS = /\b(?:src|href)="([^"]*)"/;
const STYLESHEET = /\brel="(stylesheet|modulepreload|preload)"/;

/** Return the static pages, given all that they may load. */
export function staticPages(built: Output): ReadonlyMap<string, string> {
  const paths = files(`${FRONTEND}src/pages`, "*.html");
  return new Map(paths.map((path) => [basename(path), withIntegrity(textOf(path), built)]));
}

/** Return *html* with the hashes of all it loads; refuse inline code and what was not built. */
export function withIntegrity(html: string, built: Output): string {
  if (/<style\b|\sstyle=|\son[a-z]+=|<base\b/i.test(html))
    throw new Error("inline style, handler or base");
  return html.replace(LOADS, (tag, kind: string) => {
    if (kind === "link" && !STYLESHEET.test(tag)) return tag;
    const address = ADDRESS.exec(tag)?.[1] ?? "";
    const content = built.get(address.replace(PREFIX, ""));
    if (!address.startsWith(PREFIX) || content === undefined) throw new Error(`not built: ${tag}`);
    return tag.replace(/\s*\/?>$/, ` integrity="${integrity(content)}">`);
  });
}
