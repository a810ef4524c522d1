/** What the client's page asks of the server, each answer read strictly. */

import { type Asking, fetchFile, post } from "../lib/api.ts";
import type { JSONObject, JSONValue } from "../lib/canon.ts";
import * as field from "../lib/fields.ts";
import type { SignedStatement } from "../lib/statement.ts";

const text = field.textField("text", () => true);
const whole = field.intField("a number", 0, Number.MAX_SAFE_INTEGER);
const logo = field.textField("a picture", (value) => /^(data:image\/png;base64,.*)?$/.test(value));
const shop = field.record({ name: text, phone: text, logo });
const browser = field.exactly("clean", "staff", "counter");
const here = { home: field.id, shop, browser };

const UNCLAIMED = field.record({ ...here, state: field.exactly("unclaimed"), here: field.flag });
const CLAIMED = field.record({
  ...here,
  state: field.exactly("claimed"),
  since: whole,
  key: field.key,
  here: field.flag,
});
const ENDED = field.record({
  ...here,
  state: field.exactly("ended"),
  case: field.id,
  destroyed_at: whole,
  certified_at: whole,
  here: field.flag,
});
const COUNTER = field.record(here);
const NONCE = field.record({ nonce: field.key32, home: field.id });
const ASKED = field.record({ request: field.id });
const FETCHED = field.record({ box: text });
const CONFIRMED = field.record({ destroyed: field.flag });
const STOPPED = field.record({ stopped: whole });

export type Ended = field.Of<typeof ENDED>;
export type Look = field.Of<typeof UNCLAIMED> | field.Of<typeof CLAIMED> | Ended;
export type Shop = field.Of<typeof shop>;
export type Here = field.Of<typeof COUNTER>;
/** What is signed with a nonce of the server. */
export type Purpose = "claim" | "visit" | "client-act";

/** Return what became of the link with *token*. */
export async function look(token: string): Promise<Look> {
  const answer = await post("/c/look", { token });
  if (answer.state === "ended") return ENDED(answer);
  return answer.state === "claimed" ? CLAIMED(answer) : UNCLAIMED(answer);
}

/** Return who the shop is, and whether this browser may serve as its counter. */
export async function lookAtCounter(): Promise<Here> {
  return COUNTER(await post("/counter/look", {}));
}

/** Return a nonce for something that is about to be signed. */
export async function nonce(purpose: Purpose): Promise<string> {
  return NONCE(await post("/c/nonce", { purpose })).nonce;
}

/** Claim the link with *token* for the key that signed. */
export async function claim(token: string, code: string, signed: SignedStatement): Promise<void> {
  await post("/c/claim", { token, code, statement: json(signed) });
}

/** Come back with the key that signed; *token* is empty where no link is at hand. */
export async function visit(token: string, signed: SignedStatement): Promise<void> {
  await post("/c/visit", { token, statement: json(signed) });
}

/** Stop whoever claimed in the name of the link's holder; return how many keys were stopped. */
export async function objectToKey(token: string): Promise<number> {
  return STOPPED(await post("/c/object", { token })).stopped;
}

/** Ask the first device for the keys; return the id of the request. */
export async function askDevice(token: string, recipient: string): Promise<string> {
  return ASKED(await post("/c/device/ask", { token, recipient })).request;
}

/** Return what the first device has sealed to this one, empty until it has. */
export async function fetchDevice(token: string, request: string): Promise<string> {
  return FETCHED(await post("/c/device/fetch", { token, request })).box;
}

/** Pass the keys on, sealed to the device that asked. */
export async function approveDevice(request: string, box: string): Promise<void> {
  await post("/c/device/approve", { request, box });
}

/** What the browser knows already: mark of the page, sizes of the log, number of the directory. */
export interface Known {
  readonly mark: string;
  readonly known: number;
  readonly public: number;
  readonly directory: number;
}

/** Return the page of the job as the server sends it, or only its mark if nothing changed. */
export function job(known: Known, asking: Asking = {}): Promise<JSONObject> {
  return post("/c/job", { ...known }, asking);
}

/** Hand over a sealed login. */
export async function seal(
  signed: SignedStatement,
  ciphertext: string,
  label: string,
): Promise<void> {
  await post("/c/seal", { statement: json(signed), ciphertext, label });
}

/** Have a login destroyed. */
export async function remove(login: string, signed: SignedStatement | undefined): Promise<void> {
  await post("/c/remove", { login, statement: json(signed) });
}

