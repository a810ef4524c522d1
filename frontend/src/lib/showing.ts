/**
 * Showing the shop the newest checkpoint that this browser kept.
 *
 * A server that was set back to an older state, and so does not go on from it, stops signing.
 */

import { post } from "./api.ts";
import type { Pins } from "./pins.ts";

/** Show what *pins* keep; whatever comes of it, the page proves by itself what it is shown. */
export async function showCheckpoint(pins: Pins): Promise<void> {
  try {
    const note = pins.checkpoint?.note;
    if (note !== undefined) await post("/ledger/seen", { note });
  } catch {
    // A server that does not answer is told the next time; what was altered is seen elsewhere.
  }
}
