/** How a client ends the service, or a job: three clear acts, each of its own (stop, return, destroy). */

import { b64u, hash } from "../lib/canon.ts";
import { el } from "../lib/dom.ts";
import type { ClientIdentity } from "../lib/identity.ts";
import { openPackage } from "../lib/package.ts";
import { download } from "../lib/saving.ts";
import * as calls from "./calls.ts";
import { when } from "./claiming.ts";
import { ending as t } from "./ending_words.ts";
import type { Ending, Page } from "./page.ts";
import { button, check, complain, form, paragraph, working } from "./screens.ts";
import { signAct, type Visit } from "./visit.ts";

/** What the page does after an act, and how it gets at the open key. */
export interface Acts {
  readonly said: (message: string) => Promise<void>;
  readonly identity: () => Promise<ClientIdentity>;
  readonly destroyed: () => void;
  /** Ask the server nothing else meanwhile: what the page would be told is that it is gone. */
  readonly quietly: (act: () => Promise<void>) => Promise<void>;
  /** Where what was fetched stays, whatever the page shows anew around it. */
  readonly fetched: HTMLElement;
}

/** Return the act that stops the service, folded: what it does is read first. */
export function stopView(visit: Visit, page: Page, acts: Acts): HTMLElement {
  const stop = async (): Promise<void> => {
    await calls.stop("service", await signAct(visit.identity, page.job.id, "stop-service"));
    await acts.said(t("stopped"));
  };
  return fold(t("stop"), t("stopText"), t("stopYes"), stop, t("stopNow"));
}

/** Return the act that stops this job alone, where the client has others. */
export function stopJobView(visit: Visit, page: Page, acts: Acts): HTMLElement {
  const stop = async (): Promise<void> => {
    await calls.stop("job", await signAct(visit.identity, page.job.id, "stop-job"));
    await acts.said(t("jobStopped"));
  };
  return fold(t("stopJob"), t("stopJobText"), t("stopJobYes"), stop, t("stopJobNow"));
}

/** Return the jobs that were ended alone, each with its certificate. */
export function endedJobs(page: Page): readonly HTMLElement[] {
  if (page.ended.length === 0) return [];
  const items = page.ended.map((job) => {
    const values = { number: job.number, when: when(job.at) };
    const line = el("li", { class: "mb-2" }, paragraph(t("endedJob", values)));
    const fetch = async (): Promise<void> => {
      working(t("fetching"));
      download(await calls.ownCertificate(job.case), `certificate-${job.case.slice(0, 6)}.pdf`);
    };
    if (job.certified > 0) line.append(button(t("certificate"), fetch, "btn", "download"));
    return line;
  });
  return [paragraph(t("endedJobs")), el("ul", { class: "list-unstyled" }, ...items)];
}

/** Return the acts that are left once the service, or the job, is stopped. */
export function endingView(visit: Visit, page: Page, case_: Ending, acts: Acts): HTMLElement {
  const done = case_.scope === "job" ? "jobStepStopDone" : "stepStopDone";
  const step = (title: string, ...parts: readonly HTMLElement[]): HTMLElement =>
    el("li", { class: "mb-3" }, el("strong", {}, title), ...parts);
  return el(
    "ol",
    { class: "ending-steps" },
    step(t("stepStop"), paragraph(t(done, { when: when(case_.stopped_at) }))),
    step(t("stepReturn"), ...returns(page, case_, acts)),
    step(t("stepDestroy"), ...destruction(visit, page, case_, acts)),
  );
}

function returns(page: Page, case_: Ending, acts: Acts): readonly HTMLElement[] {
  const done =
    case_.returned_at > 0 ? [paragraph(t("returned", { when: when(case_.returned_at) }))] : [];
  if (!isSettled(case_)) {
    const later = case_.settles > 0 ? t("settles", { when: when(case_.settles) }) : t("never");
    return [...done, paragraph(later), paragraph(t("inPerson"), "text-secondary")];
  }
  const fetchAll = async (): Promise<void> => {
    const identity = await acts.identity();
    working(t("fetching"));
    const signed = await signAct(identity, page.job.id, "fetch-return", case_.case);
    const file = await calls.fetchReturn(signed);
    const opened = await openPackage(file, identity.age);
    acts.fetched.replaceChildren(
      paragraph(t("fetched", { hash: b64u(hash(file)).slice(0, 12) })),
      el(
        "div",
        { class: "btn-list mb-3" },
        button(
          t("saveOpened"),
          () => download(opened, "return.zip"),
          "btn btn-primary",
          "download",
        ),
        button(t("saveSealed"), () => download(file, "return.age"), "btn", "lock"),
      ),
    );
    await acts.said(t("fetchedShort"));
  };
  return [
    ...done,
    paragraph(t(case_.scope === "job" ? "jobReturnText" : "returnText")),
    button(t("fetchAll"), fetchAll, "btn mb-3", "download"),
    acts.fetched,
  ];
}

