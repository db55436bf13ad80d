import assert from "node:assert/strict";
import { displayWidth } from "../../lib/cli/width.ts";
import { saveFiles } from "../../lib/db/merge_request_files.ts";
import { saveMergeRequest } from "../../lib/db/merge_requests.ts";
import type { FileHistory } from "../../lib/history/file_history_types.ts";
import { fileHistorySchema } from "../../lib/history/file_history_schema.ts";
import type { MergeRequest, Note } from "../../lib/model.ts";
import { envelopeOf } from "../support/fake_host.ts";
import { mergedAt, tellMergeRequest } from "../support/file_story.ts";
import { aDiscussion, aMergeRequest, aNote, aUser, NOON } from "../support/model.ts";
import { ReadingScene } from "../support/reading_scene.ts";

const WIDE_TITLE =
  "日本語のとても長い題名 🎉 \x1b[31mred\x07 and so on and on and on and on and on";

/** A merge request of acme/web, unless another project is named. */
function tell(
  scene: ReadingScene,
  iid: number,
  files: readonly string[],
  { scope = scene.scope, ...change }: Partial<MergeRequest> & {
    scope?: ReadingScene["scope"];
  } = {},
): number {
  return scene.write((tx) => tellMergeRequest(tx, scope, { iid, files, change }));
}

function diffNote(id: number, path: string, change: Partial<Note> = {}): Note {
  const position = {
    ...{ oldPath: path, newPath: path, oldLine: null, newLine: 42, startLine: null, endLine: null },
    ...{ type: "text", baseSha: "a", startSha: "a", headSha: "b" },
  };
  return aNote(id, { type: "DiffNote", resolvable: true, position, ...change });
}

/** A file with three names, a folder, a second project, threads, and a list that was cut. */
function scene(): ReadingScene {
  const scene = new ReadingScene();
  tell(scene, 1, ["+lib/session.ts", "+README.md"]);
  tell(scene, 2, ["lib/session.ts>src/session.ts", "src/other.ts"]);
  const third = tell(scene, 3, ["src/session.ts>src/auth/session.ts"], { author: aUser("bob") });
  tell(scene, 4, ["src/auth/session.ts", "src/auth/token.ts"], { title: WIDE_TITLE });
  const open = { state: "opened", mergedAt: null, updatedAt: mergedAt(9) };
  tell(scene, 5, ["src/auth/session.ts"], { ...open, draft: true });
  const on = { kind: "merge_request", id: third } as const;
  const body = "Please name the unit:\nis this seconds or ms? ".repeat(4);
  const notes = [
    diffNote(1, "src/session.ts", { body }),
    diffNote(2, "src/session.ts", { body: "ms" }),
  ];
  scene.discussion(on, aDiscussion("one", notes));
  scene.discussion(on, aDiscussion("two", [diffNote(3, "src/unrelated.ts")]));
  scene.discussion(on, aDiscussion("three", [aNote(4, { body: "In general" })]));
  const api = scene.project({ id: 8, path: "acme/api", webUrl: "https://forge.test/acme/api" });
  tell(scene, 1, ["+README.md", "+docs/a b.md"], { scope: api });
  return scene;
}

async function robot(stage: ReadingScene, ...argv: readonly string[]): Promise<FileHistory> {
  const { data } = envelopeOf(await stage.ask(["--robot", "file-history", ...argv]));
  return fileHistorySchema.parse(data);
}

async function numbers(stage: ReadingScene, ...argv: readonly string[]): Promise<string> {
  const { merge_requests } = await robot(stage, ...argv);
  return merge_requests.map(({ reference }) => reference.replace("acme/", "")).join(" ");
}

Deno.test("file-history lists what touched a file, newest first, under each of its names", async () => {
  using stage = scene();
  const all = "web!5 web!4 web!3 web!2 web!1";
  for (const path of ["src/auth/session.ts", "src/session.ts", "lib/session.ts"]) {
    assert.equal(await numbers(stage, path), all, path);
  }
  assert.equal(await numbers(stage, "src/session.ts", "--no-follow-renames"), "web!3 web!2");
  assert.equal(await numbers(stage, "src/session.ts", "--merged"), "web!4 web!3 web!2 web!1");
  const since = new Date(mergedAt(3)).toISOString();
  assert.equal(await numbers(stage, "src/session.ts", "--since", since), "web!5 web!4 web!3");
  assert.equal(await numbers(stage, "src/session.ts", "--since", "2027-01-01"), "");
});

