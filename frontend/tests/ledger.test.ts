import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, fromBase64, fromUtf8, toBase64, utf8 } from "../src/lib/bytes.ts";
import { b64u, hash, parse, toBytes } from "../src/lib/canon.ts";
import { type Checkpoint, verifyCheckpoint } from "../src/lib/checkpoint.ts";
import { publicKey, signBytes } from "../src/lib/ed25519.ts";
import { ForkError, MalformedError, SealbenchError, VerificationError } from "../src/lib/errors.ts";
import { logKey, verifyEvidence } from "../src/lib/evidence.ts";
import { leafBytes, leafId, parseLeaf, verifyLeafId, verifyOpening } from "../src/lib/leaf.ts";
import { parseLink, tokenHash } from "../src/lib/link.ts";
import { leafHash, nodeHash } from "../src/lib/merkle.ts";
import { keyId, type NoteKey, openNote } from "../src/lib/note.ts";
import { browserPins, memoryStorage, Pins } from "../src/lib/pins.ts";
import { verifyProof } from "../src/lib/proof.ts";
import { NONCE, ORIGIN, OWN, seed } from "./support/cast.ts";
import { vectors } from "./support/vectors.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
const log: NoteKey = { name: ORIGIN, key: publicKey(seed(1)) };

interface LeafVector {
  name: string;
  expect: string;
  secret: string;
  counter: string;
  r: string;
  payload: string;
  leaf: string;
  leaf_hash: string;
}

for (const vector of vectors<LeafVector[]>("leaf.json")) {
  test(`leaf vector: ${vector.name}`, () => {
    const check = (): void => {
      const leaf = parseLeaf(utf8(vector.leaf));
      assert.equal(fromUtf8(leafBytes(leaf)), vector.leaf);
      verifyOpening(leaf, hex(vector.r), parse(vector.payload));
      verifyLeafId(leaf, hex(vector.secret), BigInt(vector.counter));
      assert.deepEqual(leafHash(utf8(vector.leaf)), hex(vector.leaf_hash));
    };
    if (vector.expect === "opens") check();
    else assert.throws(check, vector.expect === "malformed" ? MalformedError : VerificationError);
  });
}

interface ProofVectors {
  vkey: string;
  proofs: { name: string; expect: string; leaf: string; proof: string }[];
}

const { vkey, proofs } = vectors<ProofVectors>("tlog-proof.json");
const [name = "", , encoded = ""] = vkey.split(/\+(.{8})\+/);
const published: NoteKey = { name, key: fromBase64(encoded).slice(1) };

for (const vector of proofs) {
  test(`proof vector: ${vector.name}: ${vector.expect}`, () => {
    const check = (): Checkpoint => verifyProof(vector.proof, utf8(vector.leaf), published);
    if (vector.expect === "verifies") assert.equal(check().origin, name);
    else assert.throws(check, vector.expect === "malformed" ? MalformedError : VerificationError);
  });
}

/** Sign *text* as the log (or as *key*) does. */
function note(text: string, key: NoteKey = log, secret = seed(1)): string {
  const signature = toBase64(concat(keyId(key), signBytes(utf8(text), secret)));
  return `${text}\n\u2014 ${key.name} ${signature}\n`;
}

const root = (value: number): string => toBase64(new Uint8Array(32).fill(value));

test("the published example of Go's package note verifies", () => {
  const key = fromBase64("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").slice(1);
  const text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const line =
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
  assert.equal(openNote(`${text}\n${line}`, { name: "PeterNeumann", key }), text);
});

test("a checkpoint of the log verifies, with strange signatures beside it", () => {
  const text = `${ORIGIN}\n42\n${root(5)}\n`;
  const witness: NoteKey = { name: "witness.example", key: publicKey(seed(2)) };
  const both = note(text) + note(text, witness, seed(2)).slice(text.length + 1);
  for (const each of [note(text), both]) {
    const { size, root: found } = verifyCheckpoint(each, log);
    assert.equal(size, 42);
    assert.deepEqual(found, new Uint8Array(32).fill(5));
  }
  const extended = `${text}an extension\n`;
  assert.equal(verifyCheckpoint(note(extended), log).size, 42);
});

test("a checkpoint of another log, key, name or form is refused", () => {
  const text = `${ORIGIN}\n42\n${root(5)}\n`;
  const other: NoteKey = { name: "sealbench.org/log/other", key: log.key };
  const unverified = [
    note(text, other),
    note(text, log, seed(9)),
    note(`other\n42\n${root(5)}\n`),
    note(text).replace("42", "43"),
  ];
  for (const each of unverified)
    assert.throws(() => verifyCheckpoint(each, log), VerificationError);
  const texts = [
    "",
    "a\n1\n",
    `${ORIGIN}\n042\n${root(5)}\n`,
    `${ORIGIN}\n42\n\n`,
    `${ORIGIN}\n-1\n${root(5)}\n`,
    `${ORIGIN}\n42\nAAAA\n`,
  ];
  const malformed = [
    ...texts.map((each) => note(each)),
    text,
    `${note(text)}\r`,
    note(text).replace("\u2014", "-"),
    note(text).slice(0, -1),
  ];
  for (const each of malformed)
    assert.throws(() => verifyCheckpoint(each, log), SealbenchError, each);
});

