/**
 * What `lore file-history` says of a real project is what its git history says.
 *
 * The project, with its pull requests and `git log -M`, lies outside of this repository; without it
 * the test is ignored, visibly. It is served in GitLab's shape and mirrored by a real `lore sync`.
 *
 * They agree on a path where the merged requests that `file-history` lists, of those whose target is
 * the main branch, are those that brought a commit that `git log --follow` shows: for the path itself,
 * and for the name that its file has now. A request brought its merge commit; the commits which that
 * one merged; and, where they were put on the branch one by one, those right before it that were
 * committed with it. Commits that no request brought are none of lore's business. Whatever deviates
 * is named below with its reason, and nothing else may.
 *
 * @module
 */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { commands } from "../../commands/mod.ts";
import { type Database, openStore } from "../../lib/db/mod.ts";
import { LoreError } from "../../lib/errors.ts";
import { fileHistory } from "../../lib/history/file_history.ts";
import { FakeHost, runLore } from "../support/fake_host.ts";
import { type Commit, GitLog } from "../support/git_log.ts";
import { readOnlyGitLab, type Row } from "../support/read_only_gitlab.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const root = resolve(import.meta.dirname ?? ".", "../..");
const shared = Deno.env.get("LORE_SHARED") ?? join(dirname(root), "shared");
const corpus = join(shared, "data/corpora/vdaf");
const ignore = !existsSync(corpus);

/** Stacked requests: they were merged into another one's branch, which then brought their commits. */
const STACKED = [86, 164, 238, 523, 524, 545];

/** Closed without a merge, and without files in the corpus. */
const UNLISTED = 407;

/** Paths that only commits without a request named: the mirror cannot know them. */
const PUSHED = [
  "draft-todo-yourname-protocol.md",
  "misc/snippets.md",
  "old/snippets.md",
];

/** What else deviates of all paths, renamed or not. */
const DEVIATIONS: Readonly<Record<string, { readonly lore: number[]; readonly git: number[] }>> = {
  // Two commits that came with it change the file, and its diff as a whole does not list it.
  "poc/README.md": { lore: [], git: [117] },
};

interface Pull {
  readonly number: number;
  readonly title: string;
  readonly state: "MERGED" | "CLOSED" | "OPEN";
  readonly author: string;
  readonly baseRefName: string;
  readonly headRefName: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly closedAt: string | null;
  readonly mergedAt: string | null;
  readonly mergeCommit: { readonly oid: string } | null;
}

interface PullFiles {
  readonly number: number;
  readonly files: readonly {
    readonly status: string;
    readonly path: string;
    readonly old_path?: string;
    readonly additions: number | null;
    readonly deletions: number | null;
  }[];
}