Deno.test("file-history pages, and names the command for the next page", async () => {
  using stage = scene();
  const run = await stage.ask(["-J", "file-history", "src/session.ts", "-n", "2"]);
  const { meta } = JSON.parse(run.out);
  assert.equal(meta.truncated, true);
  const next = meta.next.split(" ").slice(1);
  const { data } = envelopeOf(await stage.ask(next));
  assert.deepEqual(
    (data as FileHistory).merge_requests.map(({ iid }) => iid),
    [3, 2],
  );
  const beyond = await stage.ask(["file-history", "src/session.ts", "--offset", "7"]);
  assert.match(beyond.out, /\nNo merge requests from number 8 on\n$/);
  const short = await stage.ask(
    ["-J", "file-history", "src/session.ts", "--fields", "iid,files", "--max-chars", "2400"],
  );
  assert.ok(short.out.trimEnd().length <= 2400);
  assert.deepEqual(Object.keys((envelopeOf(short).data as FileHistory).merge_requests[0] ?? {}), [
    "iid",
    "files",
  ]);
});

Deno.test("file-history tells what each merge request did to the file", async () => {
  using stage = scene();
  const { merge_requests, names, renames, projects, path, kind } = await robot(
    stage,
    "src/session.ts",
  );
  assert.deepEqual([path, kind, projects], ["src/session.ts", "file", ["acme/web"]]);
  const lines = { additions: 1, deletions: 1 };
  const [last, first] = ["src/auth/session.ts", "lib/session.ts"];
  assert.deepEqual(merge_requests.map(({ files }) => files), [
    [{ old_path: last, new_path: last, change: "modified", ...lines, depth: 1 }],
    [{ old_path: last, new_path: last, change: "modified", ...lines, depth: 1 }],
    [{ old_path: "src/session.ts", new_path: last, change: "renamed", ...lines, depth: 0 }],
    [{ old_path: first, new_path: "src/session.ts", change: "renamed", ...lines, depth: 0 }],
    [{ old_path: first, new_path: first, change: "added", ...lines, depth: 1 }],
  ]);
  assert.deepEqual(names.map(({ path, direction }) => `${direction} ${path}`), [
    "asked src/session.ts",
    `before ${first}`,
    `after ${last}`,
  ]);
  assert.deepEqual(
    renames.map(({ merge_request, depth, followed }) => [merge_request, depth, followed]),
    [["acme/web!3", 1, true], ["acme/web!2", 1, true]],
  );
});

Deno.test("file-history --discussions shows the threads on the file's diff and no others", async () => {
  using stage = scene();
  const { merge_requests } = await robot(stage, "lib/session.ts", "--discussions");
  const counts = merge_requests.map(({ discussion_count }) => discussion_count);
  assert.deepEqual(counts, [0, 0, 1, 0, 0]);
  const { body: _, ...thread } = { ...merge_requests[2]?.discussions?.[0] };
  assert.deepEqual(thread, {
    ...{ id: "one", path: "src/session.ts", line: 42, author: "bob", notes: 2, resolved: false },
    created_at: new Date(NOON).toISOString(),
    web_url: "https://forge.test/acme/web/-/merge_requests/3#note_1",
  });
  const { out } = await stage.ask(["file-history", "lib/session.ts", "--discussions"]);
  assert.match(out, /!3 src\/session\.ts:42: bob, .*, 2 notes, unresolved\n {4}Please name the/);
  const none = await stage.ask(["file-history", "src/other.ts", "--discussions"]);
  assert.match(none.out, /\n\nNo discussions on its diff\n$/);
  assert.doesNotMatch((await stage.ask(["file-history", "lib/session.ts"])).out, /iscussions/);
});

