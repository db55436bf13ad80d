import assert from "node:assert/strict";
import { cursor } from "../../../lib/db/cursors.ts";
import {
  countJobs,
  enqueue,
  enqueueUnsettled,
  failedJobs,
  failJob,
  finishJob,
  type Job,
  nextJobs,
  type QueueScope,
  SETTLE_MS,
} from "../../../lib/db/dependents_queue.ts";
import { saveIssue } from "../../../lib/db/issues.ts";
import { markFetched } from "../../../lib/db/items.ts";
import { saveFiles } from "../../../lib/db/merge_request_files.ts";
import { saveMergeRequest } from "../../../lib/db/merge_requests.ts";
import type { Database, Reader, SqlValue } from "../../../lib/db/mod.ts";
import { projectByPath } from "../../../lib/db/projects.ts";
import { unparsedIids, unparsedWalkFrom } from "../../../lib/db/unparsed_items.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
import { aMergeRequest, anIssue, NOON } from "../../support/model.ts";

const ALL = { after: 0, limit: 100 };

function discussions(mirror: Mirror): QueueScope {
  return { projectId: mirror.scope.projectId, kind: "issue", job: "discussions", runId: null };
}

/** Queues the discussions of issues with these numbers; their keys are the same numbers. */
function queue(
  mirror: Mirror,
  iids: readonly number[],
  jobs: readonly Job[] = ["discussions"],
): void {
  mirror.write((tx) => {
    for (const iid of iids) {
      enqueue(tx, mirror.scope.projectId, {
        item: { kind: "issue", id: iid },
        iid,
        jobs,
        runId: null,
      });
    }
  });
}

