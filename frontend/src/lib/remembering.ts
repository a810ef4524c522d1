/** A page's way to the worker that remembers the logins which were opened in this browser. */

import type { Opened } from "./memory.ts";
import { LIFE, type Reply, type Request } from "./recall.ts";
import { MEMORY_URL, workerUrl } from "./worker_url.ts";

const PATIENCE = 5_000; // milliseconds

/** Asks the worker; where the browser has no such workers, nothing is remembered. */
export class Remembering {
  readonly #port: MessagePort | undefined;
  readonly #waiting = new Map<number, (held: readonly boolean[]) => void>();
  #some = false;
  #next = 0;

  constructor() {
    this.#port = connect();
    this.#port?.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.#hear(data));
    this.#port?.start();
  }

  /** Whether this browser can remember at all. */
  get works(): boolean {
    return this.#port !== undefined;
  }

  /** Whether something is remembered now. */
  get some(): boolean {
    return this.#some;
  }

  /** Have *login* remembered for `LIFE` milliseconds, in every page of the shop. */
  remember(login: Opened): void {
    const { user, password, note } = login;
    this.#ask({ act: "remember", login: { user, password, note }, life: LIFE });
  }

  /** Have everything forgotten, in every page. */
  forget(): void {
    this.#ask({ act: "forget" });
  }

  /** Tell of each of *texts* whether it holds a part of what is remembered; without an answer, yes. */
  compare(texts: readonly string[]): Promise<readonly boolean[]> {
    if (!this.#some) return Promise.resolve(texts.map(() => false));
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      setTimeout(
        () =>
          this.#settle(
            id,
            texts.map(() => true),
          ),
        PATIENCE,
      );
      this.#ask({ act: "compare", id, texts });
    });
  }

  #hear(reply: Reply): void {
    if (reply.act === "remembers") this.#some = reply.some;
    else this.#settle(reply.id, reply.held);
  }

  #settle(id: number, held: readonly boolean[]): void {
    this.#waiting.get(id)?.(held);
    this.#waiting.delete(id);
  }

  #ask(request: Request): void {
    this.#port?.postMessage(request);
  }
}

/** Return the port of the worker, which lives on from one page to the next for a short while. */
function connect(): MessagePort | undefined {
  try {
    const options = { name: "memory", extendedLifetime: true };
    return new SharedWorker(workerUrl(MEMORY_URL), options).port;
  } catch {
    return undefined;
  }
}
