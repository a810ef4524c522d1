/** Retiring a house rule: what it says, who else it concerns, then signed. */

import { attempt, working } from "../lib/attempt.ts";
import { find, show } from "../lib/dom.ts";
import { MalformedError } from "../lib/errors.ts";
import { translator } from "../lib/words.ts";
import { loadDraft } from "../ruling/draft.ts";
import { type Meant, signOnSubmit } from "../ruling/signing.ts";

const t = translator({ none: "no such rule is in force" });

async function meant(): Promise<Meant> {
  const wanted = Number(location.pathname.split("/").at(-3));
  const ready = await loadDraft();
  const found = ready.rules.find((rule) => rule.number === wanted);
  if (found === undefined) throw new MalformedError(t("none"));
  return { ready, ...found };
}

async function run(): Promise<void> {
  const { number, text } = await meant();
  find("number", HTMLElement).textContent = `H-${number}`;
  find("sentence", HTMLElement).textContent = text;
  working("");
  show(find("sign", HTMLFormElement));
  signOnSubmit("retire", "/policy/rules/end", meant);
}

void attempt(run);
