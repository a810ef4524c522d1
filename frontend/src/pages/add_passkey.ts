/** Adding a passkey: confirm with what one has, then wrap the same identity for the new one. */

import { get, post } from "../lib/api.ts";
import { attempt, working } from "../lib/attempt.ts";
import { utf8 } from "../lib/bytes.ts";
import { b64u, type JSONObject } from "../lib/canon.ts";
import { find, onSubmit, show } from "../lib/dom.ts";
import { composeSignIn, meetGenesis, nextPath } from "../lib/entry.ts";
import { UnsupportedError } from "../lib/errors.ts";
import * as field from "../lib/fields.ts";
import { type PersonIdentity, wrapByPasskey } from "../lib/identity.ts";
import { askPasskey, createPasskey, hasPasskeys } from "../lib/passkey.ts";
import { browserPins } from "../lib/pins.ts";
import { type SignedStatement, sign } from "../lib/statement.ts";
import { keysOf, type Own, openByPasskey, openByPassphrase, readOwn } from "../lib/unlock.ts";
import { translator } from "../lib/words.ts";

const t = translator({
  confirm: "Confirm with your passkey …",
  computing: "Computing your keys. This takes a few seconds …",
  making: "Make the new passkey in your browser’s dialogue …",
  confirmed: "Confirmed.",
  closed: "this passkey confirms you, but holds no keys here",
  passphrase: "use your passphrase instead",
});

const pins = browserPins();

/** One's files, and what the server adds for this page. */
interface Desk {
  readonly own: Own;
  readonly shop: string;
  readonly nonce: string;
}

/** Confirmed: the statement that also challenges the new passkey, and the open identity. */
interface Ready {
  readonly desk: Desk;
  readonly signed: SignedStatement<"sign-in">;
  readonly identity: PersonIdentity;
}

async function load(): Promise<Desk> {
  const { genesis = null, shop, nonce, ...files } = await get("/me/identity");
  const own = readOwn(files);
  meetGenesis(genesis, own.home, pins);
  return { own, shop: String(shop), nonce: field.key32(nonce) };
}

async function byPasskey(): Promise<Ready> {
  const desk = await load();
  const { own, nonce } = desk;
  working(t("confirm"));
  const statement = composeSignIn(
    { home: own.home, nonce },
    "passkey",
    location.origin,
    new Date(),
  );
  const held = own.passkeys.map((item) => item.id);
  const answer = await askPasskey(statement, held);
  const identity = await openByPasskey(own, answer);
  if (!identity) throw new UnsupportedError(t("closed"), { hint: t("passphrase") });
  return { desk, signed: sign(statement, [], answer.assertion), identity };
}

async function byPassphrase(): Promise<Ready> {
  const desk = await load();
  const { own, nonce } = desk;
  working(t("computing"));
  const typed = find("passphrase", HTMLInputElement);
  const keys = await keysOf(typed.value, own.home, own.name);
  const identity = await openByPassphrase(own, keys);
  typed.value = "";
  const place = { home: own.home, nonce };
  const statement = composeSignIn(place, "passphrase", location.origin, new Date());
  const signed = sign(statement, [{ role: "sign-in", seed: keys.signInSeed }]);
  return { desk, signed, identity };
}

async function create({ desk, signed, identity }: Ready): Promise<void> {
  const { own, shop } = desk;
  working(t("making"));
  const owner = { handle: utf8(own.person), name: own.name, shop };
  const known = own.passkeys.map((item) => item.id);
  const made = await createPasskey(signed.statement, owner, known);
  const file = made.prfKey ? b64u(await wrapByPasskey(identity, made.prfKey)) : "";
  const answer = await post("/me/passkeys/add", {
    confirmation: { ...signed } as JSONObject,
    passkey: { registration: { ...made.registration }, file },
  });
  location.assign(nextPath(answer.next));
}

let ready: Ready | undefined;

function confirmBy(way: () => Promise<Ready>): Promise<void> {
  return attempt(async () => {
    ready = await way();
    working(t("confirmed"));
    show(find("confirm", HTMLElement), false);
    show(find("make", HTMLElement));
    find("create", HTMLButtonElement).focus();
  });
}

void attempt(async () => {
  if (!hasPasskeys()) throw new UnsupportedError("this browser has no passkeys here");
  const { own } = await load();
  show(find("by-passkey", HTMLButtonElement), own.passkeys.length > 0);
  show(find("confirm", HTMLElement));
  find("by-passkey", HTMLButtonElement).addEventListener("click", () => void confirmBy(byPasskey));
  onSubmit(find("by-passphrase", HTMLFormElement), () => confirmBy(byPassphrase));
  find("create", HTMLButtonElement).addEventListener("click", () => {
    void attempt(async () => {
      if (ready) await create(ready);
    });
  });
});
