/** The paper that a client takes home from the counter. */

import { el } from "../lib/dom.ts";
import type { Slip } from "./calls.ts";
import { when } from "./claiming.ts";
import { paragraph } from "./screens.ts";
import { counter as t } from "./words.ts";

/** Return *slip* of the shop called *shop*, ready to be printed; the code is for the desk to say. */
export function slipView(slip: Slip, shop: string): HTMLElement {
  const picture = el("img", { class: "qr", alt: t("qr") });
  picture.src = slip.qr; // its form was checked: an SVG in the answer itself
  const people = slip.people.flatMap(({ name, fingerprint }) => [
    el("dt", {}, name),
    el("dd", { class: "fingerprint" }, fingerprint),
  ]);
  return el(
    "section",
    { class: "card mb-3" },
    el(
      "div",
      { class: "card-body" },
      el("h2", {}, t("slipJob", { shop, number: slip.number })),
      picture,
      paragraph(t("slipScan")),
      paragraph(t("slipUntil", { until: when(slip.until) })),
      el(
        "dl",
        {},
        el("dt", {}, t("slipShop")),
        el("dd", { class: "fingerprint" }, slip.fingerprint),
        ...people,
      ),
    ),
  );
}
