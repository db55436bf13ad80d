/** `lore coverage` on a demo forge that misbehaves: each gap by the command line, and what closes it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { coverage } from "../../commands/coverage.ts";
import { doctor } from "../../commands/doctor.ts";
import { issues } from "../../commands/issues.ts";
import { search } from "../../commands/search.ts";
import { ingest } from "../../commands/ingest.ts";
import { sync } from "../../commands/sync.ts";
import { syncStatus } from "../../commands/sync_status.ts";
import {
  createDemoForge,
  type FaultRule,
  FAULTS,
  MALFORMED,
  type Row,
} from "../../lib/forge/demo/mod.ts";
import type { CoverageReport } from "../../lib/sync/coverage.ts";
import type { Gap } from "../../lib/sync/coverage_gaps.ts";
import { openStore } from "../../lib/db/mod.ts";
import { envelopeOf, FakeHost, type LoreRun, runLore } from "../support/fake_host.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { differing, storedTruth, truthOf } from "../support/truth.ts";

const HOUR_MS = 3_600_000;
const WEB = "acme/web";
const API = "acme/api";

const COMMANDS = [sync, ingest, coverage, syncStatus, doctor, issues, search];

const issue = (iid: number) => ({ project: WEB, kind: "issue", iid }) as const;
const request = (iid: number) => ({ project: WEB, kind: "merge_request", iid }) as const;
const only = (...iids: number[]) => ({ iid }: Row): boolean => iids.includes(Number(iid));

/** A forge, and lore with a config that leads to it. */
class Scene implements Disposable {
  readonly #folder = temporaryFolder();
  readonly dataDir = join(this.#folder.path, "data");
  readonly forge = createDemoForge({ projects: 2, issues: 24, mergeRequests: 12 });
  readonly host = new FakeHost({
    HOME: this.#folder.path,
    LORE_DATA_DIR: this.dataDir,
    TOKEN: "demo-token",
    LORE_CONFIG: this.#folder.write(
      "lore.config.json",
      JSON.stringify({
        sources: [{
          ...{ name: "demo", forge: "gitlab", url: "https://forge.test", token_env: "TOKEN" },
          projects: ["acme/*"],
        }],
        sync: { max_retries: 0, concurrency: 2 },
      }),
    ),
  });

  constructor() {
    this.host.fetch = this.forge.fetch;
  }

  /** Runs a line as it is printed: `lore sync -p acme/web`. */
  async run(line: string, ...faults: FaultRule[]): Promise<LoreRun> {
    this.forge.setFaults(faults);
    this.host.clock.jumpTo(this.forge.now());
    this.host.terminal.out = "";
    const [program, ...argv] = line.split(" ");
    assert.equal(program, "lore");
    const run = await runLore(argv, { commands: COMMANDS, host: this.host });
    this.forge.setFaults([]);
    return run;
  }

  /** A mirror of a forge at rest. */
  async mirror(): Promise<void> {
    assert.equal((await this.run("lore sync")).code, 0);
    this.forge.advance(HOUR_MS);
  }

  async coverage(): Promise<CoverageReport> {
    return envelopeOf(await this.run("lore --robot coverage")).data as CoverageReport;
  }

  /** Every gap that is told, in short. */
  async gaps(): Promise<unknown[]> {
    const { coverage } = await this.coverage();
    return coverage.flatMap(({ project, kind, gaps }) =>
      gaps.map((gap) => [project, kind, gap.kind, gap.items, [...gap.iids], gap.command])
    );
  }

  /** Items of which the store says something else than the forge. */
  wrong(): string[] {
    using database = openStore(join(this.dataDir, "lore.db"), { mode: "read" });
    return differing(storedTruth(database), truthOf(this.forge));
  }

