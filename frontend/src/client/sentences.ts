/** Every event of a job in a sentence for its client. */

import { isObject, type JSONObject, type JSONValue } from "../lib/canon.ts";
import { translator } from "../lib/words.ts";
import { findingWords } from "./finding_words.ts";

const EVENTS = {
  "job:taken-in": "{who} took the device in.",
  "job:edited": "{who} changed the intake.",
  "job:moved": "{who} moved the job: {new}.",
  "job:assigned": "{who} changed who is on the job.",
  "job:looked-at": "{who} looked at the job.",
  "job:cancelled": "{who} cancelled the intake.",
  "job:closed": "{who} closed the job.",
  "job:attested": "{who} stated that they keep no record of your passwords or private information.",
  "job:acknowledged": "{who} acknowledged what stays your own risk.",
  "job:acknowledged-on-paper": "{who} recorded that you signed on paper what stays your own risk.",
  "paper:objected-to": "{who} objected: nothing was signed on paper.",
  "client:looked-at": "{who} found your name in a search.",
  "record:looked-at": "{who} looked at your record: name, how to reach you, devices, jobs.",
  "notice:sent": "{who} sent you a message.",
  "dossier:handed-out": "{who} took out the record of this job.",
  "link:issued": "{who} made your link.",
  "link:claimed": "{who} claimed the link.",
  "link:code-missed": "Somebody with the link typed a wrong code.",
  "link:reissued": "{who} made a new link and ended the old one.",
  "key:revoked": "{who} ended the key of the old link.",
  "key:objected-to": "{who} objected to the key that had claimed the link.",
  "client-device:added": "{who} allowed another device.",
  "counter:started": "{who} opened the counter for you.",
  "counter:begun": "A sitting at the counter began.",
  "counter:ended": "The sitting at the counter ended.",
  "login:asked-for": "{who} asked for a login.",
  "login:declined": "{who} said no to giving a login.",
  "presence:requested": "{who} asked to be present.",
  "login:sealed": "{who} sealed {login}.",
  "login:opened": "{who} opened {login}, to {purpose}.",
  "login:removed": "{who} destroyed {login}.",
  "login:expired": "{login} expired and was destroyed.",
  "login:lost": "{login} was lost with our disk; nobody can open it any more.",
  "login:way-closed": "A person can no longer open what was sealed.",
  "risk:told":
    "{people} opens no logins here any more, and had opened what you sealed. You were told to change it.",
  "login:changed": "{who} said that a login is changed.",
  "login:left-unchanged": "{who} said that a login is not changed.",
  "login:change-recorded": "{who} recorded that you said a login is changed.",
  "login:kept": "{who} asked the shop to keep a login after the job.",
  "kept-login:opened": "{who} opened {login}, which you let the shop keep, to {purpose}.",
  "kept-login:way-closed": "A person can no longer open what you let the shop keep.",
  "keep:confirmed": "{who} said that a login is kept on.",
  "keep:withdrawn": "{who} withdrew a login that was kept.",
  "keep:ended": "A login that was kept ended and was destroyed.",
  "finding:overridden": "{who} let a text pass that our screen had stopped: {findings}.",
  "file:attached": "{who} attached a file.",
  "file:looked-at": "{who} looked into a file.",
  "file:fetched": "{who} fetched a file.",
  "file:removed": "{who} removed a file.",
  "erasure:ordered": "The destruction of all logins was ordered.",
  "erasure:confirmed": "The destruction is confirmed: nothing of the logins is left.",
  "service:stopped": "{who} ended the service.",
  "case:looked-at": "{who} looked at the end of your service.",
  "copy:listed": "{who} listed a copy that lies elsewhere.",
  "copy:confirmed": "{who} confirmed that a copy elsewhere is destroyed.",
  "exception:listed": "{who} listed something that the law makes the shop keep.",
  "return:collected": "{who} counted what is to be returned to you.",
  "return:fetched": "{who} fetched everything.",
  "return:handed-over": "{who} handed everything over in person.",
  "return:confirmed": "{who} confirmed that everything was returned.",
  "destruction:announced": "{who} announced that everything will be destroyed.",
  "destruction:objected-to": "{who} objected: nothing is destroyed for now.",
  "destruction:seconded": "{who} agreed to the destruction as the second person.",
  "agreement:required": "{who} required an agreement: until one is in force, much is closed.",
  "agreement:drafted": "{who} drafted an agreement.",
  "agreement:looked-at": "{who} looked at an agreement.",
  "agreement:reviewed": "{who} read the document of an agreement.",
  "agreement:signed": "{who} signed an agreement.",
  "agreement:finished": "The signed agreement was made: you can save it.",
  "agreement:fetched": "{who} saved the signed agreement.",
  "agreement:withdrawn": "{who} withdrew an agreement.",
  "agreement:end-set": "{who} ended an agreement, with its notice.",
  "agreement:warned": "The agreement ends soon.",
  "agreement:ended": "The agreement has ended.",
  "client-erasure:ordered": "{who} ordered the destruction of everything.",
  "client-erasure:confirmed": "The destruction is confirmed: nothing is left.",
  "action:refused": "{who} tried something that the rules forbid ({clause}).",
} as const;

