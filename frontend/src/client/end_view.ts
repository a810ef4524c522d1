/** How a client ends things: no login, being present, leaving, and what the desk does. */

import { csrfToken } from "../lib/api.ts";
import { el } from "../lib/dom.ts";
import * as calls from "./calls.ts";
import { type Acts, endedJobs, endingView, stopJobView, stopView } from "./ending_view.ts";
import { forget } from "./kept.ts";
import type { Page } from "./page.ts";
import { button, form, labelled, paragraph, section } from "./screens.ts";
import { signAct, type Visit } from "./visit.ts";
import { home as t } from "./words.ts";

/** What the page does after an act. */
export interface Ends extends Acts {
  readonly left: (forgotten: boolean) => void;
}

/** Return the section of a page. */
export function endView(visit: Visit, page: Page, ends: Ends): HTMLElement {
  const desk = { phone: page.shop.phone || page.shop.name };
  const parts: readonly HTMLElement[] = page.job.ended
    ? []
    : [paragraph(t("endText")), ...refusals(visit, page, ends)];
  const own = page.client.counter ? [] : [record(), ...leaving(visit, ends)];
  const ask = paragraph(t("desk", desk), "text-secondary");
  return section(t("end"), "hand-stop", ...parts, ...stops(visit, page, ends), ask, ...own);
}

/** Return how the service and this job end, or how far their end is. */
function stops(visit: Visit, page: Page, ends: Ends): readonly HTMLElement[] {
  const { ending } = page;
  const parts = [...endedJobs(page)];
  if (ending !== null) parts.push(endingView(visit, page, ending, ends));
  else if (!page.job.only) parts.push(stopJobView(visit, page, ends));
  if (ending?.scope !== "service") parts.push(stopView(visit, page, ends));
  return parts;
}

function refusals(visit: Visit, page: Page, ends: Ends): readonly HTMLElement[] {
  const reason = el("textarea", { class: "form-control", rows: "2", maxlength: "500" });
  const job = page.job.id;
  const decline = async (): Promise<void> => {
    await calls.decline(reason.value, await signAct(visit.identity, job, "refuse"));
    reason.value = "";
    await ends.said(t("declined"));
  };
  const present = async (): Promise<void> => {
    await calls.askPresence(await signAct(visit.identity, job, "ask-presence"));
    await ends.said(t("presenceDone"));
  };
  const submit = el("button", { type: "submit", class: "btn" }, t("decline"));
  const sender = form(decline, labelled(t("declineReason"), reason), submit);
  const fold = el(
    "details",
    { class: "mb-3" },
    el("summary", { class: "btn" }, t("decline")),
    sender,
  );
  return [fold, button(t("presence"), present, "btn mb-3", "user")];
}

/** Return the form that brings the record; a form, since what comes is a file. */
function record(): HTMLElement {
  const token = el("input", {
    type: "hidden",
    name: "csrfmiddlewaretoken",
    value: csrfToken(document.cookie),
  });
  const submit = el("button", { type: "submit", class: "btn" }, t("dossier"));
  const sender = el("form", { method: "post", action: "/c/dossier", class: "mb-3" }, token, submit);
  sender.append(el("div", { class: "form-hint mt-2" }, t("dossierText")));
  return sender;
}

function leaving(visit: Visit, ends: Ends): readonly HTMLElement[] {
  const leave = async (forgotten: boolean): Promise<void> => {
    if (forgotten && visit.kept !== undefined) await forget(visit.kept.key);
    await calls.leave();
    ends.left(forgotten);
  };
  return [
    paragraph(t("leaveText"), "text-secondary"),
    el(
      "div",
      { class: "btn-list" },
      button(t("leave"), () => leave(false), "btn", "logout"),
      button(t("forget"), () => leave(true), "btn", "x"),
    ),
  ];
}