  /** The number of an issue with comments. */
  get discussed(): number {
    const { issues } = this.forge.snapshot(WEB);
    const found = issues.find(({ item }) => Number(item.user_notes_count) > 1)?.item.iid;
    assert.ok(typeof found === "number");
    return found;
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

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
  plant(scene: Scene): Promise<unknown>;
  /** All that is to be told, and nothing else. */
  told(scene: Scene): readonly Told[];
  /** What has to happen at the forge before a command can close the gap. */
  repair?(scene: Scene): void;
}

const SYNC = `lore sync -p ${WEB}`;
const RECONCILE = `lore sync --reconcile -p ${WEB}`;
const ISSUES = new RegExp("/1001/issues\\?");
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
async function assertClosed(scene: Scene, told: readonly Told[]): Promise<void> {
  const lasting = told.filter(([, , , , , command]) => command === null);
  assert.deepEqual(await scene.gaps(), lasting);
  if (lasting.length > 0) return;
  assert.deepEqual(scene.wrong().filter((reference) => reference.startsWith(WEB)), []);
}

Deno.test("lore coverage lists every planted gap and invents none, and its commands close them", async (t) => {
  for (const [name, { plant, told, repair }] of Object.entries(CASES)) {
    await t.step(name, async () => {
      using scene = new Scene();
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

Deno.test("what another token saw is kept, and is not hidden any more once that token is back", async () => {
  using scene = new Scene();
  scene.forge.changes.addIssue(WEB, { title: "Secret", confidential: true });
  scene.forge.changes.addNote(issue(2), { body: "Inside only.", internal: true });
  await scene.mirror();
  const before = scene.wrong();
  for (const viewer of [{ scopes: ["api"] }, { username: "ada.okafor" }]) {
    scene.forge.setViewer({ ...viewer, seesInternal: false });
    // The second time this token has fetched the discussions before, and still not seen all notes.
    for (let times = 0; times < 2; times++) {
      await scene.run("lore sync --reconcile");
      scene.forge.advance(HOUR_MS);
    }
    assert.deepEqual(scene.wrong(), before);
    assert.ok((await scene.coverage()).coverage.every(({ gone }) => gone.items + gone.notes === 0));
  }
  scene.forge.setViewer({ username: "lore.reader", scopes: ["read_api"], seesInternal: true });
  await scene.run("lore sync --reconcile");
  assert.deepEqual([scene.wrong(), await scene.gaps()], [[], []]);
});

Deno.test("lore coverage tells a new user what a second sync leaves open, and the command that closes it", async () => {
  using scene = new Scene();
  await scene.mirror();
  const states = async () => new Set((await scene.coverage()).coverage.map(({ state }) => state));
  assert.deepEqual(await states(), new Set(["complete"]));
  scene.forge.changes.deleteItem(issue(3));
  await scene.run("lore sync");
  assert.deepEqual(await states(), new Set(["current"]));
  const { coverage: [first] } = await scene.coverage();
  assert.deepEqual([first?.complete, first?.gaps], [false, []]);
  assert.equal(first?.command, `lore sync --reconcile -p ${API}`);
  const { out } = await scene.run(`lore coverage -p ${WEB}`);
  assert.match(
    out,
    /^acme\/web issues: current up to just now, compared as a whole .* ago; 16 stored$/m,
  );
  assert.match(out, /deleted or edited in silence/);
  assert.match(out, /^ {4}lore sync --reconcile -p acme\/web$/m);
  await scene.run(RECONCILE);
  await scene.run(`lore sync --reconcile -p ${API}`);
  assert.deepEqual([await states(), scene.wrong()], [new Set(["complete"]), []]);
  assert.match((await scene.run("lore coverage")).out, /acme\/web issues: complete .*, 1 gone/);
});

Deno.test("sync-status and doctor carry the verdict of lore coverage", async () => {
  using scene = new Scene();
  await scene.run("lore sync", { match: ISSUES, fault: { kind: "leaveOut", where: only(3, 5) } });
  const { coverage, states } = await scene.coverage();
  const data = async (line: string) =>
    envelopeOf(await scene.run(line)).data as Record<string, unknown>;
  const rows = (await data("lore --robot sync-status")).coverage as typeof coverage;
  assert.deepEqual(
    rows.map(({ state, gaps, complete }) => ({ state, gaps, complete })),
    coverage.map(({ state, gaps }) => ({ state, gaps, complete: state !== "incomplete" })),
  );
  assert.match(
    (await scene.run("lore sync-status")).out,
    /acme\/web +issues .* 2 left out of the list/,
  );
  const { checks } = await data("lore --robot doctor") as { checks: Record<string, unknown> };
  assert.deepEqual(checks.coverage, {
    status: "warn",
    message: "3 lists complete, 1 incomplete; acme/web issues: 2 left out of the list",
    hint: "Run lore coverage to see what closes each gap",
    states,
  });
});

Deno.test("what is gone is kept, shown by nothing that does not ask for it, and told of when asked", async () => {
  using scene = new Scene();
  const secret = scene.forge.changes.addIssue(WEB, { title: "Zanzibar", description: "Quagga" });
  const { note } = scene.forge.changes.addNote(issue(2), { body: "Okapi, see #3" });
  await scene.mirror();
  const data = async <T>(line: string): Promise<T> => envelopeOf(await scene.run(line)).data as T;
  const hits = async (word: string) =>
    (await data<{ hits: unknown[] }>(`lore --robot search ${word} --mode lexical`)).hits.length;
  assert.deepEqual([await hits("Quagga"), await hits("Okapi")], [1, 1]);
  scene.forge.changes.deleteItem(secret);
  scene.forge.changes.deleteNote(issue(2), note);
  await scene.run("lore sync --reconcile");
  assert.deepEqual([await hits("Quagga"), await hits("Okapi")], [0, 0]);
  const list = await data<{ issues: { iid: number }[] }>(
    `lore --robot issues --state all -p ${WEB}`,
  );
  assert.ok(list.issues.every(({ iid }) => iid !== secret.iid));
  const one = envelopeOf(await scene.run(`lore --robot issues ${secret.iid} -p ${WEB}`));
  assert.equal((one.error as { code: string }).code, "NOT_FOUND");
  const { gone } = await data<{ gone: Record<string, unknown>[] }>("lore --robot coverage --gone");
  assert.deepEqual(
    gone.map(({ reference, kind, title, body }) => [reference, kind, title, body]).toSorted(),
    [
      [`${WEB}#${secret.iid}`, "issue", "Zanzibar", "Quagga"],
      [`${WEB}#2`, "note", scene.forge.snapshot(WEB).issues[1]?.item.title, "Okapi, see #3"],
    ].toSorted(),
  );
  const { out } = await scene.run(`lore coverage --gone -p ${WEB}`);
  assert.match(out, /^acme\/web#\d+ +issue +\S+ +Zanzibar +just now$/m);
  assert.match(out, /^acme\/web#2 +note +\S+ +Okapi, see #3 +just now$/m);
  assert.match(
    (await scene.run(`lore coverage --gone -p ${API}`)).out,
    /Nothing that was mirrored/,
  );
});
