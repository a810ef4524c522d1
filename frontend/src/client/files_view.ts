/** The files of a job as its client sees them: each can be saved, and destroyed. */

import { csrfToken } from "../lib/api.ts";
import { el } from "../lib/dom.ts";
import { sizeOf } from "../lib/format.ts";
import { when } from "./claiming.ts";
import type { Page, PageFile } from "./page.ts";
import { button, paragraph } from "./screens.ts";
import { home as t } from "./words.ts";

/** Return the files of *page*; at the counter none can be saved: it would stay on the tablet. */
export function keptFiles(
  page: Page,
  destroy: (file: PageFile) => Promise<void>,
): readonly HTMLElement[] {
  if (page.files.length === 0) return [];
  const rows = page.files.map((file) => row(file, page.client.counter, destroy));
  const note = page.client.counter ? [paragraph(t("filesCounter"), "text-secondary")] : [];
  return [
    el("h3", { class: "mt-3" }, t("files")),
    el("ul", { class: "list-unstyled" }, ...rows),
    ...note,
  ];
}

function row(
  file: PageFile,
  counter: boolean,
  destroy: (file: PageFile) => Promise<void>,
): HTMLLIElement {
  const { name, by, at, size } = file;
  const facts = t("fileFacts", { size: sizeOf(size), by, when: when(at) });
  const unread = file.read ? "" : ` ${t("fileUnread")}`;
  const remove = button(t("remove"), () => destroy(file), "btn", "trash");
  const ways = counter ? [remove] : [saver(file), remove];
  return el(
    "li",
    { class: "kept" },
    el("div", { class: "file-words" }, el("strong", {}, name), paragraph(facts + unread, "mb-0")),
    el("div", { class: "btn-list" }, ...ways),
  );
}

/** Return the form that brings the file; a form, since what comes is saved and not shown. */
function saver({ id, name }: PageFile): HTMLElement {
  const token = el("input", {
    type: "hidden",
    name: "csrfmiddlewaretoken",
    value: csrfToken(document.cookie),
  });
  const which = el("input", { type: "hidden", name: "file", value: id });
  const label = t("fileSave", { name });
  const submit = el("button", { type: "submit", class: "btn", "aria-label": label }, t("fileGet"));
  return el("form", { method: "post", action: "/c/file" }, token, which, submit);
}
