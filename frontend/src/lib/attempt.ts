/** Where the pages of staff say what goes on, and what went wrong: `#progress` and `#problem`. */

import { announce, find, show } from "./dom.ts";
import { explain } from "./words.ts";

/** Say what is being done, or nothing more. */
export function working(message: string): void {
  find("progress", HTMLParagraphElement).textContent = message;
}

/** Say *message* as a problem; nothing is being done any more. */
export function complain(message: string): void {
  const problem = find("problem", HTMLDivElement);
  working("");
  show(problem);
  announce(problem, message);
}

/** Run *act*; what goes wrong is told to the person, as *tell* puts it. */
export async function attempt(
  act: () => Promise<void>,
  tell: (error: unknown) => string = explain,
): Promise<void> {
  show(find("problem", HTMLDivElement), false);
  try {
    await act();
  } catch (error) {
    complain(tell(error));
  }
}
