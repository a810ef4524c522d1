/**
 * What this browser remembers of a shop: its genesis, its newest log and its newest directory.
 *
 * All of it is public.  A shop that shows another past than the one remembered raises ForkError,
 * and nothing remembered is overwritten.
 */

import { b64u, parse, unb64u } from "./canon.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { DirectoryPin } from "./directory.ts";
import { ForkError, SealbenchError } from "./errors.ts";
import * as field from "./fields.ts";
import { verifyExtension } from "./proof.ts";

const KEY = "sealbench.pins.v1";
const LARGEST = 10_000; // characters of a note: the same number as the server takes
const CHECKPOINT = field.record({
  origin: field.origin,
  size: field.intField("a size", 0, Number.MAX_SAFE_INTEGER),
  root: field.key32,
});
const NOTE = field.textField("a signed note", (note) => note !== "" && note.length <= LARGEST);
const DIRECTORY = field.record({ number: field.number, hash: field.key32 });

interface Remembered {
  readonly genesis: string;
  readonly checkpoint?: field.Of<typeof CHECKPOINT>;
  /** The checkpoint as the log signed it: what a server that was set back is shown. */
  readonly note?: string | undefined;
  readonly directory?: DirectoryPin;
}

/** Where pins are kept: the browser's localStorage, or a map in tests. */
export type PinStorage = Pick<Storage, "getItem" | "setItem">;

/** The memory of one shop, the one at this site. */
export class Pins {
  readonly #storage: PinStorage;

  constructor(storage: PinStorage) {
    this.#storage = storage;
  }

  /** Remember the genesis *fingerprint* of a link or receipt; refuse another one than before. */
  meet(fingerprint: string): void {
    field.key32(fingerprint);
    const known = this.#read();
    if (known === undefined) this.#write({ genesis: fingerprint });
    else if (known.genesis !== fingerprint) {
      throw new ForkError("the link names another shop than this browser knows here", {
        hint: "compare the fingerprint on the receipt",
      });
    }
  }

  /** Return the fingerprint of the shop's genesis, if this browser has met it. */
  get genesis(): string | undefined {
    return this.#read()?.genesis;
  }

  /** Return the newest directory seen. */
  get directory(): DirectoryPin | undefined {
    return this.#read()?.directory;
  }

  /** Return the newest checkpoint seen; the server is asked to prove consistency with its size. */
  get checkpoint(): Checkpoint | undefined {
    const { checkpoint: known, note } = this.#read() ?? {};
    const signed = note === undefined ? {} : { note };
    return known && { ...known, root: unb64u(known.root, 32), ...signed };
  }

  /** Remember *pin*, the outcome of `verifyChain`; refuse an older or another one. */
  advanceDirectory(pin: DirectoryPin): void {
    const known = this.directory;
    const isSame = known?.number === pin.number && known.hash === pin.hash;
    if (known !== undefined && !isSame && pin.number <= known.number) {
      throw new ForkError("the directory is not the one that this browser has seen");
    }
    this.#update({ directory: DIRECTORY(pin) });
  }

  /**
   * Remember the verified *checkpoint* once *proof* joins it to the one remembered.
   *
   * *proof* holds hashes in base64url, and is empty where nothing was remembered.
   */
  advanceCheckpoint(checkpoint: Checkpoint, proof: readonly string[]): void {
    const known = this.checkpoint;
    if (known !== undefined) {
      if (checkpoint.size < known.size) throw new ForkError("the log has shrunk");
      join(known, checkpoint, proof);
    }
    const { origin, size, root, note } = checkpoint;
    const kept = note !== undefined && note.length <= LARGEST ? note : undefined;
    this.#update({ checkpoint: CHECKPOINT({ origin, size, root: b64u(root) }), note: kept });
  }

  /** Check that the verified *checkpoint*, which may lag, is a part of the log remembered. */
  confirmOlder(checkpoint: Checkpoint, proof: readonly string[]): void {
    const known = this.checkpoint;
    if (known === undefined) throw new ForkError("this browser remembers no log");
    join(checkpoint, known, proof);
  }

  #update(news: Partial<Remembered>): void {
    const known = this.#read();
    if (known === undefined) throw new ForkError("this browser has not met the shop yet");
    this.#write({ ...known, ...news });
  }

  #write(pins: Remembered): void {
    this.#storage.setItem(KEY, JSON.stringify(pins));
  }

  #read(): Remembered | undefined {
    const text = this.#storage.getItem(KEY);
    if (text === null) return undefined;
    const { genesis, checkpoint, note, directory } = parse(text);
    return {
      genesis: field.key32(genesis),
      ...(checkpoint === undefined ? {} : { checkpoint: CHECKPOINT(checkpoint) }),
      ...(note === undefined ? {} : { note: NOTE(note) }),
      ...(directory === undefined ? {} : { directory: DIRECTORY(directory) }),
    };
  }
}

/** Return the pins of this browser; where it keeps nothing, they last as long as the page. */
export function browserPins(): Pins {
  try {
    localStorage.setItem(`${KEY}.probe`, "1");
    localStorage.removeItem(`${KEY}.probe`);
    return new Pins(localStorage);
  } catch {
    return new Pins(memoryStorage());
  }
}

/** Return a storage that forgets with the page. */
export function memoryStorage(): PinStorage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      items.set(key, value);
    },
  };
}

function join(older: Checkpoint, newer: Checkpoint, proof: readonly string[]): void {
  try {
    verifyExtension(older, newer, proof);
  } catch (cause) {
    if (!(cause instanceof SealbenchError)) throw cause;
    throw new ForkError("the log is not the one that this browser has seen", { cause });
  }
}
