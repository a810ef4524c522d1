/** What the shop keeps by the client's wish: each confirmed for another year, or withdrawn. */

import { csrfToken } from "../lib/api.ts";
import { el } from "../lib/dom.ts";
import * as calls from "./calls.ts";
import { when } from "./claiming.ts";
import type { Around } from "./keep_view.ts";
import type { Page, PageKeep } from "./page.ts";
import { button, paragraph } from "./screens.ts";
import { signAct, type Visit } from "./visit.ts";
import { keep as k, home as t } from "./words.ts";

interface Place {
  readonly page: Page;
  readonly visit: Visit;
  readonly around: Around;
}

/** Return what the shop keeps by the client's wish, each with a way to confirm and to end it. */
export function keptLogins(page: Page, visit: Visit, around: Around): readonly HTMLElement[] {
  if (page.keeps.length === 0) return [];
  const rows = page.keeps.map((each) => row(each, { page, visit, around }));
  return [el("h3", { class: "mt-3" }, k("kept")), el("ul", { class: "list-unstyled" }, ...rows)];
}

function row(kept: PageKeep, place: Place): HTMLLIElement {
  const names = kept.people.join(", ") || t("unproven");
  const { left, openings, due_at, until } = kept;
  const facts = k("facts", { names, left, openings, why: k(kept.why), until: when(until) });
  const later = due_at < until ? ` ${k("due", { due: when(due_at) })}` : "";
  const again = button(k("confirm"), () => confirmOn(kept, place), "btn", "check");
  const end = button(k("withdraw"), () => withdraw(kept, place), "btn", "trash");
  return el(
    "li",
    { class: "kept" },
    el("div", {}, el("strong", {}, kept.label), paragraph(facts + later, "mb-0")),
    el("div", { class: "btn-list" }, receipt(kept), ...(later === "" ? [] : [again]), end),
  );
}

/** Return the form that brings the consent with its receipt; what comes is saved and not shown. */
function receipt({ id, label }: PageKeep): HTMLElement {
  const token = el("input", {
    type: "hidden",
    name: "csrfmiddlewaretoken",
    value: csrfToken(document.cookie),
  });
  const which = el("input", { type: "hidden", name: "keep", value: id });
  const name = k("receiptOf", { label });
  const submit = el("button", { type: "submit", class: "btn", "aria-label": name }, k("receipt"));
  return el("form", { method: "post", action: "/c/keep/consent" }, token, which, submit);
}

/** Say yes for another year: to extend takes the open key. */
async function confirmOn({ id }: PageKeep, { page, around }: Place): Promise<void> {
  const identity = await around.identity();
  const signed = await signAct(identity, page.job.id, "confirm-keep", id);
  if (signed !== undefined) await calls.confirmKeep(id, signed);
  await around.changed(k("confirmed"));
}

/** Withdraw: an open page is enough, and the act is signed where the key is open. */
async function withdraw({ id, label }: PageKeep, { page, visit, around }: Place): Promise<void> {
  if (!confirm(k("withdrawSure", { label }))) return;
  const signed = await signAct(visit.identity, page.job.id, "withdraw-keep", id);
  await calls.withdrawKeep(id, signed);
  await around.changed(k("withdrawn"));
}
