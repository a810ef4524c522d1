/** One sitting at the counter: a key for it alone, one page, one paper; then nothing is left. */

import { utf8 } from "../lib/bytes.ts";
import { b64u, hash, type JSONValue, fingerprint as printed } from "../lib/canon.ts";
import { el, find } from "../lib/dom.ts";
import { MalformedError } from "../lib/errors.ts";
import { clientKey, makeClientIdentity } from "../lib/identity.ts";
import type { Pins } from "../lib/pins.ts";
import { parseSigned, statementHash } from "../lib/statement.ts";
import * as calls from "./calls.ts";
import { Home } from "./home.ts";
import { parsePage } from "./page.ts";
import { button, paragraph, screen, working } from "./screens.ts";
import { slipView } from "./slip_view.ts";
import { composeClaim, signClaim, type Visit } from "./visit.ts";
import { counter as t, home as words } from "./words.ts";

const IDLE = 300_000;
const FORM = /^[a-hj-km-np-z2-9]{10}$/;

/** Return the pass that somebody *typed*, as the desk made it. */
export function readPass(typed: string): string {
  const bare = typed.toLowerCase().replace(/[^a-z0-9]/g, "");
  if (!FORM.test(bare)) throw new MalformedError(t("passForm"));
  return bare;
}

/** Begin a sitting with *pass*, and show the page of the job. */
export async function sit(pass: string, here: calls.Here, pins: Pins): Promise<void> {
  working(t("preparing"));
  const identity = await makeClientIdentity(here.home);
  const statement = await composeClaim(identity, b64u(hash(utf8(pass))));
  await calls.beginSitting(pass, signClaim(statement, identity));
  const page = parsePage(await calls.job({ mark: "", known: 0, public: 0, directory: 0 }));
  const fingerprint = meet(page.directory.genesis, pins);
  const key = clientKey(identity);
  const kept = {
    key,
    home: here.home,
    fingerprint,
    at: 0,
    receipt: new Uint8Array(),
    people: [],
  };
  const visit: Visit = { pins, fingerprint, token: "", home: here.home, shop: here.shop, identity };
  visit.kept = kept;
  visit.fresh = true;
  const home = new Home(visit, { unlock: wipe, left: wipe, destroyed: wipe });
  await home.start();
  addEnd(here, page.directory.genesis);
  watchIdle();
}

/** Leave nothing behind: the page, and with it the key, is gone. */
export function wipe(): void {
  location.replace("/counter/");
}

/** Remember the shop's genesis, as this tablet has seen it from its first sitting on. */
function meet(genesis: JSONValue, pins: Pins): string {
  const fingerprint = statementHash(parseSigned("genesis", genesis).statement);
  pins.meet(fingerprint);
  return fingerprint;
}

function addEnd(here: calls.Here, genesis: JSONValue): void {
  const signed = parseSigned("genesis", genesis);
  const main = find("content", HTMLElement);
  main.prepend(
    paragraph(t("compare"), "mb-0 text-secondary"),
    el("p", { class: "fingerprint" }, printed(signed.statement)),
  );
  const end = async (): Promise<void> => {
    const slip = await calls.endSitting();
    if (slip === undefined) screen(t("done"), paragraph(t("noPaper")), finish());
    else {
      const print = button(words("print"), () => window.print(), "btn btn-lg no-print", "printer");
      const text = paragraph(t("paperText"), "no-print");
      screen(t("paper"), text, slipView(slip, here.shop.name), print, finish());
    }
  };
  main.append(
    button(t("done"), end, "btn btn-primary btn-lg w-100", "check"),
    paragraph(t("doneText"), "text-secondary mt-2"),
  );
}

function finish(): HTMLButtonElement {
  return button(t("wiped"), wipe, "btn btn-primary btn-lg w-100 no-print mt-3", "check");
}

/** Wipe the tablet when nobody touches it any more. */
function watchIdle(): void {
  let timer = setTimeout(wipe, IDLE);
  const again = (): void => {
    clearTimeout(timer);
    timer = setTimeout(wipe, IDLE);
  };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, again);
}