/** Ask the shop to keep a login that was sealed for after the job. */
export async function keepLogin(
  signed: SignedStatement,
  ciphertext: string,
  label: string,
): Promise<void> {
  await post("/c/keep", { statement: json(signed), ciphertext, label });
}

/** Let a request hold for another year. */
export async function confirmKeep(keep: string, signed: SignedStatement): Promise<void> {
  await post("/c/keep/confirm", { keep, statement: json(signed) });
}

/** Withdraw a request: what was kept is destroyed. */
export async function withdrawKeep(
  keep: string,
  signed: SignedStatement | undefined,
): Promise<void> {
  await post("/c/keep/withdraw", { keep, statement: json(signed) });
}

/** Say whether a login was changed that somebody knows who left. */
export async function sayChanged(login: string, signed: SignedStatement): Promise<void> {
  await post("/c/changed", { login, statement: json(signed) });
}

/** Have a file destroyed. */
export async function withdraw(file: string, signed: SignedStatement | undefined): Promise<void> {
  await post("/c/file/remove", { file, statement: json(signed) });
}

/** Give no login; *reason* may be empty. */
export async function decline(reason: string, signed: SignedStatement | undefined): Promise<void> {
  await post("/c/decline", { reason, statement: json(signed) });
}

/** Hand over what the client acknowledged. */
export async function acknowledge(signed: SignedStatement): Promise<void> {
  await post("/c/acknowledge", { statement: json(signed) });
}

/** Say that nothing was signed on paper. */
export async function objectToPaper(signed: SignedStatement | undefined): Promise<void> {
  await post("/c/paper/object", { statement: json(signed) });
}

/** Ask to be present. */
export async function askPresence(signed: SignedStatement | undefined): Promise<void> {
  await post("/c/presence", { statement: json(signed) });
}

/** What a client ends: all of the service, or the job of this page alone. */
export type Scope = "service" | "job";

/** Stop the service or the job: every access of the shop to it ends at once. */
export async function stop(scope: Scope, signed: SignedStatement | undefined): Promise<void> {
  await post("/c/stop", { scope, statement: json(signed) });
}

/** Return everything that the shop can read, as an age file for the client's key. */
export function fetchReturn(signed: SignedStatement | undefined): Promise<Uint8Array> {
  return fetchFile("/c/return", { statement: json(signed) });
}

/** Confirm the return; tell whether everything was destroyed with it. */
export async function confirmReturn(signed: SignedStatement | undefined): Promise<boolean> {
  const answer = await post("/c/confirm", { statement: json(signed) }, { timeout: 120_000 });
  return CONFIRMED(answer).destroyed;
}

/** Have everything destroyed after 14 days without objection. */
export async function announceDestruction(signed: SignedStatement | undefined): Promise<void> {
  await post("/c/announce", { statement: json(signed) });
}

/** Hold the destruction. */
export async function holdDestruction(signed: SignedStatement | undefined): Promise<void> {
  await post("/c/hold", { statement: json(signed) });
}

/** Return the certificate behind an ended link. */
export function certificate(token: string): Promise<Uint8Array> {
  return fetchFile("/c/certificate", { token });
}

/** Return the certificate of a job that was ended alone, in *case_*. */
export function ownCertificate(case_: string): Promise<Uint8Array> {
  return fetchFile("/c/ended", { case: case_ });
}

/** End the session of this browser. */
export async function leave(): Promise<void> {
  await post("/c/leave", {});
}

/** Begin a sitting with a pass of the desk. */
export async function beginSitting(token: string, signed: SignedStatement): Promise<void> {
  await post("/counter/begin", { token, statement: json(signed) });
}

/** What the client takes home from the counter. */
const SLIP = field.record({
  number: whole,
  address: text,
  qr: field.textField("a picture", (value) => value.startsWith("data:image/svg+xml")),
  fingerprint: text,
  people: field.list(field.record({ name: text, fingerprint: text }), 0, 16),
  until: whole,
});
export type Slip = field.Of<typeof SLIP>;

/** End the sitting; return the slip to take home, undefined where none is needed. */
export async function endSitting(): Promise<Slip | undefined> {
  const { slip } = await post("/counter/end", {});
  return slip === null ? undefined : SLIP(slip);
}

/** Return *signed* as it is posted: null where nothing was. */
export function json(signed: SignedStatement | undefined): JSONValue {
  return (signed ?? null) as unknown as JSONValue; // plain objects of texts and numbers, as they were parsed
}
