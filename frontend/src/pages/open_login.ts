/** The page that opens a login: ask what for, confirm, check the record, show it masked. */

import { ApiError, post } from "../lib/api.ts";
import { fingerprint, type JSONObject } from "../lib/canon.ts";
import { el, fill, find, icon } from "../lib/dom.ts";
import { browserPins } from "../lib/pins.ts";
import { Remembering } from "../lib/remembering.ts";
import { showCheckpoint } from "../lib/showing.ts";
import { parseSigned, statementHash } from "../lib/statement.ts";
import { explain } from "../lib/words.ts";
import { type Facts, parseFacts, placeOf } from "../opening/facts.ts";
import { type Choice, question, summary } from "../opening/form.ts";
import { openRelease } from "../opening/release.ts";
import { reveal } from "../opening/reveal.ts";
import { type Confirmed, confirmByPasskey, confirmByPassphrase } from "../opening/unlock.ts";
import { t } from "../opening/words.ts";

const page = find("page", HTMLElement);
const place = placeOf(location.pathname);
const pins = browserPins();
const memory = new Remembering();

/** Ask for what there is to know, and put the question. */
async function start(): Promise<void> {
  say(t("waiting"));
  await showCheckpoint(pins); // a server that was set back counts no opening
  try {
    const facts = parseFacts(await post(`${place.path}facts`, {}), place);
    const news = meet(facts);
    fill(
      page,
      heading(facts),
      summary(facts),
      ...news,
      question(facts, (chosen) => {
        void open(facts, chosen);
      }),
    );
  } catch (error) {
    fail(error, { counts: false });
  }
}

/** Open the login as chosen: confirm, send, check, show. */
async function open(facts: Facts, choice: Choice): Promise<void> {
  let sent = false;
  try {
    const confirmed = await confirm(facts, choice);
    say(t("working"));
    sent = true;
    const known = pins.checkpoint?.size ?? 0;
    const signed = confirmed.signed as unknown as JSONObject;
    const answer = await post(`${place.path}open`, { signed, known });
    const opened = await openRelease(answer, facts, confirmed, pins);
    const screen = el("div", { class: "unselectable" });
    fill(page, heading(facts), screen);
    memory.remember(opened.login);
    reveal(screen, opened, gone);
  } catch (error) {
    fail(error, { counts: sent });
  }
}

function confirm(facts: Facts, { purpose, typed }: Choice): Promise<Confirmed> {
  if (typed === undefined) return confirmByPasskey(facts, purpose);
  say(t("stretching"));
  return confirmByPassphrase(facts, purpose, typed);
}

/** Remember the shop's genesis, or compare with the one remembered; return what to tell of it. */
function meet(facts: Facts): readonly HTMLElement[] {
  const { statement } = parseSigned("genesis", facts.genesis);
  const isNew = pins.genesis === undefined;
  pins.meet(statementHash(statement));
  if (!isNew) return [];
  const words = el("p", { class: "fingerprint mb-0" }, fingerprint(statement));
  return [el("div", { class: "alert alert-info" }, el("p", {}, t("new-here")), words)];
}

function gone(): void {
  fill(
    page,
    el("p", { class: "h2", role: "status" }, t("gone")),
    el("p", { class: "text-secondary" }, t("gone-hint")),
    again(),
    back(),
  );
}

/** Tell why it was not opened; *counts* if the opening may have been recorded nevertheless. */
function fail(error: unknown, { counts }: { counts: boolean }): void {
  const refused = error instanceof ApiError && error.code === "refused";
  const answered = error instanceof ApiError && error.status < 500;
  const words = refused ? error.hint : explain(error);
  const rule = refused
    ? t("refused-rule", { clause: String(error.details.clause ?? ""), rule: error.message })
    : "";
  fill(
    page,
    el("h1", { role: "alert" }, refused ? t("refused") : t("failed")),
    el("p", {}, words),
    el("p", { class: "text-secondary" }, rule || (counts && !answered ? t("may-count") : "")),
    again(),
    back(),
  );
}

function heading(facts: Facts): HTMLElement {
  const words = el("span", { class: "text-secondary" }, t("job", { number: facts.number }));
  return el("header", { class: "mb-3" }, back(), el("h1", {}, t("title")), words);
}

function say(words: string): void {
  fill(page, el("p", { role: "status", class: "text-secondary" }, words));
}

function again(): HTMLElement {
  const button = el(
    "button",
    { type: "button", class: "btn w-100 mb-3" },
    icon("refresh"),
    t("again"),
  );
  button.addEventListener("click", () => void start());
  return button;
}

function back(): HTMLElement {
  const link = { class: "btn btn-link ps-0", href: `/jobs/${place.number}/` };
  return el("a", link, icon("arrow-left"), t("back"));
}

document.title = t("title");
void start();
