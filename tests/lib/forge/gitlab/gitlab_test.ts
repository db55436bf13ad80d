import assert from "node:assert/strict";
import { LoreError } from "../../../../lib/errors.ts";
import { gitlab } from "../../../../lib/forge/gitlab/mod.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { issueRow, type Row } from "../../../support/item_list.ts";
import { type Reply, ScriptedForge } from "../../../support/scripted_forge.ts";

const T = Date.UTC(2025, 5, 1);
const root = { id: 1, username: "root", name: "Root" };

function client(forge: ScriptedForge, url = "https://gitlab.test") {
  return gitlab({ url, token: "t", fetch: forge.fetch, clock: new FakeClock(), maxRetries: 1 });
}

function refused(status: number, message: string): Response {
  return Response.json({ message }, { status });
}

function mergeRequestRow(iid: number, change: Row = {}): Row {
  return { ...issueRow(iid, T), source_branch: "fix", target_branch: "main", ...change };
}

Deno.test("gitlab() finds the API below whatever url it is given", async (t) => {
  const cases: [url: string, asked: string][] = [
    ["https://gitlab.test", "https://gitlab.test/api/v4/version"],
    ["https://gitlab.test/", "https://gitlab.test/api/v4/version"],
    ["https://gitlab.test/api/v4", "https://gitlab.test/api/v4/version"],
    ["https://host.test/gitlab/", "https://host.test/gitlab/api/v4/version"],
  ];
  for (const [url, asked] of cases) {
    await t.step(url, async () => {
      const forge = new ScriptedForge()
        .on(`GET ${new URL(asked).pathname}`, Response.json({ version: "18.3.0" }));
      assert.equal(await client(forge, url).version(), "18.3.0");
      assert.equal(forge.requests[0]?.url, asked);
      assert.equal(forge.requests[0]?.headers.get("authorization"), "Bearer t");
    });
  }
});

Deno.test("gitlab() names the token's owner, scopes and expiry", async () => {
  const forge = new ScriptedForge()
    .on("GET /api/v4/user", Response.json(root))
    .on(
      "GET /api/v4/personal_access_tokens/self",
      Response.json({ scopes: ["read_api"], expires_at: "2026-02-01" }),
    );
  const identity = await client(forge).identity();
  assert.equal(identity.user.username, "root");
  assert.deepEqual(identity.scopes, ["read_api"]);
  assert.equal(identity.expiresAt, Date.UTC(2026, 1, 1));
});

Deno.test("gitlab() does without scopes where the server or token knows none", async (t) => {
  for (const status of [401, 403, 404]) {
    await t.step(`${status}`, async () => {
      const forge = new ScriptedForge()
        .on("GET /api/v4/user", Response.json(root))
        .on("GET /api/v4/personal_access_tokens/self", refused(status, "no"));
      const { scopes, expiresAt } = await client(forge).identity();
      assert.deepEqual([scopes, expiresAt], [null, null]);
    });
  }
});

Deno.test("gitlab() says which token was refused, and how", async () => {
  const forge = new ScriptedForge().on("GET /api/v4/user", refused(401, "401 Unauthorized"));
  await assert.rejects(client(forge).identity(), (error) => {
    assert(error instanceof LoreError);
    assert.equal(error.code, "AUTH_FAILED");
    assert.equal(error.message, '"https://gitlab.test/api/v4/user" answered 401 Unauthorized');
    return true;
  });
});

Deno.test("gitlab() finds a project by its path", async () => {
  const forge = new ScriptedForge().on(
    "GET /api/v4/projects/group%2Fsub%2Frepo",
    Response.json({
      id: 7,
      name: "Repo",
      path_with_namespace: "group/sub/repo",
      web_url: "https://gitlab.test/group/sub/repo",
      created_at: "2024-01-01T00:00:00+02:00",
      something_new: true,
    }),
  );
  assert.deepEqual(await client(forge).project("group/sub/repo"), {
    id: 7,
    path: "group/sub/repo",
    name: "Repo",
    description: null,
    defaultBranch: null,
    webUrl: "https://gitlab.test/group/sub/repo",
    visibility: null,
    access: { issues: null, mergeRequests: null, role: null },
    archived: false,
    createdAt: Date.UTC(2023, 11, 31, 22),
    lastActivityAt: null,
  });
});