function text(name: string): string {
  const bytes = readFileSync(join(corpus, name));
  return new TextDecoder().decode(name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}

function jsonLines<T>(name: string): T[] {
  return text(name).split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

const PROJECT = {
  id: 7,
  name: "vdaf",
  path_with_namespace: "cfrg/vdaf",
  default_branch: "main",
  web_url: "https://forge.test/cfrg/vdaf",
};

const STATES = { MERGED: "merged", CLOSED: "closed", OPEN: "opened" } as const;

function mergeRequest(pull: Pull): Row & { iid: number; updated_at: string } {
  const user = { id: 2, username: pull.author, name: pull.author };
  return {
    id: 1000 + pull.number,
    iid: pull.number,
    title: pull.title,
    state: STATES[pull.state],
    author: user,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.state === "CLOSED" ? pull.closedAt : null,
    merged_at: pull.mergedAt,
    source_branch: pull.headRefName,
    target_branch: pull.baseRefName,
    merge_commit_sha: pull.mergeCommit?.oid ?? null,
    web_url: `${PROJECT.web_url}/-/merge_requests/${pull.number}`,
    references: { full: `${PROJECT.path_with_namespace}!${pull.number}` },
  };
}

function diff({ status, path, old_path, additions, deletions }: PullFiles["files"][number]): Row {
  const lines = "-\n".repeat(deletions ?? 0) + "+\n".repeat(additions ?? 0);
  return {
    old_path: old_path ?? path,
    new_path: path,
    new_file: status === "A",
    deleted_file: status === "D",
    renamed_file: status.startsWith("R"),
    diff: lines === "" ? "" : `@@ -1 +1 @@\n${lines}`,
  };
}

/** Mirrors the project into `folder`, as anybody would. */
async function sync(folder: string, pulls: readonly Pull[]): Promise<string> {
  const files = jsonLines<PullFiles>("pr_files.jsonl");
  const host = new FakeHost({
    HOME: folder,
    LORE_CONFIG: join(folder, "lore.config.json"),
    LORE_DATA_DIR: join(folder, "data"),
    TOKEN: "token",
  });
  host.fetch = readOnlyGitLab({
    project: PROJECT,
    mergeRequests: pulls.map(mergeRequest),
    diffs: new Map(files.map((each) => [each.number, each.files.map(diff)])),
    now: host.clock.now(),
  });
  const source = { name: "ietf", forge: "gitlab", url: "https://forge.test", token_env: "TOKEN" };
  const config = { sources: [{ ...source, projects: [PROJECT.path_with_namespace] }] };
  await Deno.writeTextFile(join(folder, "lore.config.json"), JSON.stringify(config));
  const { out } = await runLore(["--robot", "sync"], { commands, host });
  assert.equal(JSON.parse(out).data.merge_requests, pulls.length, out);
  return join(folder, "data", "lore.db");
}

/** Committed with the merge commit: at the same time, but for what the clock moved meanwhile. */
const TOGETHER_MS = 2000;

/** Which request brought a commit. */
function broughtBy(log: GitLog, pulls: readonly Pull[]): Map<string, number> {
  const brought = new Map<string, number>();
  const merges = new Map(pulls.map(({ mergeCommit, number }) => [mergeCommit?.oid ?? "", number]));
  for (const [sha, number] of merges) {
    const commit = log.get(sha);
    if (commit === undefined) continue;
    brought.set(sha, number);
    for (const each of broughtWith(log, commit, merges)) {
      if (!merges.has(each)) brought.set(each, number);
    }
  }
  return brought;
}

function broughtWith(
  log: GitLog,
  merge: Commit,
  merges: ReadonlyMap<string, number>,
): string[] {
  const [first = "", second] = merge.parents;
  if (second !== undefined) {
    return [...log.ancestors(second).difference(log.ancestors(first))];
  }
  const found: string[] = [];
  for (let commit = log.get(first); commit !== undefined;) {
    const apart = Math.abs(Date.parse(commit.committed) - Date.parse(merge.committed));
    if (apart > TOGETHER_MS || merges.has(commit.sha) || commit.parents.length !== 1) break;
    found.push(commit.sha);
    commit = log.get(commit.parents[0] ?? "");
  }
  return found;
}

/** What is listed for a path; undefined where the mirror does not know it. */
function listed(database: Database, path: string, followRenames = true): number[] | undefined {
  const request = { merged: true, discussions: false, limit: 1000, offset: 0, now: 0 };
  try {
    const history = fileHistory(database, { path, followRenames, ...request });
    assert.equal(history.kind, "file");
    return history.merge_requests
      .filter(({ target_branch, iid }) => {
        assert.equal(STACKED.includes(iid), target_branch !== "main", `!${iid}`);
        return target_branch === "main";
      })
      .map(({ iid }) => iid).sort((a, b) => a - b);
  } catch (error) {
    assert.ok(error instanceof LoreError && error.code === "NOT_FOUND", String(error));
    return undefined;
  }
}

function without<T>(some: readonly T[], others: readonly T[]): T[] {
  return some.filter((each) => !others.includes(each));
}

Deno.test({ name: "file-history tells of a real project what git tells", ignore, fn: contract });

async function contract(t: Deno.TestContext): Promise<void> {
  using folder = temporaryFolder();
  const pulls = (JSON.parse(text("archive.json.gz")) as { pulls: Pull[] }).pulls
    .filter(({ number }) => number !== UNLISTED);
  const log = new GitLog(jsonLines("commits.jsonl.gz"));
  const brought = broughtBy(log, pulls);
  using database = openStore(await sync(folder.path, pulls), { mode: "read" });
  const byGit = (path: string): number[] => {
    const commits = [...log.follow(path), ...log.follow(log.lastName(path))];
    const numbers = commits.flatMap(({ sha }) => brought.get(sha) ?? []);
    return [...new Set(numbers)].sort((a, b) => a - b);
  };

  await t.step("on every file that was ever renamed, under each of its names", () => {
    const names = [...log.renamed()];
    assert.equal(names.length, 131);
    for (const path of names) {
      const expected = PUSHED.includes(path) ? undefined : byGit(path);
      assert.deepEqual(listed(database, path), expected, path);
    }
  });

  await t.step("on every other file, but for what is named here", () => {
    const unknown: string[] = [];
    for (const path of log.paths()) {
      const ours = listed(database, path);
      if (ours === undefined) {
        // Nothing that a request brought may be unknown.
        if (!PUSHED.includes(path)) assert.deepEqual(byGit(path), [], path);
        unknown.push(path);
        continue;
      }
      const theirs = byGit(path);
      const { lore, git } = DEVIATIONS[path] ?? { lore: [], git: [] };
      assert.deepEqual([without(ours, theirs), without(theirs, ours)], [lore, git], path);
    }
    assert.deepEqual(without(PUSHED, unknown), []);
  });

  await t.step("and would not without following renames", () => {
    const differing = [...log.renamed()].filter((path) =>
      JSON.stringify(listed(database, path, false) ?? []) !== JSON.stringify(byGit(path))
    );
    assert.ok(differing.length > 60, `${differing.length} paths differ`);
  });
}
