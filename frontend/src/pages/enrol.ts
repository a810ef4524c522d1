/** Set-up and joining: name, keys, passkey, passphrase on paper, then one post. */

import { post } from "../lib/api.ts";
import { utf8 } from "../lib/bytes.ts";
import { b64u } from "../lib/canon.ts";
import type { Statement } from "../lib/contexts.ts";
import { announce, el, fill, find, onSubmit, show } from "../lib/dom.ts";
import { CancelledError, UnsupportedError } from "../lib/errors.ts";
import { makePersonIdentity, wrapByPasskey, wrapByPassphrase } from "../lib/identity.ts";
import {
  composeEnrolment,
  type Founding,
  foundShop,
  type Invited,
  type Maker,
  placesToRepeat,
  type Role,
  readInvitation,
  signEnrolment,
} from "../lib/invitation.ts";
import { parseLink, tokenHash } from "../lib/link.ts";
import { createPasskey, hasPasskeys, type NewPasskey } from "../lib/passkey.ts";
import { deriveKeys, generatePassphrase, personSalt } from "../lib/passphrase.ts";
import { browserPins } from "../lib/pins.ts";
import { explain, translator } from "../lib/words.ts";

const t = translator({
  setup: "Set up {shop}",
  join: "Join {shop}",
  welcomeFirst: "You are the first manager. This makes the keys that the shop’s trust hangs on.",
  welcomeNew: "You are invited as: {roles}.",
  welcomeAgain: "Welcome back. You get new keys; the old ones end now.",
  making: "Making your keys. This takes a few seconds …",
  passkey: "Confirm with this device: fingerprint, face or PIN.",
  sending: "Sending the public halves …",
  place: "Word number {place}",
  wrong: "A word is not right. Look at your paper.",
  founded: "The shop is founded and you are its first manager.",
  pending:
    "You are pending. Read this fingerprint to a manager, who then signs you into the directory.",
  deviceOnly:
    "This device holds your passkey but not your keys: you also need your passphrase here.",
  noLink: "Open the whole link that you were given, to the last letter.",
});

const pins = browserPins();
const problem = find("problem", HTMLDivElement);
const progress = find("progress", HTMLParagraphElement);
const isSetup = location.pathname === "/setup/";

/** What is in the making; dropped as a whole when it is posted. */
interface Work {
  readonly invited: Invited;
  readonly maker: Maker;
  readonly passphrase: string;
  readonly statement: Statement<"enrolment">;
  passkey?: NewPasskey;
  founding?: Founding;
  places?: readonly number[];
}

/** The way in: whoever joins has the shop's fingerprint in the link as well. */
interface Way {
  readonly token: string;
  readonly fingerprint?: string;
}

function takeLink(): Way {
  if (!isSetup) return parseLink(location.hash);
  const token = location.hash.slice(1);
  tokenHash(token); // refuses what is no token
  return { token };
}

async function ask(link: Way): Promise<Invited> {
  const answer = await post("/join/prepare", { token: link.token });
  return readInvitation(answer, link.fingerprint, new Date());
}

async function begin(link: Way): Promise<void> {
  const invited = await ask(link);
  if (link.fingerprint !== undefined) pins.meet(link.fingerprint); // proven by now
  const heading = t(isSetup ? "setup" : "join", { shop: invited.shop });
  find("title", HTMLHeadingElement).textContent = heading;
  find("welcome", HTMLParagraphElement).textContent = welcome(invited);
  const name = find("name", HTMLInputElement);
  name.value = invited.name;
  name.readOnly = invited.kind === "again";
  show(find("roles", HTMLFieldSetElement), invited.kind === "first");
  show(find("start", HTMLFormElement));
}

function welcome({ kind, roles }: Invited): string {
  if (kind === "first") return t("welcomeFirst");
  return kind === "again" ? t("welcomeAgain") : t("welcomeNew", { roles: roles.join(", ") });
}

/** Make all keys for the name that was typed; the nonce is fresh, for it does not wait long. */
async function make(link: Way): Promise<Work> {
  progress.textContent = t("making");
  const invited = await ask(link);
  const name = find("name", HTMLInputElement).value.normalize("NFC").trim().replace(/\s+/gu, " ");
  const passphrase = generatePassphrase();
  const byPassphrase = await deriveKeys(passphrase, personSalt(invited.home, name));
  const identity = await makePersonIdentity(invited.home);
  const maker = { token: link.token, name, site: location.origin, identity, byPassphrase };
  const statement = await composeEnrolment(invited, maker, new Date());
  return { invited, maker, passphrase, statement };
}

async function addPasskey(work: Work): Promise<void> {
  progress.textContent = t("passkey");
  const { invited, maker, statement } = work;
  const owner = { handle: utf8(invited.person), name: maker.name, shop: invited.shop };
  work.passkey = await createPasskey(statement, owner);
}

/** Show the passphrase once; for the first manager as a sheet to print. */
async function showWords(work: Work): Promise<void> {
  progress.textContent = "";
  const { invited, maker, passphrase, passkey } = work;
  if (invited.kind === "first") {
    work.founding = await foundShop(invited, maker, chosenRoles(), passkey, new Date());
    find("sheet-name", HTMLElement).textContent = maker.name;
    find("sheet-site", HTMLElement).textContent = maker.site;
    find("sheet-home", HTMLElement).textContent = invited.home;
    find("sheet-fingerprint", HTMLElement).textContent = work.founding.printed;
    show(find("recovery", HTMLDivElement));
  }
  const words = passphrase.split(" ").map((word) => el("li", {}, word));
  fill(find("words", HTMLOListElement), ...words);
  show(find("without", HTMLDivElement), false);
  show(find("start", HTMLFormElement), false);
  show(find("sheet", HTMLElement));
  find("sheet-title", HTMLHeadingElement).scrollIntoView();
}

