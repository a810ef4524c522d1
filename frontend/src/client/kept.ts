/**
 * What this browser keeps of a client: the wrapped identity, never an open key nor a token.
 *
 * Browsers may evict it; the receipt file, saved before anything else, is the copy that lasts.
 */

const NAME = "sealbench";
const STORE = "keys";

/** A client's key in this browser; *receipt* opens with the words, *passkeyFile* with a passkey. */
export interface Kept {
  readonly key: string;
  readonly home: string;
  readonly fingerprint: string;
  readonly at: number;
  readonly receipt: Uint8Array;
  readonly credential?: string;
  readonly passkeyFile?: Uint8Array;
  /** The fingerprints of the people who were on the job when the link was claimed. */
  readonly people: readonly string[];
}

/** Keep *kept*, in the place of an older record of the same key. */
export async function keep(kept: Kept): Promise<void> {
  await run("readwrite", (store) => store.put(kept, kept.key));
}

/** Return what is kept of *key*, undefined if nothing is. */
export async function recall(key: string): Promise<Kept | undefined> {
  return (await run("readonly", (store) => store.get(key))) as Kept | undefined;
}

/** Return the newest record, undefined if there is none. */
export async function recallNewest(): Promise<Kept | undefined> {
  const all = (await run("readonly", (store) => store.getAll())) as readonly Kept[];
  return [...all].sort((a, b) => b.at - a.at)[0];
}

/** Forget *key* in this browser. */
export async function forget(key: string): Promise<void> {
  await run("readwrite", (store) => store.delete(key));
}

async function run(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const database = await open();
  try {
    const transaction = database.transaction(STORE, mode);
    const result = await done(act(transaction.objectStore(STORE)));
    return result;
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return done(request);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("storage failed"));
  });
}