test("a false signature under the log's own name rejects the note, whatever else it carries", () => {
  const text = `${ORIGIN}\n42\n${root(5)}\n`;
  const bad = note(text) + note(text, log, seed(9)).slice(text.length + 1);
  assert.throws(() => openNote(bad, log), VerificationError);
});

test("notes and proofs have limits", () => {
  const text = `${ORIGIN}\n42\n${root(5)}\n`;
  const long = note(`${text}${"x".repeat(100_000)}\n`);
  const short = `${text}\n\u2014 ${ORIGIN} AAAA\n`;
  for (const each of [long, short]) assert.throws(() => openNote(each, log), MalformedError);
  const path = `${root(1)}\n`.repeat(64);
  const proof = `c2sp.org/tlog-proof@v1\nindex 0\n${path}\n${note(text)}`;
  assert.throws(() => verifyProof(proof, utf8("x"), log), MalformedError);
  assert.throws(() => leafId(new Uint8Array(31), 0), MalformedError);
  assert.throws(() => utf8("\ud800"), MalformedError);
});

test("arbitrary text is never a proof, and never another error", () => {
  const good = proofs.find((each) => each.expect === "verifies");
  const leaf = utf8(good?.leaf ?? "");
  const text = good?.proof ?? "";
  fc.assert(
    fc.property(fc.string(), fc.nat(text.length), fc.nat(40), (noise, at, cut) => {
      const altered = text.slice(0, at) + noise + text.slice(at + cut);
      if (altered === text) return;
      for (const each of [noise, altered]) {
        try {
          verifyProof(each, leaf, published); // a strange signature line more is allowed
        } catch (error) {
          assert.ok(error instanceof SealbenchError, String(error));
        }
      }
    }),
  );
});

test("an opening has one payload, and an id one subject and number", () => {
  const r = seed(3);
  const payload = { type: "login:opened", job: "x" };
  const commitment = (value: number) =>
    ({ commit: NONCE, id: leafId(seed(value), 0), v: 1 }) as const;
  const leaf = parseLeaf(toBytes(commitment(1)));
  assert.throws(() => verifyOpening(leaf, r, payload), VerificationError);
  assert.throws(() => verifyOpening(leaf, r.slice(1), payload), MalformedError);
  verifyLeafId(leaf, seed(1), 0);
  assert.throws(() => verifyLeafId(leaf, seed(1), 1), VerificationError);
  assert.throws(() => verifyLeafId(leaf, seed(2), 0), VerificationError);
  for (const bad of [-1, 0.5, 2 ** 53, 2n ** 64n]) {
    assert.throws(() => leafId(seed(1), bad), MalformedError);
  }
});

const hashes = [1, 2, 3].map((value) => leafHash(Uint8Array.of(value)));
const [h1, h2, h3] = hashes as [
  Uint8Array<ArrayBuffer>,
  Uint8Array<ArrayBuffer>,
  Uint8Array<ArrayBuffer>,
];
const two: Checkpoint = { origin: ORIGIN, size: 2, root: nodeHash(h1, h2) };
const three: Checkpoint = { origin: ORIGIN, size: 3, root: nodeHash(two.root, h3) };
const growth = [b64u(h3)];

test("a browser follows a growing log, and remembers it across visits", () => {
  const storage = memoryStorage();
  const pins = new Pins(storage);
  pins.meet(NONCE);
  pins.advanceCheckpoint(two, []);
  pins.advanceCheckpoint(two, []);
  pins.advanceCheckpoint(three, growth);
  assert.deepEqual(new Pins(storage).checkpoint, three);
  new Pins(storage).confirmOlder(two, growth);
});

test("a browser keeps the newest checkpoint as it was signed, and no older or endless one", () => {
  const storage = memoryStorage();
  const pins = new Pins(storage);
  pins.meet(NONCE);
  pins.advanceCheckpoint({ ...two, note: "two, signed" }, []);
  assert.equal(new Pins(storage).checkpoint?.note, "two, signed");
  pins.advanceCheckpoint({ ...three, note: "three, signed" }, growth);
  assert.equal(new Pins(storage).checkpoint?.note, "three, signed");
  pins.advanceDirectory({ number: 1, hash: OWN });
  assert.equal(new Pins(storage).checkpoint?.note, "three, signed");
  assert.throws(() => pins.advanceCheckpoint({ ...two, note: "two" }, growth), ForkError);
  assert.equal(pins.checkpoint?.note, "three, signed");
  pins.advanceCheckpoint({ ...three, note: "x".repeat(10_001) }, []);
  assert.deepEqual(pins.checkpoint, three); // without a note, as browsers of before have it
});