function chosenRoles(): readonly Role[] {
  const boxes = [find("role-desk", HTMLInputElement), find("role-tech", HTMLInputElement)];
  const chosen = boxes.filter((box) => box.checked).map((box) => box.value as Role);
  return [...chosen, "management" as const].sort();
}

const REPEATED = ["one", "two"] as const;

/** Ask for two words, so that a passphrase nobody wrote down does not go through. */
function askBack(work: Work): void {
  work.places = placesToRepeat();
  show(find("sheet", HTMLElement), false);
  show(find("repeat", HTMLFormElement));
  for (const [index, which] of REPEATED.entries()) {
    const label = t("place", { place: work.places[index] ?? 0 });
    find(`label-${which}`, HTMLLabelElement).textContent = label;
    find(`word-${which}`, HTMLInputElement).value = "";
  }
  find("word-one", HTMLInputElement).focus();
}

function isRepeated({ passphrase, places = [] }: Work): boolean {
  const words = passphrase.split(" ");
  return REPEATED.every((which, index) => {
    const typed = find(`word-${which}`, HTMLInputElement).value.trim().toLowerCase();
    return typed === words[(places[index] ?? 0) - 1];
  });
}

async function send(work: Work): Promise<void> {
  const { maker, statement, passkey, founding, invited } = work;
  progress.textContent = t("sending");
  const file = passkey?.prfKey && b64u(await wrapByPasskey(maker.identity, passkey.prfKey));
  const passphraseFile = await wrapByPassphrase(maker.identity, maker.byPassphrase.wrappingKey);
  const answer = await post("/join/enrol", {
    token: maker.token,
    enrolment: { ...signEnrolment(statement, maker) },
    passphrase_file: b64u(passphraseFile),
    passkey: passkey ? { registration: { ...passkey.registration }, file: file ?? "" } : null,
    genesis: founding ? { ...founding.genesis } : null,
    directory: founding ? { ...founding.directory } : null,
  });
  if (founding) pins.meet(founding.fingerprint);
  finish(String(answer.fingerprint), outcome(invited, passkey));
}

function outcome({ kind }: Invited, passkey: NewPasskey | undefined): string {
  const text = kind === "first" ? t("founded") : t("pending");
  return passkey && !passkey.prfKey ? `${text} ${t("deviceOnly")}` : text;
}

/** Show the end; nothing secret stays in the page, its address or its storage. */
function finish(fingerprint: string, text: string): void {
  history.replaceState(null, "", location.pathname);
  fill(find("words", HTMLOListElement));
  for (const which of REPEATED) find(`word-${which}`, HTMLInputElement).value = "";
  progress.textContent = "";
  show(find("repeat", HTMLFormElement), false);
  find("outcome", HTMLParagraphElement).textContent = text;
  find("fingerprint", HTMLParagraphElement).textContent = fingerprint;
  show(find("done", HTMLElement));
}

function say(message: string): void {
  progress.textContent = "";
  show(problem);
  announce(problem, message);
}

async function attempt(act: () => Promise<void>): Promise<void> {
  show(problem, false);
  try {
    await act();
  } catch (error) {
    say(explain(error));
  }
}

/** Return the link, or say that it is none. */
function linkOrAdvice(): Way | undefined {
  try {
    return takeLink();
  } catch {
    say(t("noLink"));
    return undefined;
  }
}

async function withPasskey(work: Work): Promise<void> {
  try {
    if (!hasPasskeys()) throw new UnsupportedError("this browser has no passkeys here");
    await addPasskey(work);
  } catch (error) {
    if (!(error instanceof CancelledError || error instanceof UnsupportedError)) throw error;
    show(find("start", HTMLFormElement), false);
    show(find("without", HTMLDivElement));
    throw error;
  }
  await showWords(work);
}

/** Wire the page to one link; the work in the making lives in this closure alone. */
async function run(): Promise<void> {
  const link = linkOrAdvice();
  if (link === undefined) return;
  await begin(link);
  let work: Work | undefined;
  const now = (act: (current: Work) => Promise<void> | void) => () => {
    const current = work;
    if (current) void attempt(async () => act(current));
  };
  onSubmit(find("start", HTMLFormElement), () =>
    attempt(async () => {
      work = await make(link);
      await withPasskey(work);
    }),
  );
  find("retry", HTMLButtonElement).addEventListener("click", now(withPasskey));
  find("skip", HTMLButtonElement).addEventListener("click", now(showWords));
  find("print", HTMLButtonElement).addEventListener("click", () => print());
  find("written", HTMLButtonElement).addEventListener("click", now(askBack));
  find("back", HTMLButtonElement).addEventListener("click", () => {
    show(find("repeat", HTMLFormElement), false);
    show(find("sheet", HTMLElement));
  });
  onSubmit(find("repeat", HTMLFormElement), () =>
    attempt(async () => {
      if (!work) return;
      if (isRepeated(work)) {
        await send(work);
        work = undefined;
      } else say(t("wrong"));
    }),
  );
}

void attempt(run);
