/**
 * A plan made of flags alone: for scripts, agents, and whoever has no terminal.
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import { quoted } from "../quoted.ts";
import { type Addresses, likeliest, projectPaths, readAddress } from "./address.ts";
import { checkProjects, recentPaths, unusableProjects } from "./check_projects.ts";
import { findForge, type FoundForge, type ProbeHost, tokenPage } from "./find_forge.ts";
import { makePlan, settle, type Settled, uncheckedPlan } from "./plan.ts";
import type { InitFlags, Plan } from "./types.ts";

/** A plan and what was noticed on the way. */
export interface Planned {
  readonly plan: Plan;
  readonly notes: readonly string[];
}

/**
 * Makes a plan of what the flags say, checked against the forge.
 *
 * @throws LoreError `USAGE` naming the flags that are missing; what {@link findForge} throws;
 * `NOT_FOUND` or `AUTH_FAILED` for projects that cannot be used.
 */
export async function planFromFlags(flags: InitFlags, host: ProbeHost): Promise<Planned> {
  const settled = settle(flags, host.environment);
  const { url, tokenEnv } = settled;
  if (url === undefined) throw missingFlags(flags, ["--url", ...namesProject(flags)], host);
  const addresses = readAddress(url);
  if ((host.environment(tokenEnv)?.trim() ?? "") === "") {
    return unchecked(flags, { settled, addresses, host });
  }
  const found = await findForge(addresses, tokenEnv, host);
  const wanted = wantedProjects(flags, found.address);
  if (wanted.length === 0) throw await missingProjects(flags, found, host);
  const findings = await checkProjects(found, wanted, host);
  const problem = unusableProjects(findings);
  if (problem !== undefined) throw problem;
  return { plan: makePlan(settled, found, findings), notes: findings.notes };
}

function unchecked(
  flags: InitFlags,
  { settled, addresses, host }: {
    readonly settled: Settled;
    readonly addresses: Addresses;
    readonly host: ProbeHost;
  },
): Planned {
  const address = likeliest(addresses, { projectsKnown: flags.project.length > 0 });
  const projects = wantedProjects(flags, address);
  if (projects.length === 0) throw missingFlags(flags, ["--project"], host);
  if (!flags.yes) throw missingToken(flags, { url: address.url, tokenEnv: settled.tokenEnv, host });
  return { plan: uncheckedPlan(settled, address.url, projects), notes: [] };
}

/** The flags have the last word on what the address names as well. */
function wantedProjects(
  { project }: InitFlags,
  address: { readonly url: string; readonly project?: string },
): string[] {
  if (project.length > 0) return projectPaths(project.join(" "), address.url);
  return address.project === undefined ? [] : [address.project];
}

function namesProject({ project }: InitFlags): string[] {
  return project.length === 0 ? ["--project"] : [];
}

const EXAMPLES: Readonly<Record<string, string>> = {
  "--url": "--url https://gitlab.example.com",
  "--project": "--project group/repo",
};

function missingFlags(
  flags: InitFlags,
  missing: readonly string[],
  host: ProbeHost,
): LoreError {
  const rest = missing.map((flag) => EXAMPLES[flag] ?? flag).join(" ");
  const why = flags.yes ? "nothing is asked with --yes" : "nobody can be asked here";
  return new LoreError("USAGE", `Cannot set up lore: ${missing.join(" and ")} must be given`, {
    hint: `${typed(flags, host)} ${rest} (${why})`,
    actions: ["lore init --help"],
    details: { missing },
  });
}

/** The token knows what there is to choose from. */
async function missingProjects(
  flags: InitFlags,
  { forge, address, owner }: FoundForge,
  host: ProbeHost,
): Promise<LoreError> {
  const [first, ...others] = await recentPaths(forge, host);
  if (first === undefined) return missingFlags(flags, ["--project"], host);
  const action = typed({ ...flags, url: address.url, project: [first] }, host);
  return new LoreError("USAGE", "Cannot set up lore: --project must be given", {
    hint: `"${owner.user}" works on ${[first, ...others].slice(0, 5).join(", ")}`,
    actions: [action, "lore init --help"],
    details: { missing: ["--project"], projects: [first, ...others] },
  });
}

function missingToken(
  flags: InitFlags,
  { url, tokenEnv, host }: {
    readonly url: string;
    readonly tokenEnv: string;
    readonly host: ProbeHost;
  },
): LoreError {
  return new LoreError(
    "TOKEN_MISSING",
    `Cannot check "${url}": the environment variable "${tokenEnv}" is not set`,
    {
      hint: `Export ${tokenEnv} with a token of scope read_api, made at ${tokenPage(url)}, ` +
        "or add --yes to write the config unchecked",
      actions: [typed({ ...flags, yes: true }, host)],
      details: { token_env: tokenEnv, url },
    },
  );
}

/** The command line that these flags came from. */
function typed(
  { url, tokenEnv, project, name, yes, force }: InitFlags,
  { configFlag }: ProbeHost,
): string {
  const words = [
    ...configFlag === undefined ? [] : ["--config", configFlag],
    ...url === undefined ? [] : ["--url", url],
    ...tokenEnv === undefined ? [] : ["--token-env", tokenEnv],
    ...project.flatMap((each) => ["--project", each]),
    ...name === undefined ? [] : ["--name", name],
    ...yes ? ["--yes"] : [],
    ...force ? ["--force"] : [],
  ];
  return ["lore", "init", ...words.map(quoted)].join(" ");
}
