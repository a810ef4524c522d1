import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "../build/build.ts";
import { integrity } from "../build/manifest.ts";
import { laidOut, sourcePages, withIntegrity } from "../build/pages.ts";
import { bundleOf } from "../build/scripts.ts";

const KIB = 1024;
const folder = mkdtempSync(`${tmpdir()}/sealbench-built-`);
after(() => rmSync(folder, { recursive: true }));

test("two builds are equal, byte by byte", async () => {
  const [one, two] = [`${folder}/one`, `${folder}/two`];
  assert.deepEqual(await build(one), await build(two));
  const names = readdirSync(one).sort();
  assert.deepEqual(names, readdirSync(two).sort());
  for (const name of names) {
    assert.deepEqual(readFileSync(`${one}/${name}`), readFileSync(`${two}/${name}`), name);
  }
});

test("the manifest states the hash and size of everything built", async () => {
  const manifest = await build(`${folder}/three`);
  const names = readdirSync(`${folder}/three`).filter((name) => !/^manifest|\.(gz|br)$/.test(name));
  assert.deepEqual(Object.keys(manifest), names.sort());
  for (const name of names) {
    const content = readFileSync(`${folder}/three/${name}`);
    assert.equal(manifest[name]?.sha384, integrity(content));
    assert.equal(manifest[name]?.size, content.length);
  }
});

test("what is built needs nothing that the pages' policy forbids", async () => {
  await build(`${folder}/four`);
  for (const name of readdirSync(`${folder}/four`).filter((each) =>
    /^(?!htmx).*\.js$/.test(each),
  )) {
    const text = readFileSync(`${folder}/four/${name}`, "utf8");
    assert.ok(!/\beval\(|new Function\(|innerHTML|WebAssembly|import\(/.test(text), name);
  }
  for (const name of ["shop.css", "client.css"]) {
    const css = readFileSync(`${folder}/four/${name}`, "utf8");
    assert.ok(!/@import|https?:\/\/(?!www\.w3\.org)/.test(css), name);
  }
});

test("the client's scripts stay small, with each library once", async () => {
  const [core, page] = [
    await bundleOf("tests/support/sealing.ts"),
    await bundleOf("tests/support/sample.ts"),
  ];
  const [small, large] = [core, page].map(({ text }) => gzipSync(text, { level: 9 }).length);
  assert.ok((small ?? 0) < 60 * KIB, `${small} bytes`);
  assert.ok((large ?? 0) < 70 * KIB, `${large} bytes`);
  assert.deepEqual(
    page.inputs.filter((path) => /node_modules\/.*node_modules/.test(path)),
    [],
  );
  const lists = page.inputs.filter((path) => path.includes("bip39"));
  assert.deepEqual(lists, ["node_modules/@scure/bip39/wordlists/english.js"]);
});

test("static pages stand in one layout, each with the script of its name", () => {
  const page = laidOut("sign_in", "<title>{name}</title>\n<body>\n<p>{head}</p>\n</body>\n");
  assert.match(page, /^<!doctype html>[\s\S]*<head>[\s\S]*<title>\{name\}<\/title>[\s\S]*<\/head>/);
  assert.match(page, /<script type="module" src="\/static\/built\/sign_in\.js"><\/script>/);
  assert.match(page, /<\/head>\n<body>\n<p>\{head\}<\/p>\n<\/body>\n<\/html>\n$/);
  assert.throws(() => laidOut("sign_in", "<title>Sign in</title>\n<p>no body</p>\n"), /no head/);
});

test("a part that pages share stands on each of them, and no other part is named", () => {
  const asked = '<form id="unwrap"';
  const sharing = sourcePages().filter(([, html]) => html.includes(asked));
  assert.ok(sharing.length > 1);
  for (const [name, html] of sourcePages()) assert.doesNotMatch(html, /^\{\w+\}$/m, name);
  const page = laidOut("sign_in", "<title>Sign in</title>\n<body>\n{unwrap}\n<p>{unwrap}</p>");
  assert.equal(page.split(asked).length, 2);
  assert.throws(() => laidOut("sign_in", "<title>x</title>\n<body>\n{nothing}"), /no part nothing/);
});

test("static pages get the hash of all they load", () => {
  const built = new Map([
    ["a.js", "1"],
    ["a.css", "2"],
  ]);
  const html =
    '<link rel="stylesheet" href="/static/built/a.css" />\n<script type="module" src="/static/built/a.js"></script>';
  const found = withIntegrity(`<link rel="icon" href="data:,">${html}`, built);
  assert.match(found, new RegExp(`a\\.css" integrity="${integrity("2").replaceAll("+", "\\+")}">`));
  assert.match(
    found,
    new RegExp(`a\\.js" integrity="${integrity("1").replaceAll("+", "\\+")}"></script>`),
  );
  assert.match(found, /^<link rel="icon" href="data:,">/);
});

test("static pages with inline code, or with what was not built, are refused", () => {
  const built = new Map([["a.js", "1"]]);
  const bad = [
    "<script>1</script>",
    '<script src="/static/built/b.js"></script>',
    '<script src="https://cdn.example/a.js"></script>',
    '<script src="a.js"></script>',
    '<p style="color:red">',
    "<p onclick='x()'>",
    "<style>p{}</style>",
    '<base href="/">',
    '<link rel="stylesheet" href="/static/built/b.css">',
  ];
  for (const each of bad) assert.throws(() => withIntegrity(each, built), Error, each);
});
