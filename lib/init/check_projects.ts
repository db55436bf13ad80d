/**
 * Asking the forge for each project before anything is written.
 *
 * Owns: the words for what is not there, and proposals of what was meant. Leaves to others: the forge
 * and its token (`find_forge.ts`).
 *
 * @module
 */

import { type Check, fail, ok } from "../doctor/check.ts";
import { LoreError, toLoreError } from "../errors.ts";
import type { Forge } from "../forge/port.ts";
import { logger } from "../log/logger.ts";
import { nearest } from "../nearest.ts";
import { span } from "../spans/mod.ts";
import { type FoundForge, type ProbeHost, said } from "./find_forge.ts";
import type { InitCheck, TokenOwner } from "./types.ts";

const log = logger("lore::init");

/** Projects as they were asked for, and what the forge says of each. */
export interface ProjectFindings {
  /** As the forge spells them, each once. */
  readonly projects: readonly string[];
  readonly checks: readonly InitCheck[];
  /** What cannot be used, in the order in which it was asked for. */
  readonly failures: readonly LoreError[];
  /** What was renamed, moved or spelt otherwise. */
  readonly notes: readonly string[];
}

/** Asks for every project and wildcard. Throws only when aborted. */
export async function checkProjects(
  { forge, owner }: FoundForge,
  wanted: readonly string[],
  host: ProbeHost,
): Promise<ProjectFindings> {
  return await span("check_projects", {}, async () => {
    const findings = await Promise.all(wanted.map((path) => checkProject(forge, path, host)));
    const failures = findings.map(({ failure }) => failure).filter((each) => each !== undefined);
    const known = failures.some(({ code }) => code === "NOT_FOUND")
      ? await recentPaths(forge, host)
      : [];
    const told = findings.map((finding) =>
      finding.failure === undefined ? finding : {
        ...finding,
        ...missing(finding.failure, { path: finding.path, owner, known }),
      }
    );
    return {
      projects: [...new Set(told.map(({ path }) => path))],
      checks: told.map(({ check }) => check),
      failures: told.map(({ failure }) => failure).filter((each) => each !== undefined),
      notes: told.flatMap(({ note }) => note ?? []),
    };
  });
}

interface Finding {
  readonly path: string;
  readonly check: InitCheck;
  readonly failure?: LoreError;
  readonly note?: string;
}

async function checkProject(
  forge: Forge,
  wanted: string,
  { signal }: ProbeHost,
): Promise<Finding> {
  try {
    if (wanted.endsWith("/*")) {
      const { length } = await forge.groupProjects(wanted.slice(0, -2), { signal });
      const count = length === 1 ? "1 project" : `${length} projects`;
      const check: Check = length > 0 ? ok(`Visible: ${count}`) : {
        status: "warn",
        message: "The group has no project that the token may see",
        hint: "Check its name; a sync takes projects in as soon as there are any",
      };
      return { path: wanted, check: said("project", wanted, check) };
    }
    const { path } = await forge.project(wanted, { signal });
    const note = path === wanted ? undefined : `"${wanted}" is now "${path}", and written so`;
    return { path, check: said("project", path, ok("Visible")), note };
  } catch (error) {
    const failure = toLoreError(error);
    if (failure.code === "INTERRUPTED" || failure.code === "INTERNAL") throw error;
    return { path: wanted, check: said("project", wanted, fail(error)), failure };
  }
}

/** A project that is not there, in words, with those that were perhaps meant. */
function missing(
  failure: LoreError,
  { path, owner, known }: {
    readonly path: string;
    readonly owner: TokenOwner;
    readonly known: readonly string[];
  },
): Pick<Finding, "check" | "failure"> {
  if (failure.code !== "NOT_FOUND") {
    return { check: said("project", path, fail(failure)), failure };
  }
  const meant = likely(path, known);
  const isGroup = path.endsWith("/*");
  const what = isGroup ? `group "${path.slice(0, -2)}"` : `project "${path}"`;
  const error = new LoreError("NOT_FOUND", `"${owner.user}" sees no ${what}`, {
    hint: meant.length > 0
      ? `Did you mean ${meant.join(" or ")}?`
      : `Check its path${isGroup ? "" : `, or take in a whole group by "${path}/*"`}; a private ` +
        "one needs its token's owner as a member",
    details: { project: path, candidates: meant },
    cause: failure,
  });
  return { check: said("project", path, fail(error)), failure: error };
}

const PROPOSALS = 3;

/** Known paths near one that is not: by the whole, or by the last part in another group. */
export function likely(path: string, known: readonly string[]): string[] {
  const groups = known.map((each) => `${each.slice(0, each.lastIndexOf("/"))}/*`);
  const candidates = [...new Set(path.endsWith("/*") ? groups : known)];
  const last = lastPart(path);
  const sameName = path.endsWith("/*")
    ? []
    : candidates.filter((each) => nearest(last, [lastPart(each)]).length > 0);
  return [...new Set([...nearest(path, candidates), ...sameName])].slice(0, PROPOSALS);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** What the token's owner works on, the latest first; none where the forge does not tell. */
export async function recentPaths(forge: Forge, { signal }: ProbeHost): Promise<readonly string[]> {
  try {
    return (await forge.recentProjects({ signal })).map(({ path }) => path);
  } catch (error) {
    const { code, message } = toLoreError(error);
    if (code === "INTERRUPTED" || code === "INTERNAL") throw error;
    // Only a proposal: what is asked for by name is checked by name.
    log.debug("No projects to propose", { error: message });
    return [];
  }
}

/** One error for all projects that cannot be used. */
export function unusableProjects({ failures, checks }: ProjectFindings): LoreError | undefined {
  const [first] = failures;
  if (first === undefined) return undefined;
  const several = failures.map(({ message, hint }) =>
    `\n  ${message}${hint === undefined ? "" : `. ${hint}`}`
  );
  const message = failures.length === 1
    ? first.message
    : `${failures.length} projects cannot be used:${several.join("")}`;
  return new LoreError(first.code, message, {
    ...(failures.length === 1 ? { hint: first.hint } : { hint: "Correct the list of projects" }),
    details: { ...first.details, checks },
    cause: first.cause,
  });
}
