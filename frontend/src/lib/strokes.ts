/** A drawn signature as whole numbers, and as lines on a canvas of 1200 by 400. */

import type { Drawing } from "./agreement.ts";

const WIDTH = 1200;
const HEIGHT = 400;
const MOST_STROKES = 60;
const MOST_POINTS = 4000;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Return *strokes*, drawn on a field of *width* by *height*, on the field of agreements. */
export function drawingOf(
  strokes: readonly (readonly Point[])[],
  width: number,
  height: number,
): Drawing {
  const drawn = strokes.filter((stroke) => stroke.length > 0).slice(0, MOST_STROKES);
  const total = drawn.reduce((sum, stroke) => sum + stroke.length, 0);
  const every = Math.max(1, Math.ceil(total / (MOST_POINTS - MOST_STROKES)));
  return {
    v: 1,
    width: WIDTH,
    height: HEIGHT,
    strokes: drawn.map((stroke) =>
      stroke
        .filter((_, i) => i % every === 0)
        .map(({ x, y }) => [scaled(x, width, WIDTH), scaled(y, height, HEIGHT)]),
    ),
  };
}

/** Draw *drawing* on *canvas*, in the colour of its text. */
export function strokeOn(canvas: HTMLCanvasElement, { strokes }: Drawing): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.clearRect(0, 0, WIDTH, HEIGHT);
  context.strokeStyle = "#1b2a4a";
  context.lineWidth = 4;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const stroke of strokes) {
    context.beginPath();
    stroke.forEach(([x = 0, y = 0], i) => {
      if (i === 0) context.moveTo(x, y);
      context.lineTo(x, y);
    });
    context.stroke();
  }
}

function scaled(value: number, from: number, to: number): number {
  return Math.min(to, Math.max(0, Math.round((value / from) * to)));
}
