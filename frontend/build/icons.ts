/** One SVG with the icons that pages use: those named in sources, and those of `icons.json`. */

import { FRONTEND, files, shopSources, textOf } from "./places.ts";

const USES = [
  /icons\.svg#([a-z0-9-]+)/g,
  /\bicon[ (=]["']([a-z0-9-]+)["']/g,
  /\bPlace\("\w+", _\("[^"]*"\), "([a-z0-9-]+)"/g, // the navigation
];

/** Return the sprite; raise where Tabler has no icon of a name. */
export function iconSprite(): string {
  const sources = [
    ...shopSources(),
    ...files(`${FRONTEND}src`, "**/*.ts", "**/*.html").map(textOf),
  ];
  const listed: string[] = JSON.parse(textOf(`${FRONTEND}icons.json`));
  const named = sources.flatMap((source) =>
    USES.flatMap((use) => [...source.matchAll(use)].map(([, name]) => name as string)),
  );
  const names = [...new Set([...listed, ...named])].sort();
  return `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join("")}</svg>\n`;
}

function symbol(name: string): string {
  const svg = textOf(`${FRONTEND}node_modules/@tabler/icons/icons/outline/${name}.svg`);
  const [, inner] = /<svg[^>]*>(.*)<\/svg>/s.exec(svg) ?? [];
  if (inner === undefined) throw new Error(`no drawing in icon ${name}`);
  const drawing = inner.replace(/\s*\n\s*/g, "");
  const style =
    'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${style}>${drawing}</symbol>`;
}
