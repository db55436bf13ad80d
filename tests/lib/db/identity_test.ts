import assert from "node:assert/strict";
import { identityNo, saveAccess, saveIdentity } from "../../../lib/db/identity.ts";
import { saveProject } from "../../../lib/db/projects.ts";
import type { Identity } from "../../../lib/model.ts";
import { aMirror } from "../../support/mirror.ts";
import { aProject, aUser, NOON } from "../../support/model.ts";

function anIdentity(username: string, scopes: readonly string[] | null = ["read_api"]): Identity {
  return { user: aUser(username), scopes, expiresAt: null };
}

Deno.test("saveIdentity() tells when the token belongs to somebody else than before", () => {
  using mirror = aMirror();
  const { sourceId } = mirror.scope;
  const save = (identity: Identity): string | undefined =>
    mirror.write((tx) => saveIdentity(tx, sourceId, { identity, now: NOON }));
  assert.equal(save(anIdentity("ada")), undefined, "the first time");
  assert.equal(save(anIdentity("ada")), undefined, "the same again");
  assert.equal(save(anIdentity("bob", ["api", "read_user"])), "ada");
  assert.deepEqual(
    mirror.rows("select token_username, token_scopes, identity_at from sources"),
    [{ token_username: "bob", token_scopes: "api read_user", identity_at: NOON }],
  );
});

Deno.test("saveIdentity() follows the rename of the token's owner without alarm", () => {
  using mirror = aMirror();
  const { sourceId } = mirror.scope;
  const ada = anIdentity("ada", null);
  const renamed = { ...ada, user: { ...ada.user, username: "lovelace" } };
  mirror.write((tx) => saveIdentity(tx, sourceId, { identity: ada, now: NOON }));
  const other = mirror.write((tx) => saveIdentity(tx, sourceId, { identity: renamed, now: NOON }));
  assert.equal(other, undefined);
  assert.deepEqual(mirror.rows("select token_username, token_scopes from sources"), [
    { token_username: "lovelace", token_scopes: null },
  ]);
});

Deno.test("another user or other scopes of the token count anew in every project of its source", () => {
  using mirror = aMirror();
  const { sourceId, projectId } = mirror.scope;
  const counted = (identity: Identity): number => {
    mirror.write((tx) => saveIdentity(tx, sourceId, { identity, now: NOON }));
    return identityNo(mirror.database, projectId);
  };
  const ada = anIdentity("ada");
  assert.deepEqual([ada, ada, anIdentity("ada", ["api"]), anIdentity("bob"), ada].map(counted), [
    ...[1, 1, 2, 3, 4],
  ]);
  const later = mirror.write((tx) =>
    saveProject(tx, sourceId, aProject({ id: 8, path: "acme/api" }))
  );
  assert.equal(
    identityNo(mirror.database, later),
    1,
    "it is known who looks at a project found later",
  );
});

Deno.test("saveAccess() counts anew who may see less of a project, and nobody else", () => {
  using mirror = aMirror();
  const { projectId } = mirror.scope;
  const full = { issues: 2, mergeRequests: 2, role: 30 };
  const untold = { issues: null, mergeRequests: null, role: null };
  const steps: [change: Partial<typeof full> | typeof untold, isLess: boolean][] = [
    [{}, false],
    [{ issues: 0 }, true],
    [{ issues: 0 }, false],
    [untold, false],
    [{ issues: 0, role: 10 }, true],
    [{}, false],
    [{ mergeRequests: 1 }, true],
  ];
  let fallen = 0;
  for (const [change, isLess] of steps) {
    const told = JSON.stringify(change);
    assert.equal(
      mirror.write((tx) => saveAccess(tx, projectId, { ...full, ...change })),
      isLess,
      told,
    );
    fallen += isLess ? 1 : 0;
    assert.equal(identityNo(mirror.database, projectId), fallen, told);
  }
});
