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

/** Send *body* to *address* of this site; *progress* hears percents. Raise OfflineError. */
export function send(
  address: string,
  body: FormData,
  progress: (percent: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (): void => reject(new OfflineError("the server did not answer"));
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      progress(Math.floor((100 * loaded) / Math.max(1, total)));
    });
    request.addEventListener("load", () => {
      try {
        resolve(readAnswer(parse(request.responseText)));
      } catch {
        fail(); // an error page of something between us and the server
      }
    });
    request.addEventListener("error", fail);
    request.addEventListener("abort", fail);
    request.send(body);
  });
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
