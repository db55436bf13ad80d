import assert from "node:assert/strict";
import {
  identitiesWithin,
  saveAccess,
  saveIdentity,
  saveStranger,
} from "../../../lib/db/identity.ts";
import { saveProject } from "../../../lib/db/projects.ts";
import type { Identity } from "../../../lib/model.ts";
import { aMirror, type Mirror } from "../../support/mirror.ts";
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

/** Who looks at a project at present. */
function identityNo(mirror: Mirror, projectId = mirror.scope.projectId): unknown {
  return mirror.column("select identity_no from projects where id = ?", projectId)[0];
}

Deno.test("another user or other scopes of the token count as another in every project, until they are back", () => {
  using mirror = aMirror();
  const { sourceId } = mirror.scope;
  const counted = (identity: Identity): unknown => {
    mirror.write((tx) => saveIdentity(tx, sourceId, { identity, now: NOON }));
    return identityNo(mirror);
  };
  const ada = anIdentity("ada");
  assert.deepEqual([ada, ada, anIdentity("ada", ["api"]), anIdentity("bob"), ada].map(counted), [
    ...[1, 1, 2, 3, 1],
  ]);
  const later = mirror.write((tx) =>
    saveProject(tx, sourceId, aProject({ id: 8, path: "acme/api" }))
  );
  assert.equal(identityNo(mirror, later), 1, "it is known who looks at a project found later");
  mirror.write((tx) => saveStranger(tx, sourceId, "a1b2"));
  assert.deepEqual([identityNo(mirror), identityNo(mirror, later)], [4, 2]);
  assert.equal(counted(ada), 1);
});

const FULL = { issues: 2, mergeRequests: 2, role: 30 };
const UNTOLD = { issues: null, mergeRequests: null, role: null };

Deno.test("saveAccess() counts as another who may see more or less of a project, and tells of less", () => {
  using mirror = aMirror();
  const { sourceId, projectId } = mirror.scope;
  mirror.write((tx) => saveIdentity(tx, sourceId, { identity: anIdentity("ada"), now: NOON }));
  const steps: [change: Partial<typeof FULL> | typeof UNTOLD, isLess: boolean, no: number][] = [
    [UNTOLD, false, 1],
    [{}, false, 1],
    [{ issues: 0 }, true, 2],
    [UNTOLD, false, 2],
    [{ issues: 0, role: 10 }, true, 3],
    [{}, false, 1],
    [{ mergeRequests: 1 }, true, 4],
  ];
  for (const [change, isLess, no] of steps) {
    const told = JSON.stringify(change);
    const fell = mirror.write((tx) => saveAccess(tx, projectId, { ...FULL, ...change }));
    assert.deepEqual([fell, identityNo(mirror)], [isLess, no], told);
  }
});

Deno.test("identitiesWithin() tells who could see no more than whoever looks now", () => {
  using mirror = aMirror();
  const { sourceId, projectId } = mirror.scope;
  const is = (username: string, access: Partial<typeof FULL> = {}): number[] => {
    mirror.write((tx) => {
      saveIdentity(tx, sourceId, { identity: anIdentity(username), now: NOON });
      saveAccess(tx, projectId, { ...FULL, ...access });
    });
    return [...identitiesWithin(mirror.database, projectId)];
  };
  assert.deepEqual(is("ada"), [1]);
  assert.deepEqual(is("ada", { role: 10 }), [2]);
  assert.deepEqual(is("ada", { role: 20, issues: 1 }), [3], "issues were there for all before");
  assert.deepEqual(is("ada"), [1, 2, 3]);
  assert.deepEqual(is("bob"), [4]);
  mirror.write((tx) => saveStranger(tx, sourceId, "a1b2"));
  assert.deepEqual([...identitiesWithin(mirror.database, projectId)], []);
});
