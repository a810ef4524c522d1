/** Stating at the end of a job that no record is kept; whoever may close it closes it with that. */

import { csrfToken, get, post } from "../lib/api.ts";
import { attempt, working } from "../lib/attempt.ts";
import { composeAttestation, partsOf, TEXT, type Text } from "../lib/attestation.ts";
import type { JSONObject, JSONValue } from "../lib/canon.ts";
import { el, fill, find, show } from "../lib/dom.ts";
import { type Draft, readDraft } from "../lib/draft.ts";
import { meetGenesis, nextPath } from "../lib/entry.ts";
import { VerificationError } from "../lib/errors.ts";
import * as field from "../lib/fields.ts";
import { browserPins } from "../lib/pins.ts";
import { stateOnSubmit } from "../lib/stating.ts";
import { translator } from "../lib/words.ts";

const t = translator({
  title: "End of job {number}",
  nothing: "There is nothing for you to state here now.",
  others: "Not stated yet by: {names}",
  state: "State it with your passkey",
  close: "State and close",
  closes: "Nobody else is missing: with your statement the job is closed.",
  destroyed: "This destroys, for good and everywhere, the key of the job; sealed logins: {logins}.",
  changed: "the text has changed",
  reload: "reload the page and read it",
});

const place = location.pathname;
/** The address of the job. */
const job = place.replace(/attest\/$/, "");
const pins = browserPins();
const FACTS = field.record({
  nonce: field.key32,
  job: field.id,
  text: TEXT,
  mine: field.flag,
  others: field.list(field.name, 0, 500),
  logins: field.intField("a count", 0, 2 ** 31),
  word: field.textField("a word", (word) => word.length <= 20),
});

interface Ready extends field.Of<typeof FACTS> {
  readonly draft: Draft;
}

async function load(): Promise<Ready> {
  const { genesis, chain, people, own, ...facts } = await get(`${place}facts`);
  const home = (own as JSONObject | undefined)?.home;
  const fingerprint = meetGenesis((genesis ?? null) as JSONValue, String(home), pins);
  const answer = { genesis, chain, people, own } as JSONObject;
  return { draft: await readDraft(answer, fingerprint, undefined, new Date()), ...FACTS(facts) };
}

function present({ text, mine, others, logins, word }: Ready): void {
  const [heading, ...paragraphs] = partsOf(text);
  find("heading", HTMLHeadingElement).textContent = heading;
  fill(find("text", HTMLElement), ...paragraphs.map((each) => el("p", {}, each)));
  const waiting = find("others", HTMLElement);
  waiting.textContent = others.length > 0 ? t("others", { names: others.join(", ") }) : "";
  show(waiting, others.length > 0);
  const closes = find("closes", HTMLElement);
  closes.textContent = word === "" ? "" : `${t("closes")} ${t("destroyed", { logins })}`;
  show(closes, word !== "");
  const go = find("go", HTMLButtonElement);
  go.textContent = t(word === "" ? "state" : "close");
  if (word !== "") go.classList.replace("btn-primary", "btn-danger");
  show(go, mine);
  show(find("sign", HTMLFormElement));
  working(mine ? "" : t("nothing"));
}

/** Refuse another text, and another consequence, than was read; the nonce is fresh. */
function requireSame(now: Ready, shown: Ready): void {
  const same = (one: Text, other: Text): boolean =>
    one.body === other.body && one.version === other.version && one.language === other.language;
  if (!same(now.text, shown.text) || now.job !== shown.job || now.word !== shown.word) {
    throw new VerificationError(t("changed"), { hint: t("reload") });
  }
}

/** Go to where the job is closed, as its own page would. */
function close(word: string): void {
  const form = find("close", HTMLFormElement);
  form.action = `${job}close/`;
  find("word", HTMLInputElement).value = word;
  find("token", HTMLInputElement).value = csrfToken(document.cookie);
  form.submit();
}

async function run(): Promise<void> {
  find("back", HTMLAnchorElement).href = job;
  const number = String(job.split("/").at(-2));
  find("title", HTMLHeadingElement).textContent = t("title", { number });
  const shown = await load();
  present(shown);
  stateOnSubmit(
    async () => {
      const now = await load();
      requireSame(now, shown);
      const { home, person } = now.draft.own;
      const about = { home, person, job: now.job, nonce: now.nonce };
      const statement = composeAttestation(about, now.text, location.origin, new Date());
      return { draft: now.draft, statement };
    },
    async (signed) => {
      const taken = await post(`${place}take`, { statement: { ...signed } as JSONObject });
      if (shown.word === "") location.assign(nextPath(taken.next));
      else close(shown.word);
    },
  );
}

void attempt(run);
