/** How much of a project the token may see, by what GitLab tells of it. */

import assert from "node:assert/strict";
import { gitlab } from "../../../../lib/forge/gitlab/mod.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { ScriptedForge } from "../../../support/scripted_forge.ts";

for (
  const { name, told, expected } of [
    {
      name: "by access levels",
      told: { issues_access_level: "private", merge_requests_access_level: "enabled" },
      expected: { issues: 1, mergeRequests: 2, role: null },
    },
    {
      name: "by what is switched on, as older servers tell it",
      told: { issues_enabled: false, merge_requests_enabled: true },
      expected: { issues: 0, mergeRequests: 2, role: null },
    },
    {
      name: "by the greater of both memberships",
      told: {
        permissions: { project_access: { access_level: 20 }, group_access: { access_level: 40 } },
      },
      expected: { issues: null, mergeRequests: null, role: 40 },
    },
    {
      name: "to who is no member",
      told: { permissions: { project_access: null, group_access: null } },
      expected: { issues: null, mergeRequests: null, role: 0 },
    },
    {
      name: "by a level that is not known",
      told: { issues_access_level: "friends", issues_enabled: true },
      expected: { issues: null, mergeRequests: null, role: null },
    },
  ]
) {
  Deno.test(`gitlab() tells how much of a project may be seen ${name}`, async () => {
    const project = {
      id: 7,
      name: "Repo",
      path_with_namespace: "a/b",
      web_url: "https://x.test/a/b",
    };
    const forge = new ScriptedForge().on(
      "GET /api/v4/projects/7",
      Response.json({ ...project, ...told }),
    );
    const { fetch } = forge;
    const clock = new FakeClock();
    const client = gitlab({ url: "https://gitlab.test", token: "t", fetch, clock });
    assert.deepEqual((await client.project(7)).access, expected);
  });
}