function destruction(visit: Visit, page: Page, case_: Ending, acts: Acts): readonly HTMLElement[] {
  const act = (name: "announce-destruction" | "object-to-destruction") =>
    signAct(visit.identity, page.job.id, name, case_.case);
  const hold = async (): Promise<void> => {
    await calls.holdDestruction(await act("object-to-destruction"));
    await acts.said(t("held"));
  };
  const announce = async (): Promise<void> => {
    await calls.announceDestruction(await act("announce-destruction"));
    await acts.said(t("announced"));
  };
  const parts: HTMLElement[] = [...kept(case_)];
  if (case_.objected_at > 0) parts.push(paragraph(t("isHeld"), "alert alert-warning"));
  else if (case_.confirmed_at > 0) parts.push(paragraph(t("isConfirmed")));
  else if (case_.announced_at > 0) parts.push(paragraph(runs(case_)));
  if (case_.returned_at > 0 && case_.confirmed_at === 0 && isSettled(case_)) {
    parts.push(confirming(page, case_, acts));
  }
  if (case_.announced_at === 0 || case_.objected_at > 0) {
    parts.push(fold(t("announce"), t("announceText"), t("announceYes"), announce, t("announce")));
  }
  const running = case_.announced_at > 0 || case_.confirmed_at > 0;
  if (running && case_.objected_at === 0) {
    parts.push(button(t("hold"), hold, "btn mb-3", "hand-stop"));
  }
  return parts;
}

function confirming(page: Page, case_: Ending, acts: Acts): HTMLElement {
  const confirm = async (): Promise<void> => {
    const identity = await acts.identity();
    working(t("destroying"));
    const signed = await signAct(identity, page.job.id, "confirm-return", case_.case);
    let gone = false;
    await acts.quietly(async () => {
      gone = await calls.confirmReturn(signed);
      if (gone) acts.destroyed();
    });
    if (!gone) await acts.said(t("confirmedOnly"));
  };
  const text = t(case_.scope === "job" ? "jobConfirmText" : "confirmText");
  return fold(t("confirm"), text, t("confirmYes"), confirm, t("confirmNow"));
}

function kept(case_: Ending): readonly HTMLElement[] {
  if (case_.elsewhere.length === 0) return [];
  const items = case_.elsewhere.map((each) => {
    const values = { what: each.what, with: each.with, until: when(each.until) };
    if (each.kind === "exception") return el("li", {}, t("keptByLaw", values));
    return el("li", {}, t(each.confirmed > 0 ? "copyGone" : "copyThere", values));
  });
  return [paragraph(t("elsewhere")), el("ul", {}, ...items)];
}

function runs(case_: Ending): string {
  return case_.earliest > 0 ? t("runs", { when: when(case_.earliest) }) : t("runsLater");
}

function isSettled(case_: Ending): boolean {
  return case_.settles > 0 && case_.settles * 1000 <= Date.now();
}

/** Return a folded act: its text, a box that is ticked first, and the button. */
export function fold(
  title: string,
  text: string,
  yes: string,
  act: () => Promise<void>,
  name: string,
): HTMLElement {
  const { row, box } = check(yes);
  const send = async (): Promise<void> => {
    if (!box.checked) complain(t("tickFirst"));
    else await act();
  };
  const submit = el("button", { type: "submit", class: "btn btn-danger mt-2" }, name);
  return el(
    "details",
    { class: "mb-3" },
    el("summary", { class: "btn" }, title),
    el("div", { class: "mt-2" }, paragraph(text)),
    form(send, row, submit),
  );
}
