/** What a technician types is compared with what was opened: found in disguise, ordinary notes pass. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mock, test } from "node:test";
import fc from "fast-check";
import { FRONTEND } from "../build/places.ts";
import { Memory, partsOf, windowsOf } from "../src/lib/memory.ts";
import { LIFE, Recall, type Reply } from "../src/lib/recall.ts";

const LOGIN = { user: "carla@example.org", password: "Bluewhale77!", note: "PIN 471108, ask Ida" };
const PLAIN = "Fan is loud. Replaced the fan, cleaned the heat sink, ran the test for an hour.";

const password = fc
  .string({ minLength: 8, maxLength: 20, unit: fc.constantFrom(..."bcdfghjkmnpqrtvwxz2689#") })
  .filter((text) => new Set(text).size > 6 && /[0-9]/.test(text) && /[a-z]/.test(text));

function holds(secret: string, text: string): boolean {
  const parts = partsOf({ user: "", password: secret, note: "" });
  return [...windowsOf(text)].some((part) => parts.has(part));
}

test("a login is found whole, reversed, spaced and in another case, anywhere in a text", () => {
  const disguises: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => Array.from(text).reverse().join(""),
    (text) => Array.from(text).join(" "),
    (text) => Array.from(text).join("-"),
    (text) => text.toUpperCase(),
    (text) => text.replace(/(.{3})/g, "$1\u200b"),
  ];
  fc.assert(
    fc.property(password, fc.constantFrom(...disguises), fc.nat(60), (secret, disguise, at) => {
      const text = `${PLAIN.slice(0, at)} ${disguise(secret)} ${PLAIN.slice(at)}`;
      assert.ok(holds(secret, text));
    }),
  );
});

test("a part of six is found however it is set, a part of four that mixes in one word", () => {
  fc.assert(
    fc.property(password, fc.nat(12), (secret, from) => {
      const start = Math.min(from, secret.length - 6);
      const part = secret.slice(start, start + 6);
      fc.pre(new Set(part).size > 2); // two letters over and over are no part of a login
      assert.ok(holds(secret, `x ${part} y`));
    }),
  );
  assert.ok(holds("Bluewhale77!", "it begins with ale7 or so"));
  assert.ok(holds("h4nt3rs-moon", "hunters? no, hanters"));
  assert.ok(holds("Bluewhale77!", "a blue whale"));
  assert.ok(!holds("Bluewhale77!", "the blue car, a white door"));
});

test("a short one is found as a word of its own, and not within a number", () => {
  for (const text of ["the 4711 works", "4 7 1 1", "4-7-1-1", "(4711)", "1174"]) {
    assert.ok(holds("4711", text), text);
  }
  for (const text of ["SN 84711230", "job 47110", PLAIN]) assert.ok(!holds("4711", text), text);
});

test("of the user name the whole, of a note what is telling", () => {
  const parts = (text: string) => [...windowsOf(text)].filter((each) => partsOf(LOGIN).has(each));
  assert.notDeepEqual(parts("unlock with 471108"), []);
  assert.deepEqual(parts("carla@example.org is her address, ask Ida"), []);
  const named = partsOf({ user: "helpdesk.ida", password: "", note: "" });
  assert.ok(named.has("word helpdesk.ida"));
  assert.ok(![...windowsOf("the helpdesk, ida")].some((each) => named.has(each)));
});

test("words of the trade are no part of a login", () => {
  assert.ok(!holds("passwords-are-dull", "asked for the password reset"));
  assert.ok(holds("passwords-are-dull", "passwords-are-dull"));
});

test("what is kept are hashes under a key of its own", async () => {
  const [one, other] = [await Memory.of(LOGIN), await Memory.of(LOGIN)];
  assert.ok(await one.holds("the bluewhale77! thing"));
  assert.ok(await other.holds("!77elahweulb"));
  assert.ok(!(await one.holds(PLAIN)));
  assert.ok(!JSON.stringify(one).toLowerCase().includes("whale"));
  const login = { user: "", password: "", note: "" };
  assert.ok(!(await (await Memory.of(login)).holds(PLAIN)));
});

test("in ordinary notes few are stopped by anybody's password", () => {
  const lines = ["fresh", "unseen", "handwritten", "handwritten_2"].flatMap((name) =>
    readFileSync(`${FRONTEND}../tests/screen/${name}.txt`, "utf8").split("\n"),
  );
  const marked = lines.flatMap((line) => [...line.matchAll(/\[\[([^\]|]+)\|(password|pin)\]\]/g)]);
  const secrets = [...new Set(marked.map(([, secret = ""]) => secret))];
  const notes = lines.filter((line) => line !== "" && !/^[[#]|\[\[/.test(line)).map(windowsOf);
  let stopped = 0;
  for (const secret of secrets) {
    const parts = [...partsOf({ user: "", password: secret, note: "" })];
    stopped += notes.filter((note) => parts.some((part) => note.has(part))).length;
  }
  assert.ok(secrets.length > 300 && notes.length > 600);
  const share = stopped / (secrets.length * notes.length);
  assert.ok(share < 0.0008, `${(share * 100).toFixed(3)} % of the notes are stopped`);
});

test("the worker tells every page, compares, and forgets in time or when it is told", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const recall = new Recall();
  const heard: Reply[] = [];
  const page = { postMessage: (reply: Reply) => void heard.push(reply) };
  const held = async (text: string): Promise<unknown> => {
    await recall.take(page, { act: "compare", id: 7, texts: [text, PLAIN] });
    return heard.at(-1);
  };
  recall.join(page);
  assert.deepEqual(heard.at(-1), { act: "remembers", some: false });
  await recall.take(page, { act: "remember", login: LOGIN, life: 10 * LIFE });
  assert.deepEqual(heard.at(-1), { act: "remembers", some: true });
  assert.deepEqual(await held("bluewhale77!"), { act: "compared", id: 7, held: [true, false] });
  mock.timers.tick(LIFE - 1);
  assert.deepEqual(await held("bluewhale77!"), { act: "compared", id: 7, held: [true, false] });
  mock.timers.tick(1);
  assert.deepEqual(heard.at(-1), { act: "remembers", some: false });
  assert.deepEqual(await held("bluewhale77!"), { act: "compared", id: 7, held: [false, false] });
  await recall.take(page, { act: "remember", login: LOGIN, life: LIFE });
  await recall.take(page, { act: "forget" });
  assert.deepEqual(await held("bluewhale77!"), { act: "compared", id: 7, held: [false, false] });
  mock.timers.reset();
});
