/** Which item `lore issues IID` and `lore mrs IID` take, and how they refuse what names none. @module */

import assert from "node:assert/strict";
import { issues } from "../../commands/issues.ts";
import { mrs } from "../../commands/mrs.ts";
import { kebabCase } from "../../lib/cli/command.ts";
import { buryItem } from "../../lib/db/tombstones.ts";
import type { IssueView, MergeRequestView } from "../../lib/reading/item_view_types.ts";
import { envelopeOf } from "../support/fake_host.ts";
import { askRobot, itemScene } from "../support/item_scene.ts";
import { NOON } from "../support/model.ts";

Deno.test("an item is found by number, by reference, by project", async (t) => {
  using stage = itemScene();
  for (const item of ["12", "#12", "acme/web#12"]) {
    await t.step(item, async () => {
      assert.equal((await askRobot<IssueView>(stage, ["issues", item])).issue.iid, 12);
    });
  }
  await t.step("a merge request's mark", async () => {
    assert.equal((await stage.ask(["issues", "!12"])).code, 2);
    const { merge_request } = await askRobot<MergeRequestView>(stage, ["mrs", "acme/web!34"]);
    assert.equal(merge_request.reference, "acme/web!34");
  });
});

/** A value of each flag of a list. */
const LIST_VALUES = {
  ...{ state: "closed", author: "ada", assignee: "carol", reviewer: "ada", label: "bug" },
  ...{ milestone: "v1", sort: "created", since: "7d", until: "7d" },
} as const;

/** What goes with a number as well as with a list. */
const BOTH = ["project", "source", "limit", "offset", "fields", "json-fields", "max-chars"];

Deno.test("a number goes with no flag that chooses among many, and says which that are", async (t) => {
  using stage = itemScene();
  for (const [command, iid] of [[issues, 12], [mrs, 34]] as const) {
    for (const flag of Object.keys(command.flags).map(kebabCase)) {
      if (BOTH.includes(flag)) continue;
      await t.step(`${command.name} --${flag}`, async () => {
        const value = LIST_VALUES[flag as keyof typeof LIST_VALUES];
        const run = await stage.ask([command.name, String(iid), `--${flag}`, value]);
        assert.deepEqual([run.code, run.out], [2, ""]);
        assert.ok(run.err.includes(`error: --${flag} does not go with "${iid}": a number is`));
        assert.ok(run.err.includes(`hint: Leave out --${flag}, or leave out "${iid}"\n`), run.err);
      });
    }
  }
  await t.step("what goes with both", async () => {
    const line = "-J issues 12 -p acme/web --source work -n 5 --offset 1 --fields type --max-chars";
    const run = await stage.ask([...line.split(" "), "9000"]);
    assert.equal(run.code, 0, run.out + run.err);
    assert.equal((await stage.ask(["issues", "12", "--json-fields", "type"])).code, 0);
  });
});

Deno.test("a number with flags of a list is refused with both lines that may be meant", async () => {
  using stage = itemScene();
  const { error } = envelopeOf(
    await stage.ask("-J issues --label a --state=all 12 -p acme/web --label b -n 3".split(" ")),
  );
  assert.deepEqual(error, {
    code: "USAGE",
    message: '--label and --state do not go with "12": ' +
      "a number is of one issue, and they choose among many",
    hint: 'Leave out --label and --state, or leave out "12"',
    actions: [
      "lore --robot issues --project acme/web --limit 3 12",
      "lore --robot issues --label a --state all --project acme/web --label b --limit 3",
    ],
    details: { argument: "12", flags: ["--label", "--state"] },
  });
});

Deno.test("a reference and -p name one project, or are refused", async () => {
  using stage = itemScene();
  stage.project({ id: 8, path: "acme/tools/cli" });
  assert.equal((await stage.ask(["issues", "acme/web#12", "-p", "ACME/web"])).code, 0);
  const { error } = envelopeOf(
    await stage.ask(["--robot", "issues", "acme/web#12", "-p", "acme/tools/cli"]),
  );
  const { code, message, actions } = error as Record<string, unknown>;
  assert.deepEqual([code, message, actions], [
    "USAGE",
    '"acme/web#12" is not of the project "acme/tools/cli"',
    ["lore issues 'acme/web#12'", "lore issues 12 -p acme/tools/cli"],
  ]);
});

Deno.test("a number in several projects is refused with the commands that say which", async () => {
  using stage = itemScene();
  stage.issue(12, {}, stage.project({ id: 8, path: "acme/tools/cli" }));
  const { code, out } = await stage.ask(["--robot", "issues", "12"]);
  assert.equal(code, 2);
  const { code: word, actions } = envelopeOf({ code, out, err: "" }).error as {
    code: string;
    actions: string[];
  };
  assert.equal(word, "USAGE");
  assert.deepEqual(actions, ["lore issues 12 -p acme/tools/cli", "lore issues 12 -p acme/web"]);
  const { err } = await stage.ask(["issues", "12"]);
  assert.match(
    err,
    /Say which: lore issues 12 -p acme\/tools\/cli, or lore issues 12 -p acme\/web\n/,
  );
  assert.match((await stage.ask(["issues", "12", "-p", "acme/web"])).out, /^acme\/web#12 Login/);
});

Deno.test("an item that is not there is NOT_FOUND, with the other kind where that has the number", async () => {
  using stage = itemScene();
  const missing = await stage.ask(["issues", "99"]);
  assert.equal(missing.code, 5);
  assert.match(missing.err, /no issue 99/);
  const other = await stage.ask(["--robot", "issues", "34"]);
  const { actions } = envelopeOf(other).error as { actions: string[] };
  assert.deepEqual(actions, ["lore mrs 34"]);
});

Deno.test("an item that the forge has no more is said to be gone", async () => {
  using stage = itemScene();
  stage.write((tx) => {
    const id = tx.get<{ id: number }>("select id from issues where iid = 12")?.id ?? 0;
    buryItem(tx, { kind: "issue", id }, { serverTime: NOON, runId: "00000001" });
  });
  for (const argv of [[], ["-p", "acme/web"]]) {
    const { code, err } = await stage.ask(["issues", "12", ...argv]);
    assert.equal(code, 5);
    assert.match(err, /The forge has issue 12 no more/);
    assert.match(err, /gone from "acme\/web" on 2026-01-15/);
  }
});
