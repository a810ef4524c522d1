/** Asking for the page of a job, with what this browser knows, so that each answer proves itself. */

import { ApiError } from "../lib/api.ts";
import type { JSONObject } from "../lib/canon.ts";
import type { Pins } from "../lib/pins.ts";
import { showCheckpoint } from "../lib/showing.ts";
import * as calls from "./calls.ts";
import { type Page, parsePage } from "./page.ts";

const TRIES = 5;

/** A page that has changed; *joined* is the size of the public log that it proves, 0 for none. */
export interface Fresh {
  readonly page: Page;
  readonly joined: number;
}

/**
 * Return the page if it is another one than that of *mark*.
 *
 * *published* is the size of the public log that the answer must join, 0 for none.
 */
export async function freshPage(
  pins: Pins,
  mark: string,
  published: number,
): Promise<Fresh | undefined> {
  for (let i = 0; i < TRIES; i++) {
    const asked = question(pins, mark, published);
    const answer = await ask(asked, pins);
    if (answer.mark === mark && !("job" in answer)) return undefined;
    // Another tab may have learned more meanwhile: then these proofs start from too early.
    if (isStill(pins, asked)) return { page: parsePage(answer), joined: asked.public };
  }
  return undefined;
}

/** Ask for the page; a server that is shorter than *pins* know is shown what they keep. */
async function ask(asked: calls.Known, pins: Pins): Promise<JSONObject> {
  try {
    return await calls.job(asked);
  } catch (error) {
    if (error instanceof ApiError && error.code === "conflict") await showCheckpoint(pins);
    throw error;
  }
}

function question(pins: Pins, mark: string, published: number): calls.Known {
  const known = pins.checkpoint?.size ?? 0;
  const joining = Math.min(published, known);
  const directory = pins.directory?.number ?? 0;
  return { mark: joining > 0 ? "" : mark, known, public: joining, directory };
}

function isStill(pins: Pins, { known, directory }: calls.Known): boolean {
  return (pins.checkpoint?.size ?? 0) === known && (pins.directory?.number ?? 0) === directory;
}
