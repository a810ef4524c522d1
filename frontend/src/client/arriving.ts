/** Where a link leads: to the first question, to the page, or to the ways into a claimed one. */

import { ApiError } from "../lib/api.ts";
import { el } from "../lib/dom.ts";
import * as calls from "./calls.ts";
import { showCertificate, showGone } from "./certificate_view.ts";
import { beginClaim, when } from "./claiming.ts";
import { askFirstDevice } from "./devices.ts";
import { Home } from "./home.ts";
import { forget, type Kept, recall } from "./kept.ts";
import { button, paragraph, screen } from "./screens.ts";
import { importReceipt, unlock } from "./unlocking.ts";
import type { Visit } from "./visit.ts";
import { t, home as words } from "./words.ts";

/** Go where the link of *visit* leads, given what the server says of it. */
export async function arrive(visit: Visit, look: calls.Look): Promise<void> {
  if (look.state === "ended") {
    showCertificate(visit.token, look);
    return;
  }
  if (look.state === "unclaimed") {
    if (look.browser === "clean") begin(visit);
    else screen(t("shopBrowser"), paragraph(t("shopBrowserText")));
    return;
  }
  const kept = await recall(look.key).catch(() => undefined);
  if (kept !== undefined) visit.kept = kept;
  if (look.here) await openHome(visit);
  else showClaimed(visit, look.key, look.since, false);
}

/** Open the page of the job; without a session, ask for the key. */
export async function openHome(visit: Visit): Promise<void> {
  const home = new Home(visit, {
    unlock: () => ask(visit, () => void openHome(visit)),
    left: (forgotten) => goodbye(forgotten),
    destroyed: () => void afterwards(visit),
  });
  try {
    await home.start();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    ask(visit, () => goodbye(false));
  }
}

function begin(visit: Visit): void {
  const claimed = (since: number, late: boolean): void => {
    void calls.look(visit.token).then((look) => {
      if (look.state === "claimed") showClaimed(visit, look.key, since, late);
    });
  };
  beginClaim(visit, { home: () => openHome(visit), claimed });
}

/** Ask for the key that this browser keeps; *back* is where to go without. */
function ask(visit: Visit, back: () => void): void {
  if (visit.kept === undefined) screen(t("noLink"), paragraph(t("noLinkText")));
  else unlock(visit, visit.kept, { opened: () => openHome(visit), back });
}

function showClaimed(visit: Visit, key: string, since: number, late: boolean): void {
  const again = (): void => showClaimed(visit, key, since, late);
  const after = { opened: () => openHome(visit), back: again };
  const text = t(late ? "claimedJust" : "claimedText", { when: when(since) });
  screen(
    t("claimedTitle"),
    paragraph(text),
    el(
      "div",
      { class: "choices" },
      ...ownKey(visit.kept, visit, after),
      button(t("importFile"), () => importReceipt(visit, key, after), "btn btn-lg", "key"),
      button(t("askFirst"), () => askFirstDevice(visit, key, after), "btn btn-lg", "device-mobile"),
      button(t("notMe"), () => object(visit, again), "btn btn-lg", "hand-stop"),
    ),
  );
}

function ownKey(
  kept: Kept | undefined,
  visit: Visit,
  after: { readonly opened: () => Promise<void>; readonly back: () => void },
): readonly HTMLElement[] {
  if (kept === undefined) return [];
  const open = (): void => unlock(visit, kept, after);
  return [button(t("openHere"), open, "btn btn-primary btn-lg", "lock-open")];
}

function object(visit: Visit, back: () => void): void {
  const stop = async (): Promise<void> => {
    const stopped = await calls.objectToKey(visit.token);
    const phone = visit.shop.phone || visit.shop.name;
    screen(t("notMe"), paragraph(t(stopped > 0 ? "stopped" : "stoppedNone", { phone })));
  };
  screen(
    t("notMe"),
    paragraph(t("notMeText")),
    el(
      "div",
      { class: "choices" },
      button(t("notMeYes"), stop, "btn btn-primary btn-lg", "hand-stop"),
      button(t("back"), back, "btn btn-lg"),
    ),
  );
}

async function afterwards(visit: Visit): Promise<void> {
  if (visit.kept !== undefined) await forget(visit.kept.key).catch(() => undefined);
  const look = visit.token === "" ? undefined : await calls.look(visit.token);
  if (look?.state === "ended") showCertificate(visit.token, look);
  else showGone();
}

function goodbye(forgotten: boolean): void {
  screen(t("noLink"), paragraph(words(forgotten ? "forgotten" : "left_browser")));
}
