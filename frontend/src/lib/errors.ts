/**
 * Every error that the library raises, in the families of `src/sealbench/errors.py`.
 *
 * A message is lower case, has no full stop and never carries a secret or a personal datum.
 */

/** Base of all errors here; never raised itself. */
export class SealbenchError extends Error {
  readonly code: string = "error";
  readonly hint: string;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint ?? "";
  }
}

/** Bytes that do not parse. */
export class MalformedError extends SealbenchError {
  override readonly code = "malformed";
}

/** It parsed, but it does not check out. */
export class VerificationError extends SealbenchError {
  override readonly code = "unverified";
}

/** The shop shows a history that differs from the one this browser has seen: an alarm. */
export class ForkError extends SealbenchError {
  override readonly code = "forked";
}

/** A key, a device or a browser cannot do what is asked of it. */
export class UnsupportedError extends SealbenchError {
  override readonly code = "unsupported";
}

/** Nothing on the key ring opens this. */
export class NoKeyError extends SealbenchError {
  override readonly code = "no-key";
}

/** The person said no to the browser's own dialogue, or it timed out. */
export class CancelledError extends SealbenchError {
  override readonly code = "cancelled";
}
