/** What the page shows of the proven events, of the logins that are kept, and of waiting devices. */

import type { JSONObject } from "../lib/canon.ts";
import { el, icon, timeOf } from "../lib/dom.ts";
import { counted } from "../lib/format.ts";
import { when } from "./claiming.ts";
import { checkWords } from "./devices.ts";
import type { Page, PageLogin } from "./page.ts";
import { button, paragraph, wordList } from "./screens.ts";
import { picture, sentence } from "./sentences.ts";
import { home as t, t as word } from "./words.ts";

/** Return the proven *events*, the newest first. */
export function timeline(page: Page, events: readonly JSONObject[]): readonly HTMLElement[] {
  const labels = new Map([...page.logins, ...page.keeps].map(({ id, label }) => [id, label]));
  const rows = events.map((event) => row(event, labels)).reverse();
  return [
    el(
      "p",
      { class: "proven" },
      icon("shield-check"),
      " ",
      t("verified", { count: events.length }),
    ),
    el("ol", { class: "events", reversed: true }, ...rows),
  ];
}

function row(event: JSONObject, labels: ReadonlyMap<string, string>): HTMLLIElement {
  const at = typeof event.at === "string" ? event.at : "";
  const type = typeof event.type === "string" ? event.type : "";
  const time = el("div", { class: "text-secondary" }, timeOf(at));
  const said = el("div", {}, el("div", {}, sentence(event, labels)), time);
  const marked = typeof event.reason === "string" && type.endsWith("looked-at");
  const kind = marked ? "event event-marked" : "event";
  return el("li", { class: kind }, icon(picture(type)), said);
}

/** Return where the device is, and who is on the job. */
export function whereabouts(
  page: Page,
  names: ReadonlyMap<string, string>,
): readonly HTMLElement[] {
  const { job, device } = page;
  const thing = [device.make, device.model].filter((part) => part !== "").join(" ") || device.kind;
  const on = namesOf(page.assigned, names);
  const state = `state_${job.state}`;
  return [
    paragraph(`${thing}: ${job.service}`, "h3 mb-1"),
    paragraph(isState(state) ? t(state) : job.state),
    paragraph(on === "" ? t("nobody") : t("people", { names: on }), "text-secondary mb-0"),
  ];
}

/** Return who has *ids*; where nobody was proven, it says so once. */
function namesOf(ids: readonly string[], names: ReadonlyMap<string, string>): string {
  return [...new Set(ids.map((id) => names.get(id) ?? t("unproven")))].join(", ");
}

type State = Extract<Parameters<typeof t>[0], `state_${string}`>;

function isState(key: string): key is State {
  return /^state_(intake|in service|waiting|ready for pick-up|closed|cancelled)$/.test(key);
}

/** Return what is still kept, each login with a way to destroy it. */
export function keptThings(
  page: Page,
  names: ReadonlyMap<string, string>,
  destroy: (login: PageLogin) => Promise<void>,
): readonly HTMLElement[] {
  const kept = page.events.length + page.record.events.length;
  const events = counted(kept, "event", "events");
  const level = t("level", { level: page.client.level });
  const record = paragraph(`${t("record", { events })} ${level}`, "text-secondary mb-0");
  if (page.logins.length === 0 && page.keeps.length > 0) return [record];
  if (page.logins.length === 0) return [paragraph(t("noLogins")), record];
  const rows = page.logins.map((login) => loginRow(login, names, destroy));
  return [el("ul", { class: "list-unstyled" }, ...rows), record];
}

function loginRow(
  login: PageLogin,
  names: ReadonlyMap<string, string>,
  destroy: (login: PageLogin) => Promise<void>,
): HTMLLIElement {
  const on = namesOf(login.ways, names);
  const { left, openings } = login;
  const facts = t("left", { names: on, left, openings, until: when(login.expires_at) });
  const label = el("strong", {}, login.label);
  const remove = button(t("remove"), () => destroy(login), "btn", "trash");
  return el("li", { class: "kept" }, el("div", {}, label, paragraph(facts, "mb-0")), remove);
}

/** Return the devices that wait for a yes, each with its four words. */
export function waitingDevices(
  page: Page,
  allow: (request: Page["requests"][number]) => Promise<void>,
): readonly HTMLElement[] {
  return page.requests.map((request) =>
    el(
      "div",
      { class: "alert alert-warning", role: "alert" },
      el("h2", {}, word("deviceAsks")),
      paragraph(word("deviceAsksText")),
      wordList(checkWords(request.recipient)),
      button(word("allow"), () => allow(request), "btn btn-primary", "check"),
    ),
  );
}