const t = translator({
  ...EVENTS,
  you: "You",
  counter: "You, at the counter,",
  stranger: "Somebody with the link",
  clock: "The clock",
  command: "Somebody at the server itself",
  somebody: "Somebody",
  login: "“{label}”",
  aLogin: "a login",
  "of a file erasure:ordered": "The destruction of a file was ordered.",
  "of a file erasure:confirmed": "The destruction is confirmed: nothing opens the file any more.",
  "of a keep erasure:ordered": "The destruction of a kept login was ordered.",
  "of a keep erasure:confirmed":
    "The destruction is confirmed: nothing opens the kept login any more.",
  "of a job service:stopped": "{who} ended job {number} for good.",
  "of a job client-erasure:ordered": "{who} ordered the destruction of the record of job {number}.",
  "of a job client-erasure:confirmed":
    "The destruction of job {number} is confirmed: nothing opens its record any more.",
  other: "{who}: {type}",
  offJob: "{said} Not being on the job: {why}.",
  offJobWords: "{said} Not being on the job: {why} (“{words}”).",
  why_call: "you called",
  why_counter: "you were at the counter",
  why_help: "to help somebody on the job",
  why_oversight: "to check how the job is done",
  why_other: "another reason",
});

type Key = Parameters<typeof t>[0];

const OF_A_KEEP: { readonly [type: string]: Key } = {
  "erasure:ordered": "of a keep erasure:ordered",
  "erasure:confirmed": "of a keep erasure:confirmed",
};
const OF_A_FILE: { readonly [type: string]: Key } = {
  "erasure:ordered": "of a file erasure:ordered",
  "erasure:confirmed": "of a file erasure:confirmed",
};
const OF_A_JOB: { readonly [type: string]: Key } = {
  "service:stopped": "of a job service:stopped",
  "client-erasure:ordered": "of a job client-erasure:ordered",
  "client-erasure:confirmed": "of a job client-erasure:confirmed",
};

/** Return what *event* says; *labels* names the logins that are still there. */
export function sentence(event: JSONObject, labels: ReadonlyMap<string, string>): string {
  const type = text(event.type);
  const values = {
    who: actor(event.actor),
    login: login(event, labels),
    new: text(event.new),
    purpose: text(event.purpose),
    clause: text(event.clause),
    number: String(event.number ?? ""),
    people: people(event.people),
    findings: findingWords(event.findings),
    type,
  };
  const said = withReason(
    event,
    isKnown(type) ? t(named(type, event), values) : t("other", values),
  );
  return said.charAt(0).toUpperCase() + said.slice(1);
}

const WHOLE: { readonly [type: string]: string } = {
  "action:refused": "alert-triangle",
  "link:code-missed": "alert-triangle",
  "finding:overridden": "alert-triangle",
  "login:opened": "lock-open",
  "job:acknowledged": "check",
  "job:acknowledged-on-paper": "check",
  "paper:objected-to": "hand-stop",
  "kept-login:opened": "lock-open",
  "risk:told": "alert-triangle",
  "login:changed": "check",
};
/** By the subject of an event. */
const PICTURES: { readonly [subject: string]: string } = {
  login: "lock",
  keep: "lock",
  erasure: "trash",
  "client-erasure": "trash",
  service: "hand-stop",
  destruction: "hand-stop",
  return: "archive",
  link: "key",
  key: "key",
  file: "paperclip",
};

/** Return the icon for events of *type*. */
export function picture(type: string): string {
  const whole = WHOLE[type];
  if (whole !== undefined) return whole;
  if (type.endsWith("looked-at")) return "eye";
  return PICTURES[type.split(":")[0] ?? ""] ?? "clock";
}

/** Return *said* with the reason that somebody gave who looked and is not on the job. */
function withReason(event: JSONObject, said: string): string {
  const [reason, words] = [text(event.reason), text(event.words)];
  if (!text(event.type).endsWith("looked-at") || reason === "") return said;
  const key = `why_${reason}`;
  const why = isReason(key) ? t(key) : reason;
  return words === "" ? t("offJob", { said, why }) : t("offJobWords", { said, why, words });
}

type ReasonKey = Extract<Parameters<typeof t>[0], `why_${string}`>;

function isReason(key: string): key is ReasonKey {
  return /^why_(call|counter|help|oversight|other)$/.test(key);
}

function isKnown(type: string): type is keyof typeof EVENTS {
  return Object.hasOwn(EVENTS, type);
}

/** Return the key of the sentence: an erasure may be of a file or a kept login, an end of one job alone. */
function named(type: keyof typeof EVENTS, event: JSONObject): Key {
  if (event.keep !== undefined) return OF_A_KEEP[type] ?? type;
  if (event.file !== undefined) return OF_A_FILE[type] ?? type;
  if (event.number !== undefined) return OF_A_JOB[type] ?? type;
  return type;
}

function actor(value: JSONValue | undefined): string {
  if (!isObject(value)) return t("somebody");
  const { kind, name, level } = value;
  if (kind === "person") return text(name) || t("somebody");
  if (kind === "client") return level === "in person" ? t("counter") : t("you");
  if (kind === "stranger") return t("stranger");
  if (kind === "keeper") return t("clock");
  return kind === "command" ? t("command") : t("somebody");
}

function login(event: JSONObject, labels: ReadonlyMap<string, string>): string {
  const label = labels.get(text(event.login));
  return label === undefined ? t("aLogin") : t("login", { label });
}

/** Return the names of those whom an event is about. */
function people(value: JSONValue | undefined): string {
  const found = Array.isArray(value) ? value.filter(isObject) : [];
  return found.map(({ name }) => text(name)).join(", ") || t("somebody");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
