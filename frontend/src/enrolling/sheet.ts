/** The sheet of a newcomer: seven words shown once, two of them asked back, and the end. */

import type { Statement } from "../lib/contexts.ts";
import { el, fill, find, show } from "../lib/dom.ts";
import {
  type Founding,
  foundShop,
  type Invited,
  type Maker,
  placesToRepeat,
  type Role,
} from "../lib/invitation.ts";
import type { NewPasskey } from "../lib/passkey.ts";
import { grouped, isOnPaper, type Recovery } from "../lib/recovery.ts";
import { t } from "./words.ts";

/** What is in the making; dropped as a whole when it is posted. */
export interface Work {
  readonly invited: Invited;
  readonly maker: Maker;
  readonly passphrase: string;
  readonly statement: Statement<"enrolment">;
  passkey?: NewPasskey;
  founding?: Founding;
  /** The shop's recovery key: the first manager's sheet alone has it. */
  readonly recovery?: Recovery | undefined;
  places?: readonly number[];
}

/** Show the passphrase once; for the first manager as a sheet to print. */
export async function showWords(work: Work): Promise<void> {
  const { invited, maker, passphrase, passkey } = work;
  if (invited.kind === "first") {
    work.founding = await foundShop(invited, maker, chosenRoles(), passkey, new Date());
    find("sheet-name", HTMLElement).textContent = maker.name;
    find("sheet-site", HTMLElement).textContent = maker.site;
    find("sheet-home", HTMLElement).textContent = invited.home;
    find("sheet-fingerprint", HTMLElement).textContent = work.founding.printed;
    if (work.recovery) showKey(work.recovery, invited.home);
    show(find("recovery", HTMLDivElement));
  }
  const words = passphrase.split(" ").map((word) => el("li", {}, word));
  fill(find("words", HTMLOListElement), ...words);
  show(find("without", HTMLDivElement), false);
  show(find("start", HTMLFormElement), false);
  show(find("sheet", HTMLElement));
  find("sheet-title", HTMLHeadingElement).scrollIntoView();
}

function showKey(recovery: Recovery, home: string): void {
  const groups = grouped(recovery).map((group) => el("span", {}, group));
  fill(find("key", HTMLParagraphElement), ...groups);
  find("key-fingerprint", HTMLElement).textContent = recovery.printed;
  find("key-home", HTMLElement).textContent = home;
}

function chosenRoles(): readonly Role[] {
  const boxes = [find("role-desk", HTMLInputElement), find("role-tech", HTMLInputElement)];
  const chosen = boxes.filter((box) => box.checked).map((box) => box.value as Role);
  return [...chosen, "management" as const].sort();
}

const REPEATED = ["one", "two"] as const;

/** Ask for two words, so that a passphrase nobody wrote down does not go through. */
export function askBack(work: Work): void {
  work.places = placesToRepeat();
  show(find("sheet", HTMLElement), false);
  show(find("repeat", HTMLFormElement));
  for (const [index, which] of REPEATED.entries()) {
    const label = t("place", { place: work.places[index] ?? 0 });
    find(`label-${which}`, HTMLLabelElement).textContent = label;
    find(`word-${which}`, HTMLInputElement).value = "";
  }
  show(find("ending-label", HTMLDivElement), work.recovery !== undefined);
  find("ending", HTMLInputElement).value = "";
  find("word-one", HTMLInputElement).focus();
}

/** Tell whether both words, and how the recovery key ends, were typed as on the paper. */
export function isRepeated({ passphrase, recovery, places = [] }: Work): boolean {
  const words = passphrase.split(" ");
  const ending = find("ending", HTMLInputElement).value;
  if (recovery && !isOnPaper(recovery, ending)) return false;
  return REPEATED.every((which, index) => {
    const typed = find(`word-${which}`, HTMLInputElement).value.trim().toLowerCase();
    return typed === words[(places[index] ?? 0) - 1];
  });
}

/** Show the end; nothing secret stays in the page, its address or its storage. */
export function finish(fingerprint: string, text: string): void {
  history.replaceState(null, "", location.pathname);
  fill(find("words", HTMLOListElement));
  fill(find("key", HTMLParagraphElement));
  find("ending", HTMLInputElement).value = "";
  for (const which of REPEATED) find(`word-${which}`, HTMLInputElement).value = "";
  show(find("repeat", HTMLFormElement), false);
  find("outcome", HTMLParagraphElement).textContent = text;
  find("fingerprint", HTMLParagraphElement).textContent = fingerprint;
  show(find("done", HTMLElement));
}
