/** A forge that was mirrored, to be changed in ways that no walk by time finds. @module */

import assert from "node:assert/strict";
import { createDemoForge, type DemoForge } from "../../lib/forge/demo/mod.ts";
import { DemoSync } from "./demo_sync.ts";

/** Milliseconds. */
export const HOUR = 3_600_000;

/** The project that is changed. */
export const WEB = "acme/web";

/** An issue of it. */
export const issue = (iid: number) => ({ project: WEB, kind: "issue", iid }) as const;

/** A merge request of it. */
export const request = (iid: number) => ({ project: WEB, kind: "merge_request", iid }) as const;

/** A forge that was mirrored once, and has settled. */
export async function mirrored(): Promise<{ forge: DemoForge; mirror: DemoSync } & Disposable> {
  const forge = createDemoForge({ projects: 2, issues: 24, mergeRequests: 12 });
  const mirror = new DemoSync(forge);
  await mirror.sync();
  forge.advance(HOUR);
  return { forge, mirror, [Symbol.dispose]: () => mirror[Symbol.dispose]() };
}

/** What of a mirror must equal the forge: labels, milestones and people outlive what bore them. */
export function content(mirror: DemoSync): Record<string, unknown> {
  const { labels: _l, milestones: _m, users: _u, project_paths: _p, ...rest } = mirror.dump();
  return rest;
}

/** Asserts that a mirror holds what a mirror made just now would hold. */
export async function assertTrue(forge: DemoForge, mirror: DemoSync): Promise<void> {
  using clean = new DemoSync(forge);
  await clean.sync();
  assert.deepEqual(content(mirror), content(clean));
}

/** Whether a mirror holds what the forge has. */
export async function isTrue(forge: DemoForge, mirror: DemoSync): Promise<boolean> {
  try {
    await assertTrue(forge, mirror);
    return true;
  } catch (error) {
    if (error instanceof assert.AssertionError) return false;
    throw error;
  }
}

export function noteOf(mirror: DemoSync, iid: number): number {
  const [id] = mirror.column(
    `select n.forge_id from notes n join discussions d on d.id = discussion_id
    join issues i on i.id = d.issue_id join projects p on p.id = i.project_id
    where p.path = '${WEB}' and i.iid = ${iid} and n.system = 0 limit 1`,
  );
  return Number(id);
}

/** Issues of the project with notes by people. */
export function issuesWithNotes(mirror: DemoSync): number[] {
  return mirror.column(`select distinct i.iid from issues i
    join projects p on p.id = i.project_id join discussions d on d.issue_id = i.id
    join notes n on n.discussion_id = d.id and n.system = 0
    where p.path = '${WEB}' order by i.iid`).map(Number);
}
