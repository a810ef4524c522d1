/** The shared worker that remembers: what pages say to it, and what it answers. */

import { Memory, type Opened } from "./memory.ts";

/** How long a login that was opened is remembered: to do the work, and to write the note. */
export const LIFE = 15 * 60_000;

export type Request =
  | { readonly act: "remember"; readonly login: Opened; readonly life: number }
  | { readonly act: "compare"; readonly id: number; readonly texts: readonly string[] }
  | { readonly act: "forget" };

export type Reply =
  | { readonly act: "remembers"; readonly some: boolean }
  | { readonly act: "compared"; readonly id: number; readonly held: readonly boolean[] };

/** What a page is reached by. */
export interface Port {
  postMessage(reply: Reply): void;
}

/** Everything that is remembered in this browser, and the pages that ask about it. */
export class Recall {
  readonly #ports = new Set<Port>();
  readonly #memories = new Set<Memory>();

  /** Tell *port* from now on whether anything is remembered. */
  join(port: Port): void {
    this.#ports.add(port);
    this.#tell(port);
  }

  /** Do what *port* asks. */
  async take(port: Port, request: Request): Promise<void> {
    if (request.act === "forget") this.#forget();
    else if (request.act === "remember") await this.#remember(request.login, request.life);
    else {
      const held = await Promise.all(request.texts.map((text) => this.#holds(text)));
      port.postMessage({ act: "compared", id: request.id, held });
    }
  }

  async #remember(login: Opened, life: number): Promise<void> {
    const memory = await Memory.of(login);
    this.#memories.add(memory);
    setTimeout(() => this.#forget(memory), Math.min(life, LIFE));
    this.#tellAll();
  }

  #forget(memory?: Memory): void {
    if (memory === undefined) this.#memories.clear();
    else this.#memories.delete(memory);
    this.#tellAll();
  }

  async #holds(text: string): Promise<boolean> {
    const found = await Promise.all([...this.#memories].map((memory) => memory.holds(text)));
    return found.includes(true);
  }

  #tellAll(): void {
    for (const port of this.#ports) this.#tell(port);
  }

  #tell(port: Port): void {
    port.postMessage({ act: "remembers", some: this.#memories.size > 0 });
  }
}
