/**
 * Statements: composing, signing and checking (docs/spec/statement.md).
 *
 * The browser that signs composes every field itself; what the server gives (nonces, ids) is
 * checked by its form before it enters, so that no key ever signs bytes chosen by somebody else.
 */

import { type Bytes, concat, random, utf8 } from "./bytes.ts";
import { b64u, digest, hash, isObject, type JSONObject, toBytes, unb64u } from "./canon.ts";
import { CONTEXTS, type Context, type Role, type Statement } from "./contexts.ts";
import { publicKey, signBytes, verifyBytes } from "./ed25519.ts";
import { MalformedError, VerificationError } from "./errors.ts";
import * as field from "./fields.ts";
import { toText } from "./time.ts";
import { checkWhole } from "./whole.ts";

const PREFIX = utf8("sealbench statement v1\n");

const SIGNATURE = field.record({
  role: field.exactly("client", "opening", "sign-in", "statement"),
  key: field.key,
  sig: field.signature,
});
const SIGNATURES = field.sorted(field.list(SIGNATURE, 0, 4), (item) => item.role);
const ASSERTION = field.record({
  id: field.credential,
  client_data: field.bytesField("client data", 1, 2048),
  authenticator_data: field.bytesField("authenticator data", 37, 1024),
  signature: field.bytesField("a signature", 8, 1024),
});

const BY_PERSON: ReadonlySet<Context> = new Set([
  "genesis",
  "directory",
  "recovery",
  "house-rule",
  "attestation",
]);

export type Signature = field.Of<typeof SIGNATURE>;
/** A passkey's answer to a statement, in base64url. */
export type Assertion = field.Of<typeof ASSERTION>;

/** A statement with what was signed over it. */
export interface SignedStatement<N extends Context = Context> {
  readonly statement: Statement<N>;
  readonly signatures: readonly Signature[];
  readonly assertion?: Assertion;
}

/** A key that signs in a role. */
export interface Signer {
  readonly role: Role;
  readonly seed: Uint8Array;
}

/** The public keys, in base64url, that must have signed. */
export type Keys = { readonly [R in Role]?: string };

/** Return the statement of *context* made of *fields* and *at*, once each has its form. */
export function compose<N extends Context>(
  context: N,
  fields: Omit<Statement<N>, "context" | "at">,
  at: Date,
): Statement<N> {
  return parseStatement(context, {
    ...(fields as JSONObject),
    context: `sealbench/${context}/v1`,
    at: toText(at),
  });
}

/** Return *value* as a statement of *context*; refuse missing, additional and ill-formed fields. */
export function parseStatement<N extends Context>(context: N, value: unknown): Statement<N> {
  if (!isObject(value) || value.context !== `sealbench/${context}/v1`) {
    throw new MalformedError("not a statement of this context");
  }
  const statement = CONTEXTS[context](value) as Statement<N>;
  checkWhole(context, statement);
  return statement;
}

/** Return 32 fresh random bytes for the field `own`. */
export function freshOwn(): string {
  return b64u(random(32));
}

/** Return the bytes that keys sign for *statement*. */
export function message(statement: Statement): Bytes {
  return concat(PREFIX, toBytes(statement as JSONObject));
}

/** Return the WebAuthn challenge of *statement*, 32 bytes. */
export function challenge(statement: Statement): Bytes {
  return hash(message(statement));
}

/** Return the hash of *statement* by which others name it, in base64url. */
export function statementHash(statement: Statement): string {
  return b64u(digest(statement as JSONObject));
}

/** Return *statement* signed by *signers*, and with *assertion* where one was made over it. */
export function sign<N extends Context>(
  statement: Statement<N>,
  signers: readonly Signer[],
  assertion?: Assertion,
): SignedStatement<N> {
  const bytes = message(statement);
  const signatures = signers.map(({ role, seed }) => ({
    role,
    key: b64u(publicKey(seed)),
    sig: b64u(signBytes(bytes, seed)),
  }));
  signatures.sort((a, b) => (a.role < b.role ? -1 : 1));
  return { statement, signatures, ...(assertion === undefined ? {} : { assertion }) };
}

/** Return *value* as a signed statement of *context*, its form checked, its signatures not yet. */
export function parseSigned<N extends Context>(context: N, value: unknown): SignedStatement<N> {
  if (!isObject(value)) throw new MalformedError("not a signed statement");
  const { statement, signatures, assertion, ...others } = value;
  if (Object.keys(others).length > 0 || ("assertion" in value && assertion === undefined)) {
    throw new MalformedError("a signed statement has additional fields");
  }
  const signed: SignedStatement<N> = {
    statement: parseStatement(context, statement),
    signatures: SIGNATURES(signatures),
    ...(assertion === undefined ? {} : { assertion: ASSERTION(assertion) }),
  };
  checkShape(context, signed);
  return signed;
}

/**
 * Check that *keys* signed *signed*, each in its role.
 *
 * Keys that the statement names need not be given.  The passkey's answer is checked by
 * `verifyAssertion`.
 */
export function verifySigned<N extends Context>(
  context: N,
  signed: SignedStatement<N>,
  keys: Keys = {},
): void {
  checkShape(context, signed);
  const expected = { ...keys, ...namedKeys(context, signed.statement) };
  const bytes = message(signed.statement);
  for (const { role, key, sig } of signed.signatures) {
    if (key !== expected[role]) throw new VerificationError("signed by an unexpected key");
    verifyBytes(unb64u(sig, 64), bytes, unb64u(key, 32));
  }
}

/** Refuse *signed* unless it has exactly the signatures and the answer that its context asks for. */
function checkShape(context: Context, signed: SignedStatement): void {
  const roles = rolesOf(context, signed.statement);
  if (signed.signatures.map((item) => item.role).join() !== roles.join()) {
    throw new MalformedError("not the signatures that this statement needs");
  }
  const first =
    context === "directory" && (signed.statement as Statement<"directory">).number === 1;
  const needed =
    isByPasskey(signed.statement) ||
    context === "attestation" ||
    (context === "directory" && !first) ||
    (isAgreement(context) && !isByClient(signed.statement));
  if (!first && needed !== (signed.assertion !== undefined)) {
    throw new MalformedError("a passkey's answer is missing or out of place");
  }
}

/** Return the roles that must sign *statement*, sorted. */
function rolesOf(context: Context, statement: Statement): readonly Role[] {
  if (context === "enrolment") return ["opening", "sign-in", "statement"];
  if (context === "sign-in") return isByPasskey(statement) ? [] : ["sign-in"];
  if (context === "opening") return ["opening"];
  if (isAgreement(context)) return isByClient(statement) ? ["client"] : ["statement"];
  return BY_PERSON.has(context) ? ["statement"] : ["client"];
}

function namedKeys(context: Context, statement: Statement): Keys {
  if (context === "genesis") {
    return { statement: (statement as Statement<"genesis">).statement_key };
  }
  if (context === "enrolment") {
    const { opening_key, sign_in_key, statement_key } = statement as Statement<"enrolment">;
    return { opening: opening_key, "sign-in": sign_in_key, statement: statement_key };
  }
  const named = context === "claim" || context === "visit";
  return named ? { client: (statement as Statement<"claim" | "visit">).key } : {};
}

function isAgreement(context: Context): boolean {
  return context === "agreement" || context === "agreement-end";
}

function isByClient(statement: Statement): boolean {
  return "role" in statement && statement.role === "client";
}

function isByPasskey(statement: Statement): boolean {
  return "method" in statement && statement.method === "passkey";
}
