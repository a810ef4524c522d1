/** Taking up an invitation: what the server says of it, and what the browser makes of that. */

import { random } from "./bytes.ts";
import {
  b64u,
  isObject,
  type JSONObject,
  type JSONValue,
  fingerprint as printedFingerprint,
} from "./canon.ts";
import type { Person, Statement } from "./contexts.ts";
import { verifyChain, verifyGenesis } from "./directory.ts";
import { publicKey } from "./ed25519.ts";
import { MalformedError, VerificationError } from "./errors.ts";
import * as field from "./fields.ts";
import { type PersonIdentity, personKeys, signerOf } from "./identity.ts";
import { tokenHash } from "./link.ts";
import type { NewPasskey } from "./passkey.ts";
import type { PassphraseKeys } from "./passphrase.ts";
import { compose, freshOwn, type SignedStatement, sign, statementHash } from "./statement.ts";
import { firstDirectory } from "./succession.ts";

export type Role = Person["roles"][number];

const anything: field.Field<JSONValue> = (value) => value as JSONValue;
const role = field.exactly("auditor", "front desk", "management", "technician");
const line = field.textField("a line", (text) => text.length <= 200);
const INVITED = field.record({
  kind: field.exactly("first", "new", "again"),
  person: field.id,
  name: line,
  roles: field.list(role, 0, 4),
  home: field.id,
  origin: field.origin,
  log_key: field.key,
  shop: line,
  nonce: field.key32,
  genesis: anything,
  chain: anything,
});

/** An open invitation, every field in its form. */
export type Invited = field.Of<typeof INVITED>;

/**
 * Return the invitation in the server's *answer*.
 *
 * Whoever joins has the *fingerprint* of the shop in the link: genesis and directory must prove
 * it.  Who founds the shop has none yet.
 */
export async function readInvitation(
  answer: JSONObject,
  fingerprint: string | undefined,
  now: Date,
): Promise<Invited> {
  const invited = INVITED(answer);
  if ((invited.kind === "first") !== (fingerprint === undefined)) {
    throw new VerificationError("the link is for something else");
  }
  if (fingerprint === undefined) return invited;
  const { genesis, chain } = invited;
  const root = verifyGenesis(genesis, fingerprint);
  if (root.home !== invited.home || root.origin !== invited.origin) {
    throw new VerificationError("the invitation is of another shop");
  }
  if (!Array.isArray(chain)) throw new MalformedError("not a chain");
  await verifyChain({ genesis, chain, fingerprint, now: notExpired(chain, now) });
  return invited;
}

/** What the person gives and the browser has made. */
export interface Maker {
  readonly token: string;
  readonly name: string;
  readonly site: string;
  readonly identity: PersonIdentity;
  readonly byPassphrase: PassphraseKeys;
}

/** Return the statement that the person enrols, composed of what was checked. */
export async function composeEnrolment(
  invited: Invited,
  maker: Maker,
  now: Date,
): Promise<Statement<"enrolment">> {
  return compose(
    "enrolment",
    {
      home: invited.home,
      site: maker.site,
      invitation: tokenHash(maker.token),
      name: maker.name,
      sign_in_key: b64u(publicKey(maker.byPassphrase.signInSeed)),
      nonce: invited.nonce,
      own: freshOwn(),
      ...(await personKeys(maker.identity)),
    },
    now,
  );
}

/** Return *statement* signed by the three keys that it names. */
export function signEnrolment(
  statement: Statement<"enrolment">,
  maker: Maker,
): SignedStatement<"enrolment"> {
  return sign(statement, [
    signerOf(maker.identity, "opening"),
    signerOf(maker.identity, "statement"),
    { role: "sign-in", seed: maker.byPassphrase.signInSeed },
  ]);
}

/** What the first manager signs besides. */
export interface Founding {
  readonly genesis: SignedStatement<"genesis">;
  readonly directory: SignedStatement<"directory">;
  readonly fingerprint: string;
  /** The fingerprint as people compare it, and as it is printed. */
  readonly printed: string;
}

/** Return genesis and the first directory, with the founder alone in it. */
export async function foundShop(
  invited: Invited,
  maker: Maker,
  roles: readonly Role[],
  passkey: NewPasskey | undefined,
  now: Date,
): Promise<Founding> {
  const keys = await personKeys(maker.identity);
  const signer = signerOf(maker.identity, "statement");
  const { home, origin, log_key } = invited;
  const { statement_key } = keys;
  const genesis = compose("genesis", { v: 1, home, origin, log_key, statement_key }, now);
  const passkeys = passkey === undefined ? [] : [{ id: passkey.id, spki: passkey.spki }];
  const founder = { id: invited.person, name: maker.name, roles, passkeys, ...keys };
  const directory = firstDirectory(origin, maker.site, founder, now);
  return {
    genesis: sign(genesis, [signer]),
    directory: sign(directory, [signer]),
    fingerprint: statementHash(genesis),
    printed: printedFingerprint(genesis),
  };
}

/** Return two different places of the seven words, from 1 on, that the person must repeat. */
export function placesToRepeat(): readonly [number, number] {
  const [first = 0, second = 0] = random(2);
  const one = first % 7;
  const other = (one + 1 + (second % 6)) % 7;
  return [Math.min(one, other) + 1, Math.max(one, other) + 1];
}

/**
 * Return the moment at which the newest document of *chain* is judged: now, or when it was signed.
 *
 * An expired directory stops clients from sealing; it must not keep people from joining and
 * signing the next one.
 */
export function notExpired(chain: readonly JSONValue[], now: Date): Date {
  const newest = chain.at(-1);
  const statement = isObject(newest) ? newest.statement : undefined;
  if (!isObject(statement)) throw new MalformedError("not a chain");
  const [at, expires] = [field.time(statement.at), field.time(statement.expires)].map(
    (text) => new Date(text),
  ) as [Date, Date];
  return expires <= now ? at : now;
}
