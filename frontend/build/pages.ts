/**
 * Static pages: one layout around all, with the hash of each script and style sheet (SRI).
 *
 * A page's file holds what its head has of its own, then its body; it runs the script of its name.
 * A line that is only `{name}` stands for the part of this name, which several pages share.
 */

import { basename } from "node:path";
import type { Output } from "./build.ts";
import { integrity } from "./manifest.ts";
import { FRONTEND, files, PREFIX, textOf } from "./places.ts";

const LAYOUT = textOf(`${FRONTEND}src/layout.html`);
const PARTS: ReadonlyMap<string, string> = new Map(
  files(`${FRONTEND}src/parts`, "*.html").map((path) => [
    basename(path, ".html"),
    textOf(path).trimEnd(),
  ]),
);
const LOADS = /<(script|link)\b[^>]*>/g;
const ADDRESS = /\b(?:src|href)="([^"]*)"/;
const STYLESHEET = /\brel="(stylesheet|modulepreload|preload)"/;

/** Return the static pages, given all that they may load. */
export function staticPages(built: Output): ReadonlyMap<string, string> {
  return new Map(sourcePages().map(([name, html]) => [name, withIntegrity(html, built)]));
}

/** Return the pages of the sources in their layout, by name; hashes are missing yet. */
export function sourcePages(): readonly (readonly [string, string])[] {
  return files(`${FRONTEND}src/pages`, "*.html").map((path) => {
    const name = basename(path);
    return [name, laidOut(name.replace(/\.html$/, ""), textOf(path))];
  });
}

/** Return the page *name* of *source*, which is the rest of its head and its body. */
export function laidOut(name: string, source: string): string {
  const [head, body] = source.trim().split(/\n(?=<body>)/);
  if (head === undefined || body === undefined) throw new Error(`no head and body in ${name}`);
  const parts: { readonly [part: string]: string } = { name, head, body: withParts(name, body) };
  return LAYOUT.replace(/\{(\w+)\}/g, (whole, part: string) => parts[part] ?? whole);
}

function withParts(name: string, body: string): string {
  return body.replace(/^\{(\w+)\}$/gm, (_, part: string) => {
    const found = PARTS.get(part);
    if (found === undefined) throw new Error(`no part ${part} for ${name}`);
    return found;
  });
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