Deno.test("gitlab() says that a project is not found, or is no project", async (t) => {
  const cases: [Response, string, RegExp][] = [
    [refused(404, "404 Project Not Found"), "NOT_FOUND", /answered 404 Project Not Found$/],
    [Response.json({ id: 7 }), "FORGE_UNAVAILABLE", /without what lore needs: name: /],
  ];
  for (const [reply, code, message] of cases) {
    await t.step(code, async () => {
      const forge = new ScriptedForge().on("GET /api/v4/projects/7", reply);
      await assert.rejects(client(forge).project(7), (error) => {
        assert(error instanceof LoreError);
        assert.equal(error.code, code);
        assert.match(error.message, message);
        return true;
      });
    });
  }
});

Deno.test("gitlab() lists the projects of a group and below it, page by page", async () => {
  const project = (id: number) => ({
    id,
    name: "p",
    path_with_namespace: `g/s/${id}`,
    web_url: "https://gitlab.test/p",
    archived: id === 2,
  });
  const next = "https://gitlab.test/api/v4/groups/g%2Fs/projects?page=2&per_page=100";
  const forge = new ScriptedForge()
    .on(
      "GET /api/v4/groups/g%2Fs/projects?include_subgroups=true&with_shared=false&order_by=id&sort=asc&per_page=100",
      Response.json([project(1)], { headers: { link: `<${next}>; rel="next"` } }),
    )
    .on("GET /api/v4/groups/g%2Fs/projects?page=2&per_page=100", Response.json([project(2)]));
  const projects = await client(forge).groupProjects("g/s");
  assert.deepEqual(projects.map(({ id, archived }) => [id, archived]), [[1, false], [2, true]]);
});

Deno.test("gitlab() proposes the owner's projects by one request, without those it cannot read", async () => {
  const project = (id: number) => ({
    id,
    name: "p",
    path_with_namespace: `g/${id}`,
    web_url: "x:",
  });
  const query = "membership=true&archived=false&order_by=last_activity_at&sort=desc&per_page=100";
  const next = "https://gitlab.test/api/v4/projects?page=2&per_page=100";
  const forge = new ScriptedForge().on(
    `GET /api/v4/projects?${query}`,
    Response.json([project(2), { id: "?" }, project(1)], {
      headers: { link: `<${next}>; rel="next"` },
    }),
  );
  const projects = await client(forge).recentProjects();
  assert.deepEqual(projects.map(({ path }) => path), ["g/2", "g/1"]);
  forge.assertDone();
});

Deno.test("gitlab() walks items of every state and scope, with details of labels", async () => {
  const label = { id: 5, name: "bug", color: "#ff0000", description: null };
  const forge = new ScriptedForge()
    .on("GET /api/v4/projects/7/issues", Response.json([{ ...issueRow(1, T), labels: [label] }]))
    .on("GET /api/v4/projects/7/merge_requests", Response.json([mergeRequestRow(2)]));
  const lore = client(forge);
  const [issues] = await Array.fromAsync(lore.issues(7, { updatedAfter: T }));
  const [requests] = await Array.fromAsync(lore.mergeRequests(7));
  assert.deepEqual(issues?.items[0]?.labels, [label]);
  assert.equal(requests?.items[0]?.sourceBranch, "fix");
  const query = "scope=all&state=all&order_by=updated_at&sort=asc&with_labels_details=true";
  assert.deepEqual(forge.asked, [
    `GET /api/v4/projects/7/issues?${query}&per_page=100&updated_after=2025-06-01T00%3A00%3A00.000Z`,
    `GET /api/v4/projects/7/merge_requests?${query}&per_page=100`,
  ]);
});

Deno.test("gitlab() reads one item, or tells what is wrong with it", async () => {
  const forge = new ScriptedForge()
    .on("GET /api/v4/projects/7/issues/3", Response.json(issueRow(3, T)))
    .on(
      "GET /api/v4/projects/7/merge_requests/4",
      Response.json(mergeRequestRow(4, { author: { id: 1, name: "x" } })),
    );
  const lore = client(forge);
  assert.equal((await lore.issue(7, 3)).items[0]?.iid, 3);
  const { items, unparsed } = await lore.mergeRequest(7, 4);
  assert.deepEqual(items, []);
  assert.deepEqual(unparsed.map(({ iid, path }) => [iid, path]), [[4, "author.username"]]);
});

