/** Every gap that a mirror may have: planted, told, and closed by the command that is told. @module */

import assert from "node:assert/strict";
import { FAULTS, MALFORMED } from "../../lib/forge/demo/mod.ts";
import type { Gap } from "../../lib/sync/coverage_gaps.ts";
import {
  API,
  CoverageScene,
  HOUR_MS,
  issue,
  ISSUES,
  only,
  request,
  WEB,
} from "../support/coverage_scene.ts";

type Told = readonly [
  project: string,
  kind: string,
  gap: Gap["kind"],
  items: number | null,
  iids: readonly number[],
  command: string | null,
];

interface Case {
  /** Makes the gap. */
  plant(scene: CoverageScene): Promise<unknown>;
  /** All that is to be told, and nothing else. */
  told(scene: CoverageScene): readonly Told[];
  /** What has to happen at the forge before a command can close the gap. */
  repair?(scene: CoverageScene): void;
}

const SYNC = `lore sync -p ${WEB}`;
const RECONCILE = `lore sync --reconcile -p ${WEB}`;
const MRS = new RegExp("/1001/merge_requests\\?");
const DOWN = FAULTS.badGateway();

const CASES: Readonly<Record<string, Case>> = {
  "a list that was never walked": {
    plant: (scene) => scene.run("lore sync", { match: MRS, fault: DOWN }),
    told: () => [[WEB, "merge_request", "never_walked", null, [], SYNC]],
  },
  "a kind that was never asked for": {
    plant: (scene) => scene.run(`lore ingest issues -p ${WEB}`),
    told: () => [[WEB, "merge_request", "never_walked", null, [], SYNC]],
  },
  "a walk that broke off": {
    plant: async (scene) => {
      await scene.mirror();
      await scene.run("lore sync", { match: ISSUES, fault: DOWN });
    },
    told: () => [[WEB, "issue", "interrupted", null, [], SYNC]],
  },
  "a first list that leaves rows out": {
    plant: (scene) =>
      scene.run("lore sync", { match: ISSUES, fault: { kind: "leaveOut", where: only(3, 5) } }),
    told: () => [[WEB, "issue", "list_cut_short", 2, [], RECONCILE]],
  },
  "a change that a later list leaves out": {
    plant: async (scene) => {
      await scene.mirror();
      for (const iid of [2, 3, 4]) scene.forge.changes.editTitle(issue(iid), `Number ${iid}`);
      scene.forge.advance(HOUR_MS);
      await scene.run("lore sync", { match: ISSUES, fault: { kind: "leaveOut", where: only(3) } });
    },
    told: () => [[WEB, "issue", "list_cut_short", 1, [], RECONCILE]],
  },
  "an item that cannot be read": {
    plant: (scene) =>
      scene.run("lore sync", {
        match: /\/issues(\/3)?\?/,
        fault: {
          kind: "malformed",
          change: MALFORMED.title,
          where: ({ iid, project_id }) => iid === 3 && project_id === 1001,
        },
      }),
    told: () => [[WEB, "issue", "unreadable_items", 1, [3], `lore sync --issue 3 -p ${WEB}`]],
  },
  "an item whose number cannot be read": {
    plant: (scene) =>
      scene.run("lore sync", {
        match: ISSUES,
        fault: { kind: "malformed", change: MALFORMED.iid, where: only(4) },
      }),
    told: () => [[WEB, "issue", "unreadable_items", 1, [], SYNC]],
  },
  "notes that cannot be read": {
    plant: (scene) =>
      scene.run("lore sync", {
        match: new RegExp(`/1001/issues/${scene.discussed}/discussions`),
        fault: { kind: "malformed", change: (row) => ({ ...row, notes: "none" }) },
      }),
    told: ({ discussed }) => [
      [
        WEB,
        "issue",
        "unreadable_parts",
        1,
        [discussed],
        `lore sync --issue ${discussed} -p ${WEB}`,
      ],
    ],
  },
  "a list of files that is cut short": {
    plant: (scene) =>
      scene.run("lore sync", {
        match: /\/1001\/merge_requests\/2\/diffs/,
        fault: { kind: "leaveOut", where: () => true },
      }),
    told: () => [[WEB, "merge_request", "unreadable_parts", 1, [2], `lore sync --mr 2 -p ${WEB}`]],
  },
  "what may not be fetched of one item": {
    plant: (scene) =>
      scene.run("lore sync", {
        match: /\/1001\/issues\/4\/discussions/,
        fault: FAULTS.refused(403, "Forbidden"),
      }),
    told: () => [[WEB, "issue", "queued", 1, [4], SYNC]],
  },
  "a change so late that another may have followed": {
    plant: async (scene) => {
      await scene.mirror();
      scene.forge.changes.addNote(issue(2), { body: "First." });
      await scene.run("lore sync");
      // Within the same minute: GitLab does not touch the issue again.
      scene.forge.changes.addNote(issue(2), { body: "Second." });
    },
    told: () => [[WEB, "issue", "unsettled", 1, [2], SYNC]],
  },
  "discussions that are cut short": {
    plant: (scene) =>
      scene.run("lore sync", {
        match: new RegExp(`/1001/issues/${scene.discussed}/discussions`),
        fault: { kind: "leaveOut", where: () => true },
      }),
    told: ({ discussed }) => [[WEB, "issue", "notes_missing", 1, [discussed], RECONCILE]],
  },
  "a list of files beyond what the forge tells": {
    plant: async (scene) => {
      const files = Array.from({ length: 1000 }, (_, at) => ({ path: `src/${at}.ts` }));
      scene.forge.changes.pushFiles(request(1), files);
      scene.forge.advance(HOUR_MS);
      await scene.mirror();
    },
    told: () => [[WEB, "merge_request", "files_cut_short", 1, [1], null]],
  },
  "what a narrower token does not show": {
    plant: async (scene) => {
      scene.forge.changes.addIssue(WEB, { title: "Secret", confidential: true });
      scene.forge.changes.addNote(issue(2), { body: "Inside only.", internal: true });
      const before = scene.forge.snapshot(WEB).issues.filter(({ item }) => item.confidential);
      await scene.mirror();
      scene.forge.setViewer({ username: "ada.okafor", seesInternal: false });
      await scene.run("lore sync --reconcile");
      assert.ok(before.length > 0);
    },
    told: ({ forge }) => {
      const confidential = (path: string): number =>
        forge.snapshot(path).issues.filter(({ item }) => item.confidential).length;
      const web = confidential(WEB);
      const api = confidential(API);
      return [
        ...(api > 0 ? [[API, "issue", "hidden", api, [], null] as const] : []),
        [WEB, "issue", "notes_hidden", 1, [2], null],
        [WEB, "issue", "hidden", web, [], null],
      ];
    },
  },
  "a project that is hidden": {
    plant: async (scene) => {
      await scene.mirror();
      scene.forge.changes.setAccess(WEB, "hidden");
      await scene.run("lore sync");
    },
    repair: ({ forge }) => forge.changes.setAccess(WEB, "full"),
    told: () => [
      [WEB, "issue", "project_gone", null, [], SYNC],
      [WEB, "merge_request", "project_gone", null, [], SYNC],
    ],
  },
};

