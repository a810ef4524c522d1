/** Talking to the shop's server: JSON, same origin, with the CSRF token and a time limit. */

import { isObject, type JSONObject, parse } from "./canon.ts";
import { MalformedError, SealbenchError } from "./errors.ts";

const COOKIES = ["__Host-sealbench_csrf", "sealbench_csrf"];
const PATIENCE = 20_000;
const LONG_PATIENCE = 600_000; // a file with everything in it

/** The server said no: its code, its message and its hint are fit to be shown. */
export class ApiError extends SealbenchError {
  override readonly code: string;
  readonly status: number;
  /** What the server added: a clause, a time. */
  readonly details: JSONObject;

  constructor(status: number, details: JSONObject) {
    super(text(details, "message", "the server refused"), { hint: text(details, "hint", "") });
    this.code = text(details, "code", "error");
    this.status = status;
    this.details = details;
  }
}

/** The server could not be reached, or did not answer in time. */
export class OfflineError extends SealbenchError {
  override readonly code = "unavailable";
}

/** How to ask: a time limit in milliseconds, and a signal that gives up. */
export interface Asking {
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** Send *body* to *path* of this site and return the object that it answers. */
export function post(path: string, body: JSONObject, asking: Asking = {}): Promise<JSONObject> {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken(document.cookie) };
  return ask(path, { method: "POST", headers, body: JSON.stringify(body) }, asking);
}

/** Send *body* to *path* and return the bytes of the file that it answers. */
export async function fetchFile(path: string, body: JSONObject): Promise<Uint8Array> {
  const headers = {
    Accept: "application/json",
    "Content-Type": "application/json",
    "X-CSRFToken": csrfToken(document.cookie),
  };
  const signal = AbortSignal.timeout(LONG_PATIENCE);
  const init = { method: "POST", headers, body: JSON.stringify(body), signal, ...STRICT };
  let response: Response;
  try {
    response = await fetch(path, init);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new OfflineError("the file did not come", { hint: "check the connection and retry" });
  }
  return refuse({ ok: false, status: response.status, body: await response.text() });
}

/** Return the object at *path* of this site. */
export function get(path: string, asking: Asking = {}): Promise<JSONObject> {
  return ask(path, { method: "GET" }, asking);
}

/** Return the CSRF token in *cookies* (the form of document.cookie), empty where there is none. */
export function csrfToken(cookies: string): string {
  const pairs = new Map(
    cookies.split(";").map((pair) => {
      const [name = "", ...value] = pair.trim().split("=");
      return [name, value.join("=")];
    }),
  );
  return COOKIES.map((name) => pairs.get(name)).find((value) => value !== undefined) ?? "";
}

async function ask(path: string, init: RequestInit, asking: Asking): Promise<JSONObject> {
  if (!/^\/(?!\/)[!-~]*$/.test(path)) throw new MalformedError("not a path of this site");
  const limit = AbortSignal.timeout(asking.timeout ?? PATIENCE);
  const signal = asking.signal ? AbortSignal.any([limit, asking.signal]) : limit;
  const headers = { Accept: "application/json", ...init.headers };
  const response = await reach(path, { ...init, ...STRICT, headers, signal });
  return response.ok ? parse(response.body) : refuse(response);
}

const STRICT = {
  mode: "same-origin",
  credentials: "same-origin",
  redirect: "error",
  cache: "no-store",
  referrerPolicy: "no-referrer",
} as const;

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly body: string;
}

async function reach(path: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(path, init);
    return { ok: response.ok, status: response.status, body: await response.text() };
  } catch {
    throw new OfflineError("the server did not answer", { hint: "check the connection and retry" });
  }
}

function refuse({ status, body }: Answer): never {
  let details: JSONObject = {};
  try {
    details = parse(body);
  } catch {
    details = {}; // an error page of something between us and the server
  }
  throw new ApiError(status, details);
}

function text(details: JSONObject, name: string, otherwise: string): string {
  const value = isObject(details) && Object.hasOwn(details, name) ? details[name] : undefined;
  return typeof value === "string" ? value : otherwise;
}
