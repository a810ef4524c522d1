/** The field on which a client signs by hand; what is drawn leaves as strokes, never as a picture. */

import SignaturePad from "signature_pad";
import type { Drawing } from "../lib/agreement.ts";
import { el } from "../lib/dom.ts";
import { drawingOf } from "../lib/strokes.ts";
import { agreement as t } from "./agreement_words.ts";
import { button, paragraph } from "./screens.ts";

/** A pad that is part of a page. */
export interface Pad {
  readonly element: HTMLElement;
  /** Return what was drawn, undefined where nothing was. */
  readonly drawing: () => Drawing | undefined;
}

/** Return a fresh pad. */
export function drawingPad(): Pad {
  const canvas = el("canvas", {
    class: "signature-pad",
    width: "1200",
    height: "400",
    role: "img",
    "aria-label": t("draw"),
  });
  // Its own background would be a style; the canvas is see-through and has one of the sheet.
  const pad = new SignaturePad(canvas, { penColor: "#1b2a4a", minWidth: 2, maxWidth: 5 });
  // The pad counts in pixels of the page: the canvas has as many as it is shown with.
  const fit = (): void => {
    const { width, height } = canvas.getBoundingClientRect();
    const wide = Math.round(width);
    if (wide === 0 || canvas.width === wide || !pad.isEmpty()) return;
    canvas.width = wide;
    canvas.height = Math.round(height);
    pad.clear();
  };
  new ResizeObserver(fit).observe(canvas);
  const drawing = (): Drawing | undefined => {
    if (pad.isEmpty()) return undefined;
    // As it was shown when the first stroke was made: a tablet may have been turned since.
    const strokes = pad.toData().map((group) => group.points);
    return drawingOf(strokes, canvas.width, canvas.height);
  };
  const wipe = button(t("wipe"), () => pad.clear(), "btn mt-2", "x");
  return { element: el("div", {}, paragraph(t("draw"), "mb-1"), canvas, wipe), drawing };
}