Deno.test("file-history reads paths, folders, patterns and addresses as people give them", async (t) => {
  using stage = scene();
  const folder = "web!5 web!4 web!3 web!2 web!1";
  const web = "https://forge.test/acme/web";
  const cases: readonly (readonly [readonly string[], string, string])[] = [
    [["./src/other.ts"], "file", "web!2"],
    [["/src/other.ts"], "file", "web!2"],
    [["src\\other.ts"], "file", "web!2"],
    [["src/other.ts:12:3"], "file", "web!2"],
    [[`${web}/-/blob/main/src/other.ts#L12`], "file", "web!2"],
    [[`${web.toUpperCase().replace("HTTPS", "https")}/-/blob/a/b/src/other.ts`], "file", "web!2"],
    [[`${web}/-/tree/main/src/auth`], "folder", folder],
    [["src/auth"], "folder", folder],
    [["src/auth/"], "folder", folder],
    [[".\\src\\auth\\"], "folder", folder],
    [["src/**/token.ts"], "pattern", "web!4"],
    [["token.*"], "pattern", "web!4"],
    [["*.md"], "pattern", "web!1 api!1"],
    [["docs/a b.md"], "file", "api!1"],
    [["README.md"], "file", "web!1 api!1"],
    [["README.md", "-p", "acme/api"], "file", "api!1"],
    [["README.md", "--source", "work"], "file", "web!1 api!1"],
  ];
  for (const [argv, kind, expected] of cases) {
    await t.step(argv.join(" "), async () => {
      const found = await robot(stage, ...argv);
      const references = found.merge_requests.map(({ reference }) =>
        reference.replace("acme/", "")
      );
      assert.deepEqual([found.kind, references.sort().join(" ")], [
        kind,
        expected.split(" ").sort().join(" "),
      ]);
    });
  }
});

Deno.test("file-history takes a path at its word before it takes it for a pattern", async () => {
  using stage = scene();
  tell(stage, 7, ["app/[id].tsx", "app/i.tsx", "-a/*", "-a"]);
  const { kind, merge_requests } = await robot(stage, "app/[id].tsx");
  assert.deepEqual([kind, merge_requests[0]?.file_count], ["file", 1]);
  assert.equal((await robot(stage, "app/[ix].tsx")).kind, "pattern");
  const names = ["it's $HOME.md", 'a"b.md', "-n", "日本/語 🎉.md", "a\nb\x1b[31m.md"];
  tell(stage, 8, names.map((name) => `+${name}`));
  for (const name of names) {
    const run = await stage.ask(["--robot", "file-history", "--", name]);
    assert.equal(run.code, 0, run.out);
  }
});

Deno.test("file-history tells which projects have the path", async () => {
  using stage = scene();
  const { out } = await stage.ask(["file-history", "README.md"]);
  assert.match(out, /^README\.md in acme\/api, acme\/web \(-p chooses one\)\n\n/);
  assert.match(out, /acme\/api!1 /);
  const one = await stage.ask(["file-history", "README.md", "-p", "acme/web"]);
  assert.match(one.out, /^README\.md in acme\/web\n\n[^]*\n!1 /);
});

Deno.test("file-history names the paths near one that is not known, as commands that can be run", async (t) => {
  using stage = scene();
  const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
    [["src/auth/sesion.ts"], ["lore file-history src/auth/session.ts"]],
    [["other.ts"], ["lore file-history src/other.ts"]],
    [["a b.md"], ["lore file-history 'docs/a b.md'"]],
    [["token.ts", "-p", "Acme/Web"], ["lore file-history -p Acme/Web src/auth/token.ts"]],
    [["nothing/of/the/kind"], ["lore mrs --state all"]],
    [["*.rs"], ["lore mrs --state all"]],
    [["\0"], ["lore mrs --state all"]],
    [["/"], ["lore mrs --state all"]],
    [["https://forge.test/acme/none/-/blob/main/a.ts"], ["lore sync-status"]],
  ];
  for (const [argv, actions] of cases) {
    await t.step(argv.join(" "), async () => {
      const { code, out } = await stage.ask(["--robot", "file-history", ...argv]);
      const { error } = JSON.parse(out);
      assert.deepEqual([code, error.code, error.actions], [5, "NOT_FOUND", actions]);
      const [action = ""] = actions;
      const words = action.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", ""));
      if (action.includes("file-history")) {
        assert.equal((await stage.ask(words?.slice(1) ?? [])).code, 0, action);
      }
    });
  }
  const { err } = await stage.ask(["file-history", "session.ts"]);
  assert.match(err, /hint: Did you mean "(src|lib)\/session\.ts", "[^"]*" or "[^"]*"\?\n/);
});

