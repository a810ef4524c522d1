/** One visit of a client: what the page knows while it is open; nothing of it is stored as it is. */

import { random, utf8 } from "../lib/bytes.ts";
import { b64u, hash } from "../lib/canon.ts";
import type { Statement } from "../lib/contexts.ts";
import { MalformedError } from "../lib/errors.ts";
import { type ClientIdentity, clientKey, recipientOf, signerOf } from "../lib/identity.ts";
import type { Pins } from "../lib/pins.ts";
import { compose, freshOwn, type SignedStatement, sign } from "../lib/statement.ts";
import * as calls from "./calls.ts";
import type { Kept } from "./kept.ts";
import type { ShownText } from "./page.ts";

/** What the page knows. */
export interface Visit {
  readonly pins: Pins;
  readonly fingerprint: string;
  readonly token: string;
  readonly home: string;
  readonly shop: calls.Shop;
  identity?: ClientIdentity;
  kept?: Kept;
  /** The link was claimed just now: who is on the job belongs on the receipt. */
  fresh?: boolean;
}

/** What the page asks of who opened it. */
export interface Host {
  /** Ask for the key, and come back to a fresh page. */
  readonly unlock: () => void;
  readonly left: (forgotten: boolean) => void;
  readonly destroyed: () => void;
}

/** Return the claim of the link whose token has the hash *link*, for *identity*. */
export async function composeClaim(
  identity: ClientIdentity,
  link: string,
): Promise<Statement<"claim">> {
  const fields = {
    site: location.origin,
    home: identity.home,
    link,
    key: clientKey(identity),
    recipient: await recipientOf(identity),
    device_stays: false,
    nonce: await calls.nonce("claim"),
    own: freshOwn(),
  };
  return compose("claim", fields, new Date());
}

/** Return *statement* signed by the client. */
export function signClaim(
  statement: Statement<"claim">,
  identity: ClientIdentity,
): SignedStatement<"claim"> {
  return sign(statement, [signerOf(identity, "client")]);
}

/** Return the statement of a visit by the public *key* of *home*; a passkey may answer it. */
export async function composeVisit(home: string, key: string): Promise<Statement<"visit">> {
  const nonce = await calls.nonce("visit");
  const fields = { site: location.origin, home, key, nonce, own: freshOwn() };
  return compose("visit", fields, new Date());
}

/** Open a session for *identity* on the job of *token*, or on that of its newest link. */
export async function startVisit(identity: ClientIdentity, token: string): Promise<void> {
  const statement = await composeVisit(identity.home, clientKey(identity));
  await calls.visit(token, sign(statement, [signerOf(identity, "client")]));
}

/** Return a signed act of *identity*; undefined while the key is locked: stopping needs no more. */
export async function signAct(
  identity: ClientIdentity | undefined,
  job: string,
  act: Statement<"client-act">["act"],
  subject = "",
): Promise<SignedStatement<"client-act"> | undefined> {
  if (identity === undefined) return undefined;
  const nonce = await calls.nonce("client-act");
  const statement = compose(
    "client-act",
    { job, act, subject, nonce, own: freshOwn() },
    new Date(),
  );
  return sign(statement, [signerOf(identity, "client")]);
}

/** Return what *identity* acknowledges of *job*: each text by its hash, as it was shown. */
export async function signAcknowledgement(
  identity: ClientIdentity,
  job: string,
  texts: readonly ShownText[],
  answer: Statement<"acknowledgement">["answer"],
): Promise<SignedStatement<"acknowledgement">> {
  const refer = (wanted: ShownText["name"]): Statement<"acknowledgement">["policy"] => {
    const shown = texts.find(({ name }) => name === wanted);
    if (shown === undefined) throw new MalformedError("a text is missing");
    const { version, language, body } = shown;
    return { version, language, hash: b64u(hash(utf8(body))) };
  };
  const fields = {
    site: location.origin,
    home: identity.home,
    job,
    policy: refer("policy"),
    responsibility: refer("responsibility"),
    backup: refer("backup"),
    answer,
    nonce: await calls.nonce("client-act"),
    own: freshOwn(),
  };
  return sign(compose("acknowledgement", fields, new Date()), [signerOf(identity, "client")]);
}

/** Return a handle of a passkey that names nobody. */
export function freshHandle(): Uint8Array {
  return random(16);
}
