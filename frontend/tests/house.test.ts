/** The rules of the house that no linter knows. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { FRONTEND, files } from "../build/places.ts";

const sources = files(`${FRONTEND}src`, "**/*.ts").map(
  (path) => [path, readFileSync(path, "utf8")] as const,
);

const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\btoJSON\s*\(/, "a credential's toJSON() holds the PRF result"],
  [/clientExtensionResults/, "the PRF result is not sent"],
  [/\b(innerHTML|outerHTML|insertAdjacentHTML)\b|document\.write|DOMParser/, "Trusted Types"],
  [/\beval\s*\(|new Function\b/, "strict CSP"],
  [/\bMath\.random\b/, "crypto.getRandomValues"],
  [/\bconsole\./, "a console shows what a page keeps to itself"],
  [/\b(sessionStorage|document\.cookie\s*=)/, "secrets stay in memory"],
  [/\bTODO\b|\bFIXME\b|\bXXX\b/, "nothing unfinished"],
];

test("no source holds what the house forbids", () => {
  assert.ok(sources.length > 20);
  for (const [path, text] of sources) {
    for (const [pattern, reason] of FORBIDDEN) assert.ok(!pattern.test(text), `${path}: ${reason}`);
  }
});

test("the rules find what they forbid", () => {
  const bad = [
    "cred.toJSON()",
    "x.innerHTML = y",
    "eval(x)",
    "Math.random()",
    "console.log(x)",
    "sessionStorage.x",
  ];
  for (const each of bad)
    assert.ok(
      FORBIDDEN.some(([pattern]) => pattern.test(each)),
      each,
    );
});

test("only the pins use localStorage", () => {
  const users = sources
    .filter(([, text]) => /\blocalStorage\b/.test(text))
    .map(([path]) => path.split("/").at(-1));
  assert.deepEqual(users, ["pins.ts"]);
});

test("only the wrapped keys of a client lie in indexedDB", () => {
  const users = sources
    .filter(([, text]) => /\bindexedDB\b/.test(text))
    .map(([path]) => path.split("/").at(-1));
  assert.deepEqual(users, ["kept.ts"]);
});

test("no file is longer than the house allows", () => {
  for (const [path, text] of sources) {
    const lines = text.split("\n").length;
    assert.ok(lines <= (path.includes("/pages/") ? 200 : 250), `${path}: ${lines} lines`);
  }
});

test("no library imports a page, and the lock file names no registry", () => {
  for (const [path, text] of sources) {
    if (path.includes("/lib/")) assert.ok(!/from "\.\.\/(pages|workers)/.test(text), path);
  }
  assert.ok(
    !/"resolved"|https?:\/\/registry/.test(readFileSync(`${FRONTEND}package-lock.json`, "utf8")),
  );
});
