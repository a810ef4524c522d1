/** Signing in: by passkey, or by name and passphrase, each a statement composed here. */

import { ApiError, get, post } from "../lib/api.ts";
import { attempt, working } from "../lib/attempt.ts";
import type { JSONObject } from "../lib/canon.ts";
import { find, onSubmit } from "../lib/dom.ts";
import { composeSignIn, type Door, nextPath, readDoor } from "../lib/entry.ts";
import { askPasskey, hasPasskeys } from "../lib/passkey.ts";
import { browserPins } from "../lib/pins.ts";
import { showCheckpoint } from "../lib/showing.ts";
import { type SignedStatement, sign } from "../lib/statement.ts";
import { keysOf } from "../lib/unlock.ts";
import { explain, translator } from "../lib/words.ts";

const t = translator({
  title: "Sign in to {shop}",
  passkey: "Confirm with this device …",
  passphrase: "Computing your keys. This takes a few seconds …",
  refused: "Name or passphrase is wrong, or this passkey is not known here.",
});

const pins = browserPins();

/** Return the door with a fresh nonce; the shop is the one that this browser knows. */
async function knock(): Promise<Door> {
  const door = readDoor(await get("/sign-in/prepare"), pins);
  find("title", HTMLHeadingElement).textContent = t("title", { shop: door.shop });
  return door;
}

async function byPasskey(): Promise<void> {
  working(t("passkey"));
  const statement = composeSignIn(await knock(), "passkey", location.origin, new Date());
  const { assertion } = await askPasskey(statement);
  await enter(sign(statement, [], assertion), "");
}

async function byPassphrase(): Promise<void> {
  working(t("passphrase"));
  const typed = find("passphrase", HTMLInputElement);
  const name = find("name", HTMLInputElement).value;
  const { home } = await knock();
  const { signInSeed } = await keysOf(typed.value, home, name);
  const statement = composeSignIn(await knock(), "passphrase", location.origin, new Date());
  await enter(sign(statement, [{ role: "sign-in", seed: signInSeed }]), name);
  typed.value = "";
}

async function enter(signed: SignedStatement, name: string): Promise<void> {
  const answer = await post("/sign-in/", { name, signed: { ...signed } as JSONObject });
  location.assign(nextPath(answer.next));
}

/** Return what to say of *error*: to a stranger only that something is wrong. */
function tell(error: unknown): string {
  const isRefused = error instanceof ApiError && error.status === 403 && error.code === "refused";
  return isRefused && error.message === "B1-3" ? t("refused") : explain(error);
}

const button = find("by-passkey", HTMLButtonElement);
button.disabled = !hasPasskeys();
find("other", HTMLDetailsElement).open = button.disabled;
button.addEventListener("click", () => {
  button.disabled = true;
  void attempt(byPasskey, tell).finally(() => {
    button.disabled = false;
  });
});
onSubmit(find("by-passphrase", HTMLFormElement), () => attempt(byPassphrase, tell));
const visible = find("visible", HTMLInputElement);
visible.addEventListener("change", () => {
  find("passphrase", HTMLInputElement).type = visible.checked ? "text" : "password";
});
void showCheckpoint(pins);
void attempt(async () => {
  await knock();
});
