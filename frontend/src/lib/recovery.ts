/**
 * The recovery key: an age identity that is printed, checked against the paper, and forgotten.
 *
 * Whoever holds it, a backup and the file of a place reads every client's record; nothing of it
 * is sent, stored or put into the address.  The server gets the recipient alone.
 */

import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { fingerprint } from "./canon.ts";
import type { Statement } from "./contexts.ts";
import { compose, freshOwn } from "./statement.ts";

const PREFIX = "AGE-SECRET-KEY-PQ-1";
const GROUP = 4;
const ASKED = 6;

/** A recovery key in the making. */
export interface Recovery {
  readonly identity: string;
  readonly recipient: string;
  /** Of the recipient, as the ledger and the escrow page show it. */
  readonly printed: string;
}

/** Return a fresh recovery key. */
export async function makeRecovery(): Promise<Recovery> {
  const identity = await generateHybridIdentity();
  const recipient = await identityToRecipient(identity);
  return { identity, recipient, printed: fingerprint({ recipient }) };
}

/** Return the identity in groups that can be read aloud; spaces are not part of it. */
export function grouped({ identity }: Recovery): readonly string[] {
  const rest = identity.slice(PREFIX.length);
  const groups = rest.match(new RegExp(`.{1,${GROUP}}`, "g")) ?? [];
  return [PREFIX, ...groups];
}

/** Tell whether *typed* is how the paper ends, so that nobody goes on without one. */
export function isOnPaper({ identity }: Recovery, typed: string): boolean {
  return typed.replace(/\s+/gu, "").toUpperCase() === identity.slice(-ASKED);
}

/** Return the statement that sets *recovery* for *home*; *nonce* is all that the server chose. */
export function composeRecovery(
  recovery: Recovery,
  { home, nonce }: { readonly home: string; readonly nonce: string },
  method: "founding" | "passkey",
  site: string,
  now: Date,
): Statement<"recovery"> {
  const { recipient } = recovery;
  return compose("recovery", { site, home, recipient, method, nonce, own: freshOwn() }, now);
}
