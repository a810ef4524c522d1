/** Sending a form with a file, and hearing how far it came, which `fetch` does not tell. */

import { OfflineError } from "./api.ts";
import { type JSONObject, parse } from "./canon.ts";

/** What the server says of a file: where to go, or why it was not taken. */
export interface Answer {
  readonly to: string;
  readonly code: string;
  readonly message: string;
  readonly advice: readonly string[];
  /** It passes once the person says why what was found is none. */
  readonly asks: boolean;
  /** What was found that the client can seal instead. */
  readonly kinds: readonly string[];
}

/** Hears how far a file is: percents while it is sent, parts while it is read. */
export interface Progress {
  readonly sent: (percent: number) => void;
  readonly read: (done: number, of: number) => void;
}

/** Send *body* to *address* of this site; *progress* hears how far it is. Raise OfflineError. */
export function send(address: string, body: FormData, progress: Progress): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (): void => reject(new OfflineError("the server did not answer"));
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/x-ndjson, application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      progress.sent(Math.floor((100 * loaded) / Math.max(1, total)));
    });
    request.addEventListener("progress", () => {
      const step = lastStep(request.responseText);
      if (step !== undefined) progress.read(...step);
    });
    request.addEventListener("load", () => {
      try {
        resolve(readAnswer(parse(lines(request.responseText).at(-1) ?? "")));
      } catch {
        fail(); // an error page of something between us and the server
      }
    });
    request.addEventListener("error", fail);
    request.addEventListener("abort", fail);
    request.send(body);
  });
}

/** Return how far the reading is by the last whole line of what has come, if it says so. */
export function lastStep(text: string): [number, number] | undefined {
  try {
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    const { step } = parse(lines(whole).at(-1) ?? "{}");
    if (!Array.isArray(step)) return undefined;
    const [done, of] = step;
    return typeof done === "number" && typeof of === "number" ? [done, of] : undefined;
  } catch {
    return undefined; // the page of something between us and the server
  }
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

/** Return *answer* with all that it may lack. */
export function readAnswer(answer: JSONObject): Answer {
  const { advice, kinds } = answer;
  const message = [text(answer.message), text(answer.hint)].filter((part) => part !== "");
  return {
    to: /^\/(?!\/)/.test(text(answer.to)) ? text(answer.to) : "",
    code: text(answer.code),
    message: message.join("; "),
    advice: Array.isArray(advice) ? advice.map(text) : [],
    asks: answer.asks === true,
    kinds: Array.isArray(kinds) ? kinds.map(text) : [],
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
