/** What every staff page does while somebody types: warn of secrets, hold back what was opened. */

import { Remembering } from "../lib/remembering.ts";
import { guard } from "../typing/guard.ts";
import { warn } from "../typing/warning.ts";

const memory = new Remembering();
guard(memory);
warn(document);

for (const form of document.querySelectorAll<HTMLElement>("form[data-forget]")) {
  form.addEventListener("submit", () => memory.forget());
}