Deno.test("nextJobs() gives each job once, page by page, in the order of the queue", () => {
  using mirror = aMirror();
  const scope = discussions(mirror);
  queue(mirror, [4, 2, 9], ["discussions", "events"]);
  queue(mirror, [2, 5]);
  const met: number[] = [];
  for (let after = 0;;) {
    const page = nextJobs(mirror.database, scope, { after, limit: 2 });
    met.push(...page.map(({ iid }) => iid));
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  assert.deepEqual(met, [4, 2, 9, 5]);
  assert.equal(countJobs(mirror.database, scope), 4);
  assert.equal(countJobs(mirror.database, { ...scope, job: "events" }), 3);
  assert.equal(countJobs(mirror.database, { ...scope, kind: "merge_request" }), 0);
});

Deno.test("failedJobs() gives what failed before, those first that failed least often", () => {
  using mirror = aMirror();
  queue(mirror, [1, 2, 3, 4]);
  const jobs = nextJobs(mirror.database, discussions(mirror), ALL);
  mirror.write((tx) => {
    for (const at of [0, 0, 2, 3]) failJob(tx, jobs[at]?.id ?? 0, "502");
  });
  const failed = failedJobs(mirror.database, discussions(mirror));
  assert.deepEqual(failed.map(({ iid }) => iid), [3, 4, 1]);
});

Deno.test("finishJob() takes a job out, failJob() keeps it and says why", () => {
  using mirror = aMirror();
  queue(mirror, [1, 2]);
  const [first, second] = nextJobs(mirror.database, discussions(mirror), ALL);
  assert.ok(first !== undefined && second !== undefined);
  mirror.write((tx) => {
    finishJob(tx, first.id);
    failJob(tx, second.id, "timeout");
    failJob(tx, second.id, "502");
  });
  assert.deepEqual(nextJobs(mirror.database, discussions(mirror), ALL), []);
  const failed = failedJobs(mirror.database, discussions(mirror));
  assert.deepEqual(failed.map(({ id, attempts }) => [id, attempts]), [[second.id, 2]]);
  assert.deepEqual(mirror.rows("select attempts, last_error from dependents_queue"), [
    { attempts: 2, last_error: "502" },
  ]);
});

Deno.test("nextJobs() leaves jobs alone that belong to one run", () => {
  using mirror = aMirror();
  queue(mirror, [1, 2]);
  mirror.write((tx) => tx.run("update dependents_queue set scope_run_id = 'x' where iid = 1"));
  const scope = discussions(mirror);
  assert.deepEqual(nextJobs(mirror.database, scope, ALL).map(({ iid }) => iid), [2]);
  assert.equal(countJobs(mirror.database, scope), 1);
});

/** An issue's last change, and when its discussions and events were fetched: what is due again? */
const UNSETTLED: Readonly<
  Record<string, {
    readonly touched: boolean;
    readonly fetchedAfterMs: number | null;
    readonly due: readonly Job[];
  }>
> = {
  "never fetched": { touched: true, fetchedAfterMs: null, due: ["discussions", "events"] },
  "never fetched, never touched": { touched: false, fetchedAfterMs: null, due: ["discussions"] },
  "fetched at once": { touched: true, fetchedAfterMs: 0, due: ["discussions", "events"] },
  "fetched a moment too early": {
    touched: true,
    fetchedAfterMs: SETTLE_MS - 1,
    due: ["discussions", "events"],
  },
  "fetched early, never touched": {
    touched: false,
    fetchedAfterMs: SETTLE_MS - 1,
    due: ["discussions"],
  },
  "fetched when settled": { touched: true, fetchedAfterMs: SETTLE_MS, due: [] },
  "fetched long after": { touched: false, fetchedAfterMs: SETTLE_MS * 100, due: [] },
  "changed since": { touched: true, fetchedAfterMs: -5_000, due: ["discussions", "events"] },
};

Deno.test("enqueueUnsettled() queues what may have changed unnoticed", async (t) => {
  for (const [name, { touched, fetchedAfterMs, due }] of Object.entries(UNSETTLED)) {
    await t.step(name, () => {
      using mirror = aMirror();
      const { projectId } = mirror.scope;
      mirror.write((tx) => {
        const issue = anIssue(1, { createdAt: touched ? NOON - 9 : NOON, updatedAt: NOON });
        const { id } = saveIssue(tx, mirror.scope, issue);
        if (fetchedAfterMs === null) return;
        for (const job of ["discussions", "events"] as const) {
          markFetched(tx, { kind: "issue", id }, { job, serverTime: NOON + fetchedAfterMs });
        }
      });
      const jobs = ["discussions", "events", "files"] as const;
      const ask = () =>
        mirror.write((tx) => enqueueUnsettled(tx, projectId, { kind: "issue", jobs }));
      assert.equal(ask(), due.length);
      assert.deepEqual(mirror.column("select job from dependents_queue order by job"), due);
      assert.equal(ask(), 0, "what is queued is not queued again");
    });
  }
});

Deno.test("enqueueUnsettled() queues only the jobs, the kind and the project that are asked for", () => {
  using mirror = aMirror();
  const { projectId } = mirror.scope;
  mirror.write((tx) => {
    saveIssue(tx, mirror.scope, anIssue(1, { updatedAt: NOON }));
    const { id } = saveMergeRequest(tx, mirror.scope, aMergeRequest(2, { updatedAt: NOON }));
    saveFiles(tx, id, { files: [], complete: true, serverTime: NOON + SETTLE_MS });
    saveMergeRequest(tx, mirror.scope, aMergeRequest(3, { updatedAt: NOON }));
  });
  const ask = (project: number, jobs: readonly Job[]): number =>
    mirror.write((tx) => enqueueUnsettled(tx, project, { kind: "merge_request", jobs }));
  assert.equal(ask(projectId + 1, ["files"]), 0);
  assert.equal(ask(projectId, ["files"]), 1);
  assert.equal(ask(projectId, ["events"]), 2);
  assert.deepEqual(
    mirror.rows("select kind, iid, job from dependents_queue order by job, iid"),
    [
      { kind: "merge_request", iid: 2, job: "events" },
      { kind: "merge_request", iid: 3, job: "events" },
      { kind: "merge_request", iid: 3, job: "files" },
    ],
  );
});

/** Notes the statements that are asked through it, with their values. */
function listening(database: Database, heard: [string, SqlValue[]][]): Reader {
  const note =
    <T>(ask: (sql: string, ...values: SqlValue[]) => T) =>
    (sql: string, ...values: SqlValue[]): T => {
      heard.push([sql, values]);
      return ask(sql, ...values);
    };
  return {
    all: note((sql, ...values) => database.all(sql, ...values)),
    get: note((sql, ...values) => database.get(sql, ...values)),
    iterate: note((sql, ...values) => database.iterate(sql, ...values)),
  } as Reader;
}

Deno.test("What a sync asks for every item or page is answered by an index, without sorting", async (t) => {
  const questions: Record<string, (reader: Reader, projectId: number) => unknown> = {
    nextJobs: (reader, projectId) =>
      nextJobs(reader, { projectId, kind: "issue", job: "events", runId: null }, {
        after: 5,
        limit: 10,
      }),
    countJobs: (reader, projectId) =>
      countJobs(reader, { projectId, kind: "issue", job: "events", runId: null }),
    cursor: (reader, projectId) => cursor(reader, projectId, "issue"),
    unparsedIids: (reader, projectId) => unparsedIids(reader, projectId, "issue"),
    unparsedWalkFrom: (reader, projectId) => unparsedWalkFrom(reader, projectId, "issue"),
    projectByPath: (reader) => projectByPath(reader, 1, "acme/web"),
  };
  using mirror = aMirror();
  for (const [name, ask] of Object.entries(questions)) {
    await t.step(name, () => {
      const heard: [string, SqlValue[]][] = [];
      ask(listening(mirror.database, heard), mirror.scope.projectId);
      assert.equal(heard.length, 1);
      for (const [sql, values] of heard) {
        for (const { detail } of mirror.rows(`explain query plan ${sql}`, ...values)) {
          assert.match(String(detail), /^SEARCH /);
        }
      }
    });
  }
});