Deno.test("gitlab() keeps the good notes of a discussion and tells of the bad one", async () => {
  const note = (id: number, change: Row = {}) => ({
    id,
    type: null,
    body: "hello",
    author: root,
    created_at: "2025-06-01T00:00:00.000Z",
    updated_at: "2025-06-01T00:00:00.000Z",
    ...change,
  });
  const forge = new ScriptedForge().on(
    "GET /api/v4/projects/7/issues/3/discussions?per_page=100",
    Response.json([
      { id: "aa", individual_note: false, notes: [note(1), note(2, { body: 5 })] },
      { id: "bb", individual_note: true, notes: [note(3, { created_at: "never" })] },
      { id: "cc", individual_note: true, notes: "none" },
    ]),
  );
  const { items, unparsed } = await client(forge)
    .discussions({ kind: "issue", projectId: 7, iid: 3 });
  assert.deepEqual(items.map(({ id, notes }) => [id, notes.map((each) => each.id)]), [["aa", [1]]]);
  assert.deepEqual(unparsed.map(({ iid, path }) => [iid, path]), [
    [3, "discussions.aa.notes.2.body"],
    [3, "discussions.bb.notes.3.created_at"],
    [3, "discussions.cc.notes"],
  ]);
});

Deno.test("gitlab() refuses a list that never ends", async () => {
  const repeating = (): Response =>
    Response.json([{ id: 1, name: "bug" }], {
      headers: { link: '<https://gitlab.test/api/v4/projects/7/labels?page=2>; rel="next"' },
    });
  const forge = new ScriptedForge()
    .on("GET /api/v4/projects/7/labels", repeating)
    .on("GET /api/v4/projects/7/labels", repeating);
  await assert.rejects(client(forge).labels(7), /with the rows of the page before it/);
});

Deno.test("gitlab() refuses an answer that is no list", async () => {
  const forge = new ScriptedForge().on("GET /api/v4/projects/7/milestones", Response.json({}));
  await assert.rejects(client(forge).milestones(7), /something else where a list was expected/);
});

/** Scripts the three lists of events. */
function events(state: Reply, label: Reply, milestone: Reply): ScriptedForge {
  const path = "GET /api/v4/projects/7/issues/3/resource";
  return new ScriptedForge()
    .on(`${path}_state_events`, state)
    .on(`${path}_label_events`, label)
    .on(`${path}_milestone_events`, milestone);
}

Deno.test("gitlab() merges the three lists of events in order of time", async () => {
  const at = (minute: number) => `2025-06-01T00:0${minute}:00.000Z`;
  const forge = events(
    Response.json([{ id: 1, user: root, created_at: at(3), state: "closed" }]),
    Response.json([
      { id: 1, user: null, created_at: at(1), action: "add", label: { id: 5, name: "bug" } },
      { id: 2, user: root, created_at: at(2), action: "remove", label: null },
    ]),
    Response.json([{ id: 9, user: root, created_at: at(0), action: "add", milestone: null }]),
  );
  const { items } = await client(forge).resourceEvents({ kind: "issue", projectId: 7, iid: 3 });
  assert.deepEqual(
    items.map(({ kind, id, action, label }) => [kind, id, action, label?.name ?? null]),
    [
      ["milestone", 9, "add", null],
      ["label", 1, "add", "bug"],
      ["label", 2, "remove", null],
      ["state", 1, "closed", null],
    ],
  );
});

Deno.test("gitlab() takes a missing list of events for an empty one, unless the item is gone", async () => {
  const item = { kind: "issue", projectId: 7, iid: 3 } as const;
  const missing = (): Response => refused(404, "404 Not Found");
  const some = events(Response.json([]), Response.json([]), missing)
    .on("GET /api/v4/projects/7/issues/3", Response.json({ iid: 3 }));
  assert.deepEqual((await client(some).resourceEvents(item)).items, []);
  const vanishing = events(Response.json([]), Response.json([]), missing)
    .on("GET /api/v4/projects/7/issues/3", refused(404, "404 Not Found"));
  await assert.rejects(
    client(vanishing).resourceEvents(item),
    (error) => error instanceof LoreError && error.code === "NOT_FOUND",
  );
  const none = events(missing, missing, missing)
    .on("GET /api/v4/projects/7/issues/3", Response.json({ iid: 3 }));
  assert.deepEqual((await client(none).resourceEvents(item)).items, []);
  await assert.rejects(
    client(events(Response.json([]), refused(403, "no"), missing)).resourceEvents(item),
    (error) => error instanceof LoreError && error.code === "AUTH_FAILED",
  );
});

Deno.test("gitlab() tells how many requests are left", async () => {
  const forge = new ScriptedForge().on(
    "GET /api/v4/version",
    Response.json({ version: "18.3.0" }, { headers: { "ratelimit-remaining": "599" } }),
  );
  const lore = client(forge);
  assert.equal(lore.requestsLeft, null);
  await lore.version();
  assert.equal(lore.requestsLeft, 599);
});
