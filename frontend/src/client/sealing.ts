/** Sealing a login: made, signed and handed over, with nothing left in the page. */

import { base32nopad } from "@scure/base";
import { random } from "../lib/bytes.ts";
import { b64u } from "../lib/canon.ts";
import type { Statement } from "../lib/contexts.ts";
import type { ClientIdentity } from "../lib/identity.ts";
import { signerOf } from "../lib/identity.ts";
import type { Login } from "../lib/login.ts";
import { sealLogin } from "../lib/seal.ts";
import { compose, freshOwn, type SignedStatement, sign } from "../lib/statement.ts";
import { DAY, later, toText } from "../lib/time.ts";

/** What a client types, and for how long and how often it may be used. */
export interface Typed extends Omit<Login, "job" | "login"> {
  readonly days: number;
  readonly openings: number;
}

/** What is handed to the server. */
export interface Upload {
  readonly signed: SignedStatement<"seal">;
  readonly ciphertext: string;
  readonly label: string;
}

/** Return a fresh id as the server makes them: 120 random bits in base32. */
export function newId(): string {
  return base32nopad.encode(random(15)).toLowerCase();
}

/** What is handed to the server for a login that is kept. */
export interface KeepUpload extends Omit<Upload, "signed"> {
  readonly signed: SignedStatement<"keep">;
}

/** What a client lets the shop keep, for what and how long. */
export interface Wish extends Typed {
  readonly why: Statement<"keep">["why"];
}

/** Whose login is kept, and the job through whose page it is asked. */
export interface Ground {
  readonly client: string;
  readonly job: string;
}

/** Return *typed* as one line without spaces at its ends, as a label must be. */
export function asLabel(typed: string): string {
  return typed.normalize("NFC").replace(/\s+/gu, " ").trim();
}

/** Seal *typed* for *job* to *recipients* and sign what was sealed. */
export async function makeUpload(
  typed: Typed,
  job: string,
  recipients: readonly string[],
  identity: ClientIdentity,
  now: Date,
): Promise<Upload> {
  const { days, openings, ...words } = typed;
  const login = newId();
  const label = asLabel(words.label);
  const sealed = await sealLogin({ ...words, label, job, login }, recipients);
  const statement = compose(
    "seal",
    {
      job,
      login,
      recipients: sealed.recipients,
      ciphertext: sealed.ciphertext,
      expires: toText(later(now, days * DAY)),
      openings,
    },
    now,
  );
  const signed = sign(statement, [signerOf(identity, "client")]);
  return { signed, ciphertext: b64u(sealed.file), label };
}

/** Seal *wish* for after the job to *recipients*, and sign what was sealed and asked for. */
export async function makeKeep(
  wish: Wish,
  { client, job }: Ground,
  recipients: readonly string[],
  identity: ClientIdentity,
  nonce: string,
): Promise<KeepUpload> {
  const { days, openings, why, ...words } = wish;
  const [keep, now, label] = [newId(), new Date(), asLabel(words.label)];
  const sealed = await sealLogin({ ...words, label, job: client, login: keep }, recipients);
  const statement = compose(
    "keep",
    {
      site: location.origin,
      home: identity.home,
      client,
      job,
      keep,
      recipients: sealed.recipients,
      ciphertext: sealed.ciphertext,
      why,
      expires: toText(later(now, days * DAY)),
      openings,
      nonce,
      own: freshOwn(),
    },
    now,
  );
  const signed = sign(statement, [signerOf(identity, "client")]);
  return { signed, ciphertext: b64u(sealed.file), label };
}
