/** Adding a house rule: its parts chosen, its sentence read, then signed. */

import { attempt, working } from "../lib/attempt.ts";
import { el, find, show } from "../lib/dom.ts";
import { MalformedError } from "../lib/errors.ts";
import { concerns, DAY, DEEDS, minuteOf, type Names, sentence } from "../lib/house_rule.ts";
import type { HouseRule } from "../lib/rule_fields.ts";
import { translator } from "../lib/words.ts";
import { loadDraft, type RuleDraft } from "../ruling/draft.ts";
import { type Meant, signOnSubmit } from "../ruling/signing.ts";

const t = translator({
  noJob: "there is no job of this number",
  noSpan: "the rule would begin and end at the same time",
});

const chosen = (id: string): string => find(id, HTMLSelectElement).value;
const typed = (id: string): string => find(id, HTMLInputElement).value.trim();

/** Return the rule that the form says; *client* is that of the job which it names. */
function readForm(client: string): HouseRule {
  const deed = chosen("deed");
  const job = concerns(deed, "client") ? Number(typed("job")) : 0;
  const who = chosen("who");
  const [start, until] = [minuteOf(typed("start"), 0), minuteOf(typed("end"), DAY)];
  const end = until === 0 ? DAY : until;
  if (start === end) throw new MalformedError(t("noSpan"));
  const days = [...document.querySelectorAll<HTMLInputElement>("#days input:checked")];
  return {
    deed,
    person: who.startsWith("person ") ? who.slice(7) : "",
    role: (who.startsWith("role ") ? who.slice(5) : "") as HouseRule["role"],
    client: job > 0 ? client : "",
    job,
    place: (concerns(deed, "place") ? chosen("place") : "") as HouseRule["place"],
    service: concerns(deed, "service") ? chosen("service") : "",
    days: days.map((box) => box.value as HouseRule["days"][number]).sort(),
    start,
    end,
  };
}

function namesOf({ person, service }: HouseRule, { choices }: RuleDraft): Names {
  const named = (list: readonly { id: string; name: string }[], id: string): string =>
    list.find((item) => item.id === id)?.name ?? "";
  return { person: named(choices.people, person), service: named(choices.services, service) };
}

/** Show the sentence of what is chosen; before it is signed the job's client is only hinted at. */
function preview(ready: RuleDraft): void {
  const shown = find("sentence", HTMLElement);
  const deed = chosen("deed");
  find("job", HTMLInputElement).disabled = !concerns(deed, "client");
  find("place", HTMLSelectElement).disabled = !concerns(deed, "place");
  find("service", HTMLSelectElement).disabled = !concerns(deed, "service");
  try {
    const rule = readForm("any");
    shown.textContent = sentence(rule, namesOf(rule, ready));
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    shown.textContent = error.message;
  }
}

function offer(ready: RuleDraft): void {
  for (const [deed, [others]] of DEEDS) {
    find("deed", HTMLSelectElement).append(el("option", { value: deed }, others));
  }
  for (const { id, name } of ready.choices.people) {
    find("people", HTMLOptGroupElement).append(el("option", { value: `person ${id}` }, name));
  }
  for (const { id, name } of ready.choices.services) {
    find("service", HTMLSelectElement).append(el("option", { value: id }, name));
  }
}

async function meant(): Promise<Meant> {
  const job = Number(typed("job"));
  const ready = await loadDraft(job);
  if (job > 0 && ready.client === "") throw new MalformedError(t("noJob"));
  const rule = readForm(ready.client);
  return { ready, number: ready.number, rule, text: sentence(rule, namesOf(rule, ready)) };
}

async function run(): Promise<void> {
  const ready = await loadDraft();
  offer(ready);
  find("number", HTMLElement).textContent = `H-${ready.number}`;
  const form = find("sign", HTMLFormElement);
  form.addEventListener("input", () => preview(ready));
  preview(ready);
  working("");
  show(form);
  signOnSubmit("add", "/policy/rules/take", meant);
}

void attempt(run);
