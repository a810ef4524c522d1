/** The page that attaches a file: it shows how far it came, and keeps the file where it is refused. */

import { el, fill, find, show } from "../lib/dom.ts";
import { type Answer, send } from "../lib/upload.ts";
import { translator } from "../lib/words.ts";

const t = translator({
  large: "This file is larger than {megabytes} megabytes.",
  sending: "Sending: {percent} %",
  checking: "It has arrived and is being checked …",
  reading: "Reading part {done} of {of} …",
  found: "The file may hold something that must not be written down. Nothing was kept.",
  lost: "The connection broke. Nothing was kept; send it again.",
});

const MEGABYTE = 1_000_000;

const form = document.getElementById("attach");
if (form instanceof HTMLFormElement) {
  form.addEventListener("submit", (event) => begin(event, form));
  find("file", HTMLInputElement).addEventListener("change", forget);
}

function begin(event: SubmitEvent, form: HTMLFormElement): void {
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  const file = find("file", HTMLInputElement).files?.[0];
  const limit = Number(form.dataset.limit);
  if (file === undefined) return; // the browser asks for one by itself
  if (file.size > limit) tell(t("large", { megabytes: Math.floor(limit / MEGABYTE) }));
  else void attach(form);
}

async function attach(form: HTMLFormElement): Promise<void> {
  busy(form, true);
  const answer = await send(form.action, new FormData(form), { sent, read }).catch(() => undefined);
  busy(form, false);
  if (answer === undefined) tell(t("lost"));
  else if (answer.to !== "") location.assign(answer.to);
  else refuse(answer);
}

function sent(percent: number): void {
  const bar = find("sent", HTMLProgressElement);
  bar.max = 100;
  bar.value = percent;
  const words = percent < 100 ? t("sending", { percent }) : t("checking");
  find("sending-words", HTMLLabelElement).textContent = words;
}

function read(done: number, of: number): void {
  const bar = find("sent", HTMLProgressElement);
  bar.max = of;
  if (of > 1) bar.value = done - 1;
  else bar.removeAttribute("value"); // it runs until it is done
  find("sending-words", HTMLLabelElement).textContent = t("reading", { done, of });
}

function refuse(answer: Answer): void {
  const said = answer.code === "refused" ? t("found") : answer.message;
  tell(said, answer.advice);
  show(find("overriding", HTMLDivElement), answer.asks);
  offerToSeal(answer.kinds);
}

/** Offer to ask the client to seal what was found, where this person may ask. */
function offerToSeal(kinds: readonly string[]): void {
  const sealing = document.getElementById("sealing");
  if (sealing === null) return;
  const inputs = kinds.map((value) => el("input", { type: "hidden", name: "kind", value }));
  fill(find("kinds", HTMLSpanElement), ...inputs);
  show(sealing, kinds.length > 0);
}

/** What was said of one file says nothing of another. */
function forget(): void {
  find("override", HTMLSelectElement).value = "";
  show(find("overriding", HTMLDivElement), false);
  offerToSeal([]);
}

function tell(message: string, advice: readonly string[] = []): void {
  const trouble = find("trouble", HTMLDivElement);
  fill(
    trouble,
    el("p", { class: "first-capital" }, message),
    ...(advice.length > 0 ? [el("ul", {}, ...advice.map((each) => el("li", {}, each)))] : []),
  );
  show(trouble);
  trouble.scrollIntoView({ block: "nearest" });
}

function busy(form: HTMLFormElement, isBusy: boolean): void {
  form.setAttribute("aria-busy", String(isBusy));
  for (const button of form.querySelectorAll("button")) button.disabled = isBusy;
  show(find("sending", HTMLDivElement), isBusy);
  show(find("trouble", HTMLDivElement), false);
  if (isBusy) sent(0);
}
