/** The counter: the shop's tablet takes a pass of the desk and serves one client. */

import * as calls from "../client/calls.ts";
import { attempt, form, labelled, paragraph, plainInput, screen } from "../client/screens.ts";
import { readPass, sit } from "../client/sitting.ts";
import { counter as t } from "../client/words.ts";
import { ApiError } from "../lib/api.ts";
import { el, fill, find } from "../lib/dom.ts";
import { MalformedError } from "../lib/errors.ts";
import { browserPins } from "../lib/pins.ts";
import { showCheckpoint } from "../lib/showing.ts";

async function start(): Promise<void> {
  const fragment = location.hash.slice(1);
  if (fragment !== "") history.replaceState(null, "", location.pathname);
  const here = await calls.lookAtCounter();
  fill(find("brand", HTMLElement), el("span", {}, here.shop.name));
  if (here.browser === "staff") {
    screen(t("shopBrowser"), paragraph(t("shopBrowserText")));
    return;
  }
  askPass(here);
  if (fragment !== "") await attempt(() => begin(fragment, here));
}

function askPass(here: calls.Here): void {
  const input = plainInput({ class: "form-control form-control-lg code pass" });
  const submit = el(
    "button",
    { type: "submit", class: "btn btn-primary btn-lg w-100" },
    t("begin"),
  );
  const send = (): Promise<void> => begin(input.value, here);
  screen(t("title"), paragraph(t("passText")), form(send, labelled(t("pass"), input), submit));
}

async function begin(typed: string, here: calls.Here): Promise<void> {
  try {
    await sit(readPass(typed), here, browserPins());
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    throw new MalformedError(t("passAbsent"));
  }
}

addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // nothing of an earlier client comes back
});
void showCheckpoint(browserPins());
void attempt(start);
