import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { ApiError, csrfToken, get, OfflineError, post } from "../src/lib/api.ts";
import { MalformedError } from "../src/lib/errors.ts";
import { memoryStorage, Pins } from "../src/lib/pins.ts";
import { showCheckpoint } from "../src/lib/showing.ts";
import { ERROR_WORDS, explain, translator } from "../src/lib/words.ts";

let server: Server;
const seen: { path: string; headers: IncomingMessage["headers"]; body: string }[] = [];
const answers: { [path: string]: [number, string] } = {
  "/ok": [200, '{"fine":true}'],
  "/refused": [
    403,
    '{"code":"refused","message":"not assigned","hint":"ask the desk","clause":"B1"}',
  ],
  "/proxy": [502, "<h1>Bad gateway</h1>"],
  "/odd": [409, '{"code":7,"message":null}'],
  "/ledger/seen": [200, '{"continued":true}'],
  "/html": [200, "<p>hello</p>"],
};

before(async () => {
  server = createServer(async (request, response) => {
    const body = (await request.toArray()).join("");
    seen.push({ path: request.url ?? "", headers: request.headers, body });
    if (request.url === "/slow") return;
    if (request.url === "/away") {
      response.writeHead(302, { location: "/ok" }).end();
      return;
    }
    const [status, text] = answers[request.url ?? ""] ?? [404, "{}"];
    response.writeHead(status).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { fetch: original } = globalThis;
  // a browser resolves paths against its page; Node has none
  globalThis.fetch = (path, init) => {
    const { mode: _, ...rest } = init ?? {};
    return original(`${base}${String(path)}`, rest);
  };
  Object.defineProperty(globalThis, "document", {
    value: { cookie: "a=b; __Host-sealbench_csrf=tok=en" },
  });
});

after(() => {
  server.closeAllConnections();
  server.close();
});

test("a post carries JSON and the CSRF token, and returns the answer", async () => {
  assert.deepEqual(await post("/ok", { a: 1 }), { fine: true });
  const last = seen.at(-1);
  assert.equal(last?.headers["x-csrftoken"], "tok=en");
  assert.equal(last?.headers["content-type"], "application/json");
  assert.equal(last?.body, '{"a":1}');
  assert.deepEqual(await get("/ok"), { fine: true });
  assert.equal(seen.at(-1)?.headers["x-csrftoken"], undefined);
});

test("the newest signed checkpoint is shown, and a server that does not answer stops no page", async () => {
  const pins = new Pins(memoryStorage());
  const before = seen.length;
  await showCheckpoint(pins);
  pins.meet("A".repeat(43));
  const head = { origin: "a".repeat(24), size: 1, root: new Uint8Array(32) };
  pins.advanceCheckpoint(head, []);
  await showCheckpoint(pins);
  assert.equal(seen.length, before); // there is no signed one yet
  pins.advanceCheckpoint({ ...head, note: "signed" }, []);
  await showCheckpoint(pins);
  assert.deepEqual(
    seen.slice(before).map(({ path, body }) => [path, body]),
    [["/ledger/seen", '{"note":"signed"}']],
  );
  answers["/ledger/seen"] = [503, "{}"];
  await showCheckpoint(pins);
});

test("the token comes from either cookie, the stricter first", () => {
  assert.equal(csrfToken("sealbench_csrf=x"), "x");
  assert.equal(csrfToken("sealbench_csrf=x; __Host-sealbench_csrf=y"), "y");
  assert.equal(csrfToken("other_sealbench_csrf=x"), "");
  assert.equal(csrfToken(""), "");
});

test("a refusal arrives with its code, message, hint and details", async () => {
  await assert.rejects(post("/refused", { password: "hunter2" }), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual(
      [error.status, error.code, error.message, error.hint],
      [403, "refused", "not assigned", "ask the desk"],
    );
    assert.equal(error.details.clause, "B1");
    assert.match(explain(error), /^The rules do not allow this\. \(not assigned; ask the desk\)$/);
    return !JSON.stringify(error).includes("hunter2");
  });
});

test("answers that are no JSON are errors of ours", async () => {
  for (const path of ["/proxy", "/odd", "/missing"]) {
    await assert.rejects(get(path), (error) => error instanceof ApiError && error.code === "error");
  }
  await assert.rejects(get("/html"), MalformedError);
});

test("a redirect, a time-out, a silent server and a caller who gives up: not answered", async () => {
  await assert.rejects(get("/away"), OfflineError);
  await assert.rejects(get("/slow", { timeout: 50 }), OfflineError);
  await assert.rejects(get("/slow", { signal: AbortSignal.timeout(20) }), OfflineError);
  await assert.rejects(get("/ok", { signal: AbortSignal.abort() }), OfflineError);
});

test("only paths of this site are asked", async () => {
  for (const path of ["https://evil.example/", "//evil.example", "ok", "", "/a b", "/a\nb"]) {
    await assert.rejects(get(path), MalformedError, path);
  }
});

test("words are filled in, translated where they are, and English elsewhere", () => {
  const english = { sealed: "{count} sealed for {name}", done: "Done" };
  const german = { de: { sealed: "{count} versiegelt f\u00fcr {name}" } };
  const values = { count: 2, name: "{count}" };
  assert.equal(
    translator(english, german, ["de-AT", "en"])("sealed", values),
    "2 versiegelt f\u00fcr {count}",
  );
  assert.equal(translator(english, german, ["de"])("done"), "Done");
  assert.equal(
    translator(english, german, ["en-GB", "de"])("sealed", values),
    "2 sealed for {count}",
  );
  assert.equal(translator(english, {}, ["en"])("sealed"), "{count} sealed for {name}");
  assert.equal(explain(new TypeError("x")), ERROR_WORDS.error);
  assert.match(explain(new ApiError(400, { code: "strange" })), /^Something went wrong/);
});
