/** What a link shows once everything is destroyed: the certificate, and nothing else. */

import { el } from "../lib/dom.ts";
import { download } from "../lib/saving.ts";
import * as calls from "./calls.ts";
import { when } from "./claiming.ts";
import { ending as t } from "./ending_words.ts";
import { button, paragraph, screen, working } from "./screens.ts";

/** Show the certificate behind the link with *token*. */
export function showCertificate(token: string, ended: calls.Ended): void {
  const fetch = async (): Promise<void> => {
    working(t("fetching"));
    download(await calls.certificate(token), `certificate-${ended.case.slice(0, 6)}.pdf`);
  };
  screen(
    t("gone"),
    paragraph(t("goneText", { when: when(ended.destroyed_at) })),
    el("p", {}, t("goneCase", { case: ended.case.slice(0, 6) })),
    button(t("certificate"), fetch, "btn btn-primary btn-lg", "download"),
    paragraph(t("goneHint"), "text-secondary mt-3"),
  );
}

/** Say that everything is destroyed, where no link is at hand to show the certificate. */
export function showGone(): void {
  screen(t("gone"), paragraph(t("goneLink")));
}
