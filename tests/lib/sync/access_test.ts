/** What a mirror makes of a token that may see less than before: nothing is taken for gone. */

import assert from "node:assert/strict";
import {
  createDemoForge,
  type DemoForge,
  type FaultRule,
  type Row,
} from "../../../lib/forge/demo/mod.ts";
import { coverageReport } from "../../../lib/sync/coverage.ts";
import { goneReport } from "../../../lib/sync/gone.ts";
import { DemoSync, type DemoSyncOptions } from "../../support/demo_sync.ts";
import { listen } from "../../support/heard.ts";
import { differing, storedTruth, truthOf } from "../../support/truth.ts";

const HOUR = 3_600_000;
const WEB = "acme/web";

const issue = (iid: number) => ({ project: WEB, kind: "issue", iid }) as const;

class Scene implements Disposable {
  readonly forge: DemoForge;
  readonly mirror: DemoSync;

  constructor() {
    this.forge = createDemoForge({ projects: 2, issues: 24, mergeRequests: 8 });
    this.mirror = new DemoSync(this.forge);
  }

  /** Syncs when everything has settled. */
  async sync(options: Pick<DemoSyncOptions, "reconcile" | "projects"> = {}): Promise<void> {
    this.forge.advance(HOUR);
    const { failed } = await this.mirror.sync(options);
    assert.equal(failed, 0);
  }

  /** What differs from the forge. */
  wrong(): string[] {
    return differing(this.mirror.ask(storedTruth), truthOf(this.forge));
  }

  /** What is taken for gone. */
  gone(): unknown[] {
    return this.mirror.column("select kind || iid from tombstones order by 1");
  }

  /** Gaps of the issues of acme/web. */
  gaps(): string[] {
    const { coverage } = this.mirror.ask((reader) =>
      coverageReport(reader, { limit: 9, offset: 0 })
    );
    return coverage.filter(({ project, kind }) => project === WEB && kind === "issue")
      .flatMap(({ gaps }) => gaps.map(({ kind, items }) => `${items} ${kind}`));
  }

  [Symbol.dispose](): void {
    this.mirror[Symbol.dispose]();
  }
}

/** A mirror with something that only members of some standing see. */
async function withSecrets(): Promise<{ scene: Scene; secret: number }> {
  const scene = new Scene();
  const { iid } = scene.forge.changes.addIssue(WEB, { title: "Secret", confidential: true });
  scene.forge.changes.addNote(issue(2), { body: "Inside only.", internal: true });
  await scene.sync();
  await scene.sync();
  assert.deepEqual(scene.wrong(), []);
  return { scene, secret: iid };
}

Deno.test("what a demoted member does not see any more is kept, until it is seen again", async () => {
  const { scene, secret } = await withSecrets();
  using _ = scene;
  const { forge } = scene;
  forge.setViewer({ seesInternal: false });
  forge.changes.editTitle(issue(2), "Touched: its notes are read anew");
  using heard = listen("WARN", "lore::sync");
  for (let times = 0; times < 2; times++) await scene.sync({ reconcile: true });
  assert.deepEqual([scene.gone(), scene.wrong()], [[], []]);
  assert.deepEqual(scene.gaps(), ["1 notes_hidden", "1 hidden"]);
  const told = heard.lines.filter(({ message }) => /may see less of a project/.test(message));
  assert.deepEqual(told.map(({ fields }) => fields?.project).toSorted(), ["acme/api", WEB]);
  // What goes while it may be seen is still found.
  forge.changes.deleteItem(issue(3));
  await scene.sync({ reconcile: true });
  assert.deepEqual(scene.gone(), ["issue3"]);
  forge.setViewer({ seesInternal: true });
  await scene.sync({ reconcile: true });
  assert.deepEqual([scene.gone(), scene.wrong(), scene.gaps()], [["issue3"], [], []]);
  forge.changes.deleteItem(issue(secret));
  await scene.sync({ reconcile: true });
  assert.equal(scene.gone().length, 2, "who saw it again may find it gone");
});

Deno.test("notes that a demoted member does not see are kept by a sync that compares nothing", async () => {
  const { scene } = await withSecrets();
  using _ = scene;
  // A project that is named is looked at once a day; a group's list tells of rights each time.
  const projects = [WEB, "acme/api"];
  await scene.sync({ projects });
  scene.forge.setViewer({ seesInternal: false });
  scene.forge.changes.editTitle(issue(2), "Touched: its notes are read anew");
  scene.forge.clearRequests();
  await scene.sync({ projects });
  const asked = scene.forge.requests.filter(({ path }) => /\/projects\/[^/]+$/.test(path));
  assert.equal(asked.length, 1, "once, when notes are missing");
  assert.deepEqual([scene.gone(), scene.wrong()], [[], []]);
});