/** What is there when the gap has been closed, beside gaps that no command closes. */
async function assertClosed(scene: CoverageScene, told: readonly Told[]): Promise<void> {
  const lasting = told.filter(([, , , , , command]) => command === null);
  assert.deepEqual(await scene.gaps(), lasting);
  if (lasting.length > 0) return;
  assert.deepEqual(scene.wrong().filter((reference) => reference.startsWith(WEB)), []);
}

Deno.test("lore coverage lists every planted gap and invents none, and its commands close them", async (t) => {
  for (const [name, { plant, told, repair }] of Object.entries(CASES)) {
    await t.step(name, async () => {
      using scene = new CoverageScene();
      await plant(scene);
      const expected = told(scene);
      assert.deepEqual(await scene.gaps(), expected);
      const { complete, coverage } = await scene.coverage();
      assert.equal(complete, false);
      assert.ok(
        coverage.every(({ state, gaps }) => (state === "incomplete") === (gaps.length > 0)),
      );
      scene.forge.advance(HOUR_MS);
      repair?.(scene);
      for (const line of new Set(expected.flatMap(([, , , , , command]) => command ?? []))) {
        const { code, err } = await scene.run(line);
        assert.equal(code, 0, `${line}: ${err}`);
      }
      await assertClosed(scene, expected);
    });
  }
});
