/** Logins that people know who left: the client changes them, and says so. */

import { el } from "../lib/dom.ts";
import * as calls from "./calls.ts";
import { when } from "./claiming.ts";
import type { Around } from "./keep_view.ts";
import type { Page, PageRisk } from "./page.ts";
import { risk as t } from "./risk_words.ts";
import { button, paragraph, section } from "./screens.ts";
import { signAct } from "./visit.ts";

/** Where a login stands: the page, and how to get at the key. */
interface Place {
  readonly page: Page;
  readonly around: Around;
}

/** Return what to change, which stands out, and what was changed, folded away. */
export function risksOf(page: Page, around: Around): readonly HTMLElement[] {
  const open = page.risks.filter(({ changed_at }) => changed_at === 0);
  const done = page.risks.filter(({ changed_at }) => changed_at !== 0);
  const place = { page, around };
  const found: HTMLElement[] = [];
  if (open.length > 0) {
    const warning = paragraph(t("text"), "alert alert-warning");
    found.push(section(t("title"), "alert-triangle", warning, list(open, place)));
  }
  if (done.length > 0) {
    const summary = el("summary", {}, t("doneTitle"));
    const fold = el("details", { class: "fold mb-3" }, summary, paragraph(t("doneText")));
    fold.append(list(done, place));
    found.push(fold);
  }
  return found;
}

function list(risks: readonly PageRisk[], place: Place): HTMLUListElement {
  return el("ul", { class: "list-unstyled mb-0" }, ...risks.map((each) => row(each, place)));
}

function row(risk: PageRisk, place: Place): HTMLLIElement {
  const people = risk.people.map(({ name, at, left }) =>
    paragraph(t("opened", { name, at: when(at), left: when(left) }), "mb-0"),
  );
  const name = nameOf(risk);
  const changed = risk.changed_at !== 0;
  const said = changed ? [paragraph(saidOf(risk), "mb-0")] : [];
  const act = button(
    t(changed ? "deny" : "say"),
    () => say(risk, !changed, place),
    changed ? "btn" : "btn btn-primary",
    changed ? "x" : "check",
  );
  act.setAttribute("aria-label", `${t(changed ? "deny" : "say")}: ${name}`);
  const facts = el("div", {}, el("strong", {}, name), ...people, ...said);
  return el("li", { class: "kept" }, facts, el("div", { class: "btn-list" }, act));
}

function nameOf({ label, job }: PageRisk): string {
  if (label !== "") return t("named", { label });
  return job === 0 ? t("ofKeep") : t("ofJob", { number: job });
}

function saidOf({ changed_at, changed_by, recorder }: PageRisk): string {
  const at = when(changed_at);
  return changed_by === "client"
    ? t("youSaid", { when: at })
    : t("recorded", { name: recorder, when: at });
}

/** Say it, signed: to call a risk over takes the open key. */
async function say({ login }: PageRisk, changed: boolean, { page, around }: Place): Promise<void> {
  if (changed && !confirm(t("saySure"))) return;
  const identity = await around.identity();
  const act = changed ? "login-changed" : "login-unchanged";
  const signed = await signAct(identity, page.job.id, act, login);
  if (signed !== undefined) await calls.sayChanged(login, signed);
  await around.changed(t(changed ? "said" : "denied"));
}
