/** A page as the server sends it, its events proven by a log of its own. */

import { type Page, parsePage } from "../../src/client/page.ts";
import { concat, random, toBase64, utf8 } from "../../src/lib/bytes.ts";
import { b64u, hash, type JSONObject, toBytes } from "../../src/lib/canon.ts";
import { publicKey, signBytes } from "../../src/lib/ed25519.ts";
import { clientKey, makeClientIdentity } from "../../src/lib/identity.ts";
import { leafBytes, leafId } from "../../src/lib/leaf.ts";
import { leafHash, nodeHash } from "../../src/lib/merkle.ts";
import { keyId } from "../../src/lib/note.ts";
import { memoryStorage, Pins } from "../../src/lib/pins.ts";
import { HOME, JOB } from "./cast.ts";

const SEED = random(32);
/** The log that the pages stand in. */
export const LOG = { name: "sealbench.log/test", key: publicKey(SEED) };
const SECRET = random(32);
const RECORD_SECRET = random(32);

/** A page, and the events that stand on it in their order. */
export interface Sample {
  readonly page: Page;
  readonly events: readonly JSONObject[];
}

/** Return a page whose two events stand in a log of two leaves; *looked*: the first in the record. */
export async function sample(looked = false): Promise<Sample> {
  const events: JSONObject[] = [
    { v: 1, type: "job:taken-in" },
    { v: 1, type: "link:issued" },
  ];
  const opened = events.map((payload, index) => {
    const counter = looked ? 0 : index;
    const secret = looked && index === 0 ? RECORD_SECRET : SECRET;
    const r = random(32);
    const commit = b64u(hash(concat(utf8("sealbench/leaf/v1\0"), r, toBytes(payload))));
    const leaf = leafBytes({ commit, id: leafId(secret, counter), v: 1 });
    return { leaf, r, payload, counter };
  });
  const hashes = opened.map(({ leaf }) => leafHash(leaf));
  const [first, second] = hashes as [Uint8Array, Uint8Array];
  const rows = opened.map(({ leaf, r, payload, counter }, index) => ({
    index,
    counter,
    leaf: new TextDecoder().decode(leaf),
    r: b64u(r),
    payload: new TextDecoder().decode(toBytes(payload)),
    path: [b64u(index === 0 ? second : first)],
  }));
  const note = signedNote(2, nodeHash(first, second));
  const identity = await makeClientIdentity(HOME);
  const [own, job] = looked ? [rows.slice(0, 1), rows.slice(1)] : [[], rows];
  const record = { secret: b64u(RECORD_SECRET), events: own };
  return { page: parsePage({ ...EMPTY, events: job, record, ...tail(note, identity) }), events };
}

function tail(note: string, identity: Awaited<ReturnType<typeof makeClientIdentity>>): JSONObject {
  return {
    ledger: { note, known: [], public: [] },
    client: {
      id: "q".repeat(24),
      level: "first claim",
      key: clientKey(identity),
      claimed_at: 1,
      counter: false,
    },
  };
}

function signedNote(size: number, root: Uint8Array): string {
  const text = `${LOG.name}\n${size}\n${toBase64(root)}\n`;
  const signature = toBase64(concat(keyId(LOG), signBytes(utf8(text), SEED)));
  return `${text}\n\u2014 ${LOG.name} ${signature}\n`;
}

const EMPTY = {
  mark: "m",
  home: HOME,
  shop: { name: "Corner Repairs", address: "", phone: "", logo: "" },
  job: {
    id: JOB,
    number: 1001,
    state: "in service",
    place: "in the shop",
    service: "Software",
    alternatives: "",
    login_need: "needed",
    login_asked: false,
    override: false,
    reason: "",
    answer: "",
    seal_again: false,
    ended: false,
    only: true,
    created_at: 1,
  },
  device: { kind: "laptop", make: "", model: "" },
  assigned: [],
  logins: [],
  files: [],
  keeps: [],
  risks: [],
  requests: [],
  acknowledgement: { texts: [], given: [] },
  ending: null,
  agreement: { required: false, client: "a".repeat(24), settles: 0, agreements: [] },
  ended: [],
  secret: b64u(SECRET),
  directory: { genesis: null, chain: [] },
};

/** Return what a browser knows that has met the shop once. */
export function met(): Pins {
  const pins = new Pins(memoryStorage());
  pins.meet(b64u(random(32)));
  return pins;
}