Deno.test("notes that another token does not see are kept by the very sync that finds out", async () => {
  const { scene } = await withSecrets();
  using _ = scene;
  // Within a day of the last look at whose token it is.
  scene.forge.setViewer({ username: "ada.okafor", seesInternal: false });
  scene.forge.changes.editTitle(issue(2), "Touched: its notes are read anew");
  await scene.sync();
  assert.deepEqual([scene.gone(), scene.wrong()], [[], []]);
});

for (const how of ["walk", "surgical"] as const) {
  Deno.test(`what a member saw who was promoted for a while is not taken for gone after a ${how}`, async () => {
    using scene = new Scene();
    const { forge, mirror } = scene;
    // Projects that are named are looked at once a day.
    const projects = [WEB, "acme/api"];
    forge.setViewer({ seesInternal: false });
    await scene.sync({ projects });
    const { iid } = forge.changes.addIssue(WEB, { title: "Secret", confidential: true });
    forge.setViewer({ seesInternal: true });
    if (how === "walk") await scene.sync({ projects });
    else await mirror.surgical(`#${iid}`, { projects });
    forge.setViewer({ seesInternal: false });
    await scene.sync({ reconcile: true, projects });
    assert.deepEqual(scene.gone(), []);
    assert.deepEqual(mirror.column(`select iid from issues where title = 'Secret'`), [iid]);
    assert.deepEqual(scene.gaps(), ["1 hidden"]);
  });
}

/** A project whose issues are switched off, as GitLab answers for it. */
const SWITCHED_OFF: readonly FaultRule[] = [
  {
    match: /\/projects\/(1001|acme%2Fweb)(\?|$)/,
    fault: {
      kind: "malformed",
      change: (row: Row) => ({ ...row, issues_enabled: false, issues_access_level: "disabled" }),
    },
  },
  {
    match: /\/1001\/issues\?/,
    fault: { kind: "status", status: 200, body: "[]", headers: { "x-total": "0" } },
  },
  { match: /\/1001\/issues\/\d+/, fault: { kind: "status", status: 404, body: "{}" } },
];

Deno.test("issues of a project that switched them off are kept, and are there when it switches them on", async () => {
  using scene = new Scene();
  await scene.sync();
  const [issues] = scene.mirror.column(
    "select count(*) from issues where web_url like '%/acme/web/%'",
  );
  scene.forge.setFaults(SWITCHED_OFF);
  for (let times = 0; times < 2; times++) await scene.sync({ reconcile: true });
  assert.deepEqual([scene.gone(), scene.wrong()], [[], []]);
  assert.deepEqual(scene.gaps(), [`${issues} hidden`]);
  scene.forge.setFaults([]);
  scene.forge.changes.deleteItem(issue(3));
  await scene.sync({ reconcile: true });
  assert.deepEqual([scene.gone(), scene.wrong(), scene.gaps()], [["issue3"], [], []]);
});

Deno.test("a project in whose answer nothing tells of rights is compared as before", async () => {
  using scene = new Scene();
  const silent = ({ permissions: _p, issues_access_level: _i, issues_enabled: _e, ...row }: Row) =>
    row;
  scene.forge.setFaults([{
    match: /\/(projects\/1001|groups\/acme\/projects)(\?|$)/,
    fault: { kind: "malformed", change: silent },
  }]);
  await scene.sync();
  scene.forge.changes.deleteItem(issue(3));
  await scene.sync({ reconcile: true });
  assert.deepEqual([scene.gone(), scene.wrong(), scene.gaps()], [["issue3"], [], []]);
});

Deno.test("an issue that a guest sees no more is told as gone or made confidential", async () => {
  using scene = new Scene();
  scene.forge.setViewer({ seesInternal: false });
  await scene.sync();
  const certain = (): unknown[] =>
    scene.mirror.ask((reader) => goneReport(reader, { limit: 9, offset: 0 })).gone
      .map(({ reference, certain }) => [reference, certain]);
  Object.assign(kept(scene.forge, 3).item, { confidential: true });
  scene.forge.changes.deleteItem({ project: WEB, kind: "merge_request", iid: 2 });
  await scene.sync({ reconcile: true });
  assert.deepEqual(certain().toSorted(), [[`${WEB}!2`, true], [`${WEB}#3`, false]]);
  // Whoever sees it finds it again.
  scene.forge.setViewer({ seesInternal: true });
  await scene.sync({ reconcile: true });
  assert.deepEqual(certain(), [[`${WEB}!2`, true]]);
  scene.forge.changes.deleteItem(issue(3));
  await scene.sync({ reconcile: true });
  assert.deepEqual(certain().toSorted(), [[`${WEB}!2`, true], [`${WEB}#3`, true]]);
});

function kept({ world }: DemoForge, iid: number) {
  const project = world.projects.find(({ path }) => path === WEB);
  const found = project && world.keep(project, "issue", iid);
  assert.ok(found);
  return found;
}