test("a log that shrinks, forks or changes its name raises the alarm and is not remembered", () => {
  const pins = new Pins(memoryStorage());
  pins.meet(NONCE);
  pins.advanceCheckpoint(three, []);
  const forked = { ...three, root: h1 };
  const longer = { ...three, size: 4, root: h2 };
  for (const bad of [two, forked, longer, { ...three, origin: "other" }]) {
    assert.throws(() => pins.advanceCheckpoint(bad, growth), ForkError);
    assert.throws(() => pins.advanceCheckpoint(bad, []), ForkError);
  }
  assert.throws(() => pins.confirmOlder({ ...two, root: h1 }, growth), ForkError);
  assert.deepEqual(pins.checkpoint, three);
});

test("a browser meets one shop at one site, and no directory older than it has seen", () => {
  const pins = new Pins(memoryStorage());
  assert.equal(pins.genesis, undefined);
  assert.throws(() => pins.advanceDirectory({ number: 1, hash: OWN }), ForkError);
  assert.throws(() => pins.meet("x"), MalformedError);
  pins.meet(NONCE);
  pins.meet(NONCE);
  assert.throws(() => pins.meet(OWN), ForkError);
  pins.advanceDirectory({ number: 2, hash: OWN });
  pins.advanceDirectory({ number: 2, hash: OWN });
  assert.throws(() => pins.advanceDirectory({ number: 2, hash: NONCE }), ForkError);
  assert.throws(() => pins.advanceDirectory({ number: 1, hash: OWN }), ForkError);
  pins.advanceDirectory({ number: 3, hash: NONCE });
  assert.deepEqual(pins.directory, { number: 3, hash: NONCE });
  assert.equal(pins.genesis, NONCE);
});

test("a memory that somebody altered is malformed", () => {
  for (const text of [
    "",
    "{}",
    '{"genesis":"x"}',
    `{"genesis":"${NONCE}","directory":{"number":0}}`,
  ]) {
    const pins = new Pins({ getItem: () => text, setItem: () => undefined });
    assert.throws(() => pins.genesis, MalformedError, text);
  }
});

test("pins live in the browser's storage, or as long as the page where there is none", () => {
  const items = new Map<string, string>();
  const storage = { ...memoryStorage(), removeItem: (key: string) => items.delete(key) };
  Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
  browserPins().meet(NONCE);
  assert.equal(browserPins().genesis, NONCE);
  const blocked = { setItem: () => assert.fail("blocked") };
  Object.defineProperty(globalThis, "localStorage", { value: blocked, configurable: true });
  browserPins().meet(OWN);
  assert.equal(browserPins().genesis, undefined);
});

test("without a memory there is nothing to compare an older checkpoint with", () => {
  const pins = new Pins(memoryStorage());
  pins.meet(NONCE);
  assert.throws(() => pins.confirmOlder(two, growth), ForkError);
  assert.equal(pins.checkpoint, undefined);
  pins.advanceCheckpoint({ ...two, size: 0 }, []);
  pins.advanceCheckpoint(two, []);
});

test("evidence of an event is checked as a whole, and its checkpoint remembered", () => {
  const payload = { login: "x", type: "login:opened" };
  const r = seed(3);
  const commit = b64u(hash(concat(utf8("sealbench/leaf/v1\0"), r, toBytes(payload))));
  const leaf = toBytes({ commit, id: leafId(seed(1), 0), v: 1 });
  const checkpoint = note(`${ORIGIN}\n3\n${toBase64(nodeHash(two.root, leafHash(leaf)))}\n`);
  const proof = `c2sp.org/tlog-proof@v1\nindex 2\n${toBase64(two.root)}\n\n${checkpoint}`;
  const good = {
    leaf: fromUtf8(leaf),
    r: b64u(r),
    payload: fromUtf8(toBytes(payload)),
    proof,
    consistency: [b64u(leafHash(leaf))],
  };
  const genesis = { origin: ORIGIN, log_key: b64u(log.key) } as Parameters<typeof logKey>[0];
  const pins = new Pins(memoryStorage());
  pins.meet(NONCE);
  pins.advanceCheckpoint(two, []);
  const changes = [
    { r: NONCE },
    { payload: "{}" },
    { proof: proof.replace("index 2", "index 1") },
    { consistency: [] },
  ];
  for (const change of [
    ...changes,
    { leaf: "{}" },
    { more: 1 },
    { consistency: ["x"] },
    { payload: "{ }" },
  ]) {
    assert.throws(
      () => verifyEvidence({ ...good, ...change }, logKey(genesis), pins),
      SealbenchError,
    );
    assert.equal(pins.checkpoint?.size, 2);
  }
  const event = verifyEvidence(good, logKey(genesis), pins);
  assert.deepEqual(event.payload, payload);
  assert.equal(event.leafId, leafId(seed(1), 0));
  assert.equal(pins.checkpoint?.size, 3);
});

test("a link holds a token and a fingerprint, and nothing else", () => {
  const token = b64u(new Uint8Array(24).fill(5));
  assert.deepEqual(parseLink(`#${token}.${NONCE}`), { token, fingerprint: NONCE });
  assert.equal(tokenHash(token), b64u(hash(utf8(token))));
  for (const bad of [
    "",
    "#",
    `#${token}`,
    `#${token}.${NONCE}.`,
    `#${NONCE}.${token}`,
    `#${token}.${NONCE}x`,
  ]) {
    assert.throws(() => parseLink(bad), MalformedError, bad);
  }
});