Deno.test("file-history refuses a project that is not known, no path and a bad time", async () => {
  using stage = scene();
  assert.equal((await stage.ask(["file-history", "a", "-p", "acme/wbe"])).code, 5);
  assert.equal((await stage.ask(["file-history"])).code, 2);
  assert.equal((await stage.ask(["file-history", " "])).code, 2);
  assert.equal((await stage.ask(["file-history", "a", "--since", "yesterday"])).code, 2);
});

Deno.test("file-history warns where merge requests do not tell all of their files", async () => {
  using stage = scene();
  stage.write((tx) => {
    const told = { files: ["src/huge.ts"], complete: false };
    tellMergeRequest(tx, stage.scope, { iid: 20, ...told });
    const touching = { files: ["src/auth/token.ts"], complete: false };
    tellMergeRequest(tx, stage.scope, { iid: 21, ...touching });
  });
  stage.mergeRequest(22);
  const unread = { files: [], complete: false, serverTime: null };
  stage.write((tx) =>
    saveFiles(tx, saveMergeRequest(tx, stage.scope, aMergeRequest(23)).id, unread)
  );
  const { incomplete, merge_requests, notices } = await robot(stage, "src/auth/token.ts");
  assert.deepEqual(incomplete, {
    cut: 1,
    unfetched: 2,
    merge_requests: ["acme/web!20", "acme/web!22", "acme/web!23"],
  });
  assert.deepEqual(merge_requests.map(({ files_complete }) => files_complete), [false, true]);
  const { err } = await stage.ask(["file-history", "src/auth/token.ts"]);
  assert.match(err, /The forge cut the lists of files short of acme\/web!20; it may have touched/);
  assert.match(
    err,
    /Run lore sync: there are no lists of files yet of acme\/web!22, acme\/web!23; they may have/,
  );
  assert.ok(notices.length >= 2);
  const merged = await robot(stage, "src/auth/token.ts", "--merged");
  assert.equal(merged.incomplete.unfetched, 0, "what is open is not asked for");
  const unknown = await stage.ask(["file-history", "nowhere.ts"]);
  assert.match(unknown.err, /the files of 4 merge requests are not all known: lore coverage/);
});

Deno.test("file-history is put right like other commands: names, flags and their negations", async () => {
  using stage = scene();
  const { code, out, err } = await stage.ask(
    ["file-histroy", "--no-folow-renames", "--discusions", "src/session.ts"],
  );
  assert.equal(code, 0, err);
  assert.match(err, /No "--no-folow-renames": taken for "--no-follow-renames"/);
  assert.match(out, /\n!3 .*\n!2 [^]*Discussions/);
  for (const alias of ["blame", "file-log", "history"]) {
    assert.equal((await stage.ask([alias, "src/session.ts"])).code, 0, alias);
  }
});

Deno.test("file-history keeps within the terminal and lets no control character through", async (t) => {
  using stage = scene();
  tell(stage, 30, [`src/auth/session.ts>src/${"very/".repeat(20)}long \x07 name.ts`]);
  for (const columns of [40, 80, 200]) {
    await t.step(`${columns} columns`, async () => {
      const argv = ["file-history", "src/session.ts", "--discussions"];
      const { out } = await stage.ask(argv, { columns, variables: { NO_COLOR: "1" } });
      for (const line of out.split("\n")) assert.ok(displayWidth(line) <= columns, line);
      assert.ok(!out.includes("\x07") && !out.includes("\x1b"), out);
      await t.assertSnapshot(out);
    });
  }
});

Deno.test("file-history leaves room for rows where a folder has many files and renames", async () => {
  using stage = scene();
  const many = Array.from(
    { length: 60 },
    (_, index) => `src/many/${index}.ts>src/more/${index}.ts`,
  );
  tell(stage, 40, many);
  const run = await stage.ask(["-J", "file-history", "src/more/", "--max-chars", "9000"]);
  const found = fileHistorySchema.parse(envelopeOf(run).data);
  assert.ok(run.out.length <= 9000);
  assert.deepEqual([found.matches, found.name_count, found.rename_count], [60, 120, 60]);
  assert.deepEqual([found.names.length, found.renames.length], [20, 20]);
  const [row] = found.merge_requests;
  assert.deepEqual([row?.file_count, row?.files.length], [60, 20]);
  const { out } = await stage.ask(["file-history", "src/more/"]);
  assert.match(out, /^src\/more\/ in acme\/web, 60 files\n/);
  assert.match(out, /\n {2}and 50 more renames\n/);
  assert.match(out, / 60 files {2}/);
});
