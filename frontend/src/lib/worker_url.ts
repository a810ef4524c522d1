/** The workers of these pages: one policy of trusted types lets through these addresses alone. */

export const SCRYPT_URL = "/static/built/scrypt.js";
export const MEMORY_URL = "/static/built/memory.js";

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

function onlyWorkers(url: string): string {
  if (url !== SCRYPT_URL && url !== MEMORY_URL) throw new TypeError("not a worker of ours");
  return url;
}

/** Return *url*, one of the workers', as a page may start it; throw where its policy allows none. */
export function workerUrl(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy("sealbench-worker", { createScriptURL: onlyWorkers }) ?? {
    createScriptURL: onlyWorkers,
  };
  return policy.createScriptURL(url);
}

let policy: { createScriptURL(url: string): string } | undefined; // a page may create it only once
