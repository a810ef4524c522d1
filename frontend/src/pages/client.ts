/** The client's page: the link leaves the address bar, then leads where it may. */

import { arrive, openHome } from "../client/arriving.ts";
import * as calls from "../client/calls.ts";
import { recallNewest } from "../client/kept.ts";
import { attempt, paragraph, screen } from "../client/screens.ts";
import { t } from "../client/words.ts";
import { ApiError } from "../lib/api.ts";
import { el, fill, find } from "../lib/dom.ts";
import { ForkError } from "../lib/errors.ts";
import { type Link, parseLink } from "../lib/link.ts";
import { browserPins } from "../lib/pins.ts";
import { showCheckpoint } from "../lib/showing.ts";

const pins = browserPins();

function takeFragment(): string {
  const fragment = location.hash;
  if (fragment !== "") history.replaceState(null, "", location.pathname);
  return fragment;
}

async function start(): Promise<void> {
  const fragment = takeFragment();
  if (fragment === "") await comeBack();
  else await follow(fragment);
}

async function follow(fragment: string): Promise<void> {
  const link = linkIn(fragment);
  if (link === undefined) {
    screen(t("noLink"), paragraph(t("noLinkText")));
    return;
  }
  const { token, fingerprint } = link;
  try {
    pins.meet(fingerprint);
  } catch (error) {
    if (!(error instanceof ForkError)) throw error;
    screen(t("absent"), paragraph(t("otherShop"), "alert alert-danger"));
    return;
  }
  const look = await lookUp(token);
  if (look === undefined) return;
  nameShop(look.shop);
  const { home, shop } = look;
  await arrive({ pins, fingerprint, token, home, shop }, look);
}

/** Return the link in *fragment*; undefined where a part of it was lost on the way. */
function linkIn(fragment: string): Link | undefined {
  try {
    return parseLink(fragment);
  } catch {
    return undefined;
  }
}

async function lookUp(token: string): Promise<calls.Look | undefined> {
  try {
    return await calls.look(token);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    const { shop } = await calls.lookAtCounter();
    screen(t("absent"), paragraph(t("absentText", { phone: shop.phone || shop.name })));
    return undefined;
  }
}

/** Open the page without a link: by the session or the key that this browser has. */
async function comeBack(): Promise<void> {
  const kept = await recallNewest().catch(() => undefined);
  const fingerprint = kept?.fingerprint ?? pins.genesis;
  if (fingerprint === undefined) {
    screen(t("noLink"), paragraph(t("noLinkText")));
    return;
  }
  const { home, shop } = await calls.lookAtCounter();
  nameShop(shop);
  const visit = { pins, fingerprint, token: "", home, shop };
  await openHome(kept === undefined ? visit : { ...visit, kept });
}

function nameShop(shop: calls.Shop): void {
  const brand = find("brand", HTMLElement);
  const picture = el("img", { class: "brand-logo", alt: "", hidden: shop.logo === "" });
  if (shop.logo !== "") picture.src = shop.logo; // the form of it was checked: a PNG in the answer
  fill(brand, picture, el("span", {}, shop.name));
}

addEventListener("hashchange", () => location.reload()); // a link pasted into an open page
void showCheckpoint(pins);
void attempt(start);
