/**
 * From what was given or answered to the source that will be written.
 *
 * Owns: defaults, and refusing what no config may hold before anything is asked of a forge. Leaves to
 * others: where the values come from (`from_flags.ts`, `interview.ts`).
 *
 * @module
 */

import { masked } from "../config/problems.ts";
import { FORGE_TOKENS } from "../config/schema.ts";
import { LoreError } from "../errors.ts";
import type { Environment } from "../platform/environment.ts";
import { projectPaths } from "./address.ts";
import type { ProjectFindings } from "./check_projects.ts";
import type { FoundForge } from "./find_forge.ts";
import { projectsProblem } from "./project_words.ts";
import { looksLikeToken, tokenNameProblem } from "./token_name.ts";
import type { InitFlags, InitSource, Plan } from "./types.ts";

/** What the flags say, refused where it cannot be. */
export interface Settled {
  /** As it was given. */
  readonly url: string | undefined;
  readonly tokenEnv: string;
  /** Undefined for the forge's host. */
  readonly name: string | undefined;
}

/** The variable that stands where none is named. */
export const STANDARD_TOKEN_ENV = FORGE_TOKENS.gitlab;

/** Longest name of a source. */
const LONGEST_NAME = 64;

/** Looks at what was given. @throws LoreError `USAGE`; never repeats what may be a token. */
export function settle(flags: InitFlags, environment: Environment): Settled {
  const { url, tokenEnv = STANDARD_TOKEN_ENV, name, project } = flags;
  const nameProblem = tokenNameProblem(tokenEnv, environment);
  if (nameProblem !== undefined) throw refused("--token-env", nameProblem);
  if (name !== undefined && (looksLikeToken(name) || masked(name) !== name)) {
    throw refused("--name", "looks like a token");
  }
  if (name !== undefined && (name.trim() === "" || name.length > LONGEST_NAME)) {
    throw refused("--name", `must have 1 to ${LONGEST_NAME} characters`);
  }
  if (project.length > 0) {
    const problem = projectsProblem(projectPaths(project.join(" ")));
    if (problem !== undefined) throw refused("--project", problem);
  }
  return { url, tokenEnv, name };
}

function refused(flag: string, problem: string): LoreError {
  const sentence = problem.startsWith('"') || problem.startsWith("one of")
    ? `: ${problem}`
    : ` ${problem}`;
  return new LoreError("USAGE", `The value of ${flag}${sentence}`, {
    hint: "See lore init --help",
    actions: ["lore init --help"],
    details: { flag },
  });
}

/** A plan that the forge agreed to. */
export function makePlan(
  settled: Settled,
  { address, owner, checks }: FoundForge,
  findings: ProjectFindings,
): Plan {
  return {
    source: source(settled, address.url, findings.projects),
    owner,
    checks: [...checks, ...findings.checks],
  };
}

/** A plan that nobody was asked about: without a token there is nothing to ask. */
export function uncheckedPlan(
  settled: Settled,
  url: string,
  projects: readonly string[],
): Plan {
  const { tokenEnv } = settled;
  const message = `Not checked: ${tokenEnv} is not set`;
  const check = (check: "token" | "forge" | "project", subject: string) =>
    ({ check, subject, status: "warn", message }) as const;
  return {
    source: source(settled, url, projects),
    owner: null,
    checks: [
      {
        ...check("token", tokenEnv),
        hint: `Set ${tokenEnv} to a token with scope read_api, then run lore doctor`,
      },
      check("forge", url),
      ...projects.map((project) => check("project", project)),
    ],
  };
}

function source(
  { tokenEnv, name }: Settled,
  url: string,
  projects: readonly string[],
): InitSource {
  const called = name ?? new URL(url).host.slice(0, LONGEST_NAME);
  return { name: called, forge: "gitlab", url, token_env: tokenEnv, projects };
}
