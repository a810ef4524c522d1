/** The rules that join several fields of one statement. */

import {
  CASE_ACTS,
  type Context,
  type Directory,
  KEEP_ACTS,
  MAX_DIRECTORY_DAYS,
  type Statement,
} from "./contexts.ts";
import { MalformedError } from "./errors.ts";
import { fromText } from "./time.ts";

/** Check the rules that join several fields of one statement; raise MalformedError. */
export function checkWhole(context: Context, statement: Statement): void {
  if (context === "enrolment") checkEnrolment(statement as Statement<"enrolment">);
  else if (context === "seal") checkSeal(statement as Statement<"seal">);
  else if (context === "keep") checkSeal(statement as Statement<"keep">);
  else if (context === "client-act") checkAct(statement as Statement<"client-act">);
  else if (context === "directory") checkDirectory(statement as Directory);
  else if (context === "agreement") checkAgreement(statement as Statement<"agreement">);
  else if (context === "agreement-end") checkEnd(statement as Statement<"agreement-end">);
}

function checkEnrolment(enrolment: Statement<"enrolment">): void {
  const { opening_key, statement_key, sign_in_key } = enrolment;
  requireDistinct([opening_key, statement_key, sign_in_key]);
}

function checkSeal(seal: Statement<"seal"> | Statement<"keep">): void {
  if (fromText(seal.expires) <= fromText(seal.at)) throw new MalformedError("it expires at once");
}

function checkAct(act: Statement<"client-act">): void {
  const named: readonly string[] = ["remove", ...KEEP_ACTS, ...CASE_ACTS];
  if (named.includes(act.act) && act.subject === "")
    throw new MalformedError("it names no subject");
}

function checkAgreement({ role, seal, drawing }: Statement<"agreement">): void {
  if ((role === "management") !== (seal !== ""))
    throw new MalformedError("management names the seal, and nobody else");
  if (role === "witness" && drawing === "") throw new MalformedError("a witness without a drawing");
  if (role === "management" && drawing !== "") throw new MalformedError("management draws nothing");
}

function checkEnd({ at, ends }: Statement<"agreement-end">): void {
  if (fromText(ends) < fromText(at)) throw new MalformedError("ended before it was said");
}

function checkDirectory(directory: Directory): void {
  const [at, expires] = [fromText(directory.at), fromText(directory.expires)];
  const days = (expires.getTime() - at.getTime()) / 86_400_000;
  if (days <= 0 || days > MAX_DIRECTORY_DAYS)
    throw new MalformedError("it expires at a wrong time");
  if ((directory.number === 1) !== (directory.previous === "")) {
    throw new MalformedError("number and previous do not agree");
  }
  const dates = [
    ...directory.people.map((item) => item.since),
    ...directory.revoked.map((item) => item.at),
  ];
  if (dates.some((date) => fromText(date) > at))
    throw new MalformedError("a date is in the future");
  checkPeople(directory);
}

function checkPeople(directory: Directory): void {
  const { people, revoked } = directory;
  requireDistinct([...people.map((item) => item.id), ...revoked.map((item) => item.id)]);
  requireDistinct(
    people.flatMap((item) => [
      item.recipient,
      item.opening_key,
      item.statement_key,
      ...item.passkeys.map((entry) => `credential ${entry.id}`),
    ]),
  );
  if (!people.some((item) => item.roles.includes("management"))) {
    throw new MalformedError("nobody has the role management");
  }
}

function requireDistinct(texts: readonly string[]): void {
  if (new Set(texts).size !== texts.length) throw new MalformedError("a key or id is used twice");
}
