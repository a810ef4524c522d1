/** Signing a house rule or its end. */

import { post } from "../lib/api.ts";
import type { JSONObject } from "../lib/canon.ts";
import { nextPath } from "../lib/entry.ts";
import { composeHouseRule } from "../lib/house_rule.ts";
import type { HouseRule } from "../lib/rule_fields.ts";
import { stateOnSubmit } from "../lib/stating.ts";
import type { RuleDraft } from "./draft.ts";

/** What is to be signed: the rule as the manager has read it. */
export interface Meant {
  readonly ready: RuleDraft;
  readonly number: number;
  readonly rule: HouseRule;
  readonly text: string;
}

/** Have the form `sign` confirm what *meant* returns, to *act* on it at *address*. */
export function signOnSubmit(
  act: "add" | "retire",
  address: string,
  meant: () => Promise<Meant>,
): void {
  stateOnSubmit(
    async () => {
      const { ready, ...rule } = await meant();
      const { draft, nonce } = ready;
      const chosen = { home: draft.own.home, number: rule.number, nonce };
      const statement = composeHouseRule(act, rule, chosen, location.origin, new Date());
      return { draft, statement };
    },
    async (signed) => {
      const taken = await post(address, { rule: { ...signed } as JSONObject });
      location.assign(nextPath(taken.next));
    },
  );
}
