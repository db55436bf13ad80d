import assert from "node:assert/strict";
import { preflightError, type Refusal } from "../../../../lib/sync/surgical/preflight_error.ts";
import type { EntityFailure, ItemKey } from "../../../../lib/sync/surgical/types.ts";

const FOUND: readonly ItemKey[] = [{ kind: "issue", iid: 1 }];

function failing(reason: EntityFailure["reason"], moved_to: string | null = null): EntityFailure {
  return { kind: "issue", iid: 9, reason, message: "It is not to be had", moved_to };
}

const BASE: Refusal = {
  request: {
    project: "acme/web",
    skipMissing: false,
    items: [...FOUND, { kind: "issue", iid: 9 }],
  },
  failures: [failing("missing")],
  found: [],
  sources: [],
  isStored: () => false,
};

/** What is known, and what is said of what to do. */
const CASES: readonly (readonly [string, Partial<Refusal>, string])[] = [
  ["nothing is known that helps", {}, ": check number and project"],
  ["some are there", { found: FOUND }, "; --skip-missing refreshes the others"],
  [
    "some are there, and nothing was to be changed",
    { found: FOUND, looksOnly: true },
    "; lore sync --issue 1 -p acme/web refreshes the others",
  ],
  [
    "what is missing is stored",
    { isStored: () => true },
    "; what helps: lore sync --reconcile -p acme/web",
  ],
  ["it is forbidden", { failures: [failing("forbidden")] }, "; what helps: lore doctor"],
  [
    "the forge failed",
    { failures: [failing("unavailable")] },
    "; what helps: lore sync --issue 9 -p acme/web",
  ],
];

Deno.test("preflightError() says what to do where text is all that is read", async (t) => {
  for (const [name, change, hint] of CASES) {
    await t.step(name, () => {
      assert.equal(preflightError({ ...BASE, ...change }).hint, `Nothing was changed${hint}`);
    });
  }
});
