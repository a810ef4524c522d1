/** Set-up and joining: name, keys, passkey, passphrase on paper, then one post. */

import { askBack, finish, isRepeated, showWords, type Work } from "../enrolling/sheet.ts";
import { t } from "../enrolling/words.ts";
import { post } from "../lib/api.ts";
import { attempt, complain, working } from "../lib/attempt.ts";
import { utf8 } from "../lib/bytes.ts";
import { b64u, type JSONObject } from "../lib/canon.ts";
import { find, onSubmit, show } from "../lib/dom.ts";
import { CancelledError, UnsupportedError } from "../lib/errors.ts";
import { makePersonIdentity, signerOf, wrapByPasskey, wrapByPassphrase } from "../lib/identity.ts";
import {
  composeEnrolment,
  type Invited,
  readInvitation,
  signEnrolment,
} from "../lib/invitation.ts";
import { parseLink, tokenHash } from "../lib/link.ts";
import { createPasskey, hasPasskeys, type NewPasskey } from "../lib/passkey.ts";
import { deriveKeys, generatePassphrase, personSalt } from "../lib/passphrase.ts";
import { browserPins } from "../lib/pins.ts";
import { composeRecovery, makeRecovery } from "../lib/recovery.ts";
import { type SignedStatement, sign } from "../lib/statement.ts";

const pins = browserPins();
const isSetup = location.pathname === "/setup/";

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
  working(t("making"));
  const invited = await ask(link);
  const name = find("name", HTMLInputElement).value.normalize("NFC").trim().replace(/\s+/gu, " ");
  const passphrase = generatePassphrase();
  const byPassphrase = await deriveKeys(passphrase, personSalt(invited.home, name));
  const identity = await makePersonIdentity(invited.home);
  const maker = { token: link.token, name, site: location.origin, identity, byPassphrase };
  const statement = await composeEnrolment(invited, maker, new Date());
  const recovery = invited.kind === "first" ? await makeRecovery() : undefined;
  return { invited, maker, passphrase, statement, recovery };
}

async function addPasskey(work: Work): Promise<void> {
  working(t("passkey"));
  const { invited, maker, statement } = work;
  const owner = { handle: utf8(invited.person), name: maker.name, shop: invited.shop };
  work.passkey = await createPasskey(statement, owner);
}

async function send(work: Work): Promise<void> {
  const { maker, statement, passkey, founding, invited } = work;
  working(t("sending"));
  const file = passkey?.prfKey && b64u(await wrapByPasskey(maker.identity, passkey.prfKey));
  const passphraseFile = await wrapByPassphrase(maker.identity, maker.byPassphrase.wrappingKey);
  const answer = await post("/join/enrol", {
    token: maker.token,
    enrolment: { ...signEnrolment(statement, maker) },
    passphrase_file: b64u(passphraseFile),
    passkey: passkey ? { registration: { ...passkey.registration }, file: file ?? "" } : null,
    genesis: founding ? { ...founding.genesis } : null,
    directory: founding ? { ...founding.directory } : null,
    recovery: signedRecovery(work) ?? null,
  });
  if (founding) pins.meet(founding.fingerprint);
  working("");
  finish(String(answer.fingerprint), outcome(invited, passkey));
}

/** Return the founder's signature over the recipient of the recovery key; its identity stays here. */
function signedRecovery(work: Work): JSONObject | undefined {
  const { recovery, invited, maker } = work;
  if (!recovery) return undefined;
  const statement = composeRecovery(recovery, invited, "founding", maker.site, new Date());
  const signed: SignedStatement = sign(statement, [signerOf(maker.identity, "statement")]);
  return { ...signed };
}

function outcome({ kind }: Invited, passkey: NewPasskey | undefined): string {
  const text = kind === "first" ? t("founded") : t("pending");
  return passkey && !passkey.prfKey ? `${text} ${t("deviceOnly")}` : text;
}

/** Return the link, or say that it is none. */
function linkOrAdvice(): Way | undefined {
  try {
    return takeLink();
  } catch {
    find("title", HTMLHeadingElement).textContent = t("noLinkTitle");
    complain(t("noLink"));
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
  working("");
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
      } else complain(t("wrong"));
    }),
  );
}

void attempt(run);
