/**
 * A plan made by asking: what flags say is not asked, what the forge refuses is asked again.
 *
 * @module
 */

import { LoreError, toLoreError } from "../errors.ts";
import { type Addresses, likeliest, projectPaths, readAddress } from "./address.ts";
import { type Asker, type Choice, leftQuestion } from "../ask/asker.ts";
import { checkProjects, recentPaths, unusableProjects } from "./check_projects.ts";
import { findForge, type FoundForge, type ProbeHost, tokenPage } from "./find_forge.ts";
import type { Planned } from "./from_flags.ts";
import { makePlan, settle, type Settled, STANDARD_TOKEN_ENV, uncheckedPlan } from "./plan.ts";
import { projectsProblem } from "./project_words.ts";
import { tokenNameProblem } from "./token_name.ts";
import type { InitFlags } from "./types.ts";

const STANDARD_URL = "https://gitlab.com";

/**
 * Asks for what the flags leave open.
 *
 * @throws LoreError `INTERRUPTED` when a question is left; what cannot be asked again, being a flag's.
 */
export async function interview(
  asker: Asker,
  flags: InitFlags,
  host: ProbeHost,
): Promise<Planned> {
  settle(flags, host.environment);
  const place = await askPlace(asker, flags, host);
  const settled = settle({ ...flags, tokenEnv: place.tokenEnv }, host.environment);
  if (place.found === undefined) {
    return await askUnchecked(asker, { flags, settled, addresses: place.addresses });
  }
  return await askProjects(asker, { flags, settled, found: place.found, host });
}

/** Where the forge is; `found` is missing where there is no token to ask with. */
interface Place {
  readonly addresses: Addresses;
  readonly tokenEnv: string;
  readonly found?: FoundForge;
}

async function askPlace(asker: Asker, flags: InitFlags, host: ProbeHost): Promise<Place> {
  let url = flags.url;
  let tokenEnv = flags.tokenEnv;
  for (;;) {
    const before = url;
    url = flags.url ?? await askUrl(asker, before);
    const addresses = readAddress(url);
    for (;;) {
      tokenEnv = flags.tokenEnv ?? await askTokenEnv(asker, host, tokenEnv);
      if ((host.environment(tokenEnv)?.trim() ?? "") === "") {
        const choice = await askWithoutToken(asker, { addresses, tokenEnv, flags });
        if (choice === "unchecked") return { addresses, tokenEnv };
        continue;
      }
      try {
        const found = await findForge(addresses, tokenEnv, host);
        const { user, scopes } = found.owner;
        const scope = scopes === null ? "" : ` (${scopes.join(", ")})`;
        asker.say(`${found.address.url}: you are "${user}"${scope}`);
        return { addresses, tokenEnv, found };
      } catch (error) {
        const asksToken = await refusedAnswer(asker, error, flags);
        if (!asksToken) break;
      }
    }
  }
}

/** Says why the forge cannot be used. True when another token may help, false for an address. */
function refusedAnswer(asker: Asker, thrown: unknown, flags: InitFlags): boolean {
  const error = toLoreError(thrown);
  const asksToken = error.code === "AUTH_FAILED" || error.code === "TOKEN_MISSING";
  const given = asksToken ? flags.tokenEnv : flags.url;
  if (
    given !== undefined || ["INTERRUPTED", "INTERNAL", "PERMISSION_DENIED"].includes(error.code)
  ) {
    throw thrown;
  }
  asker.warn(error.message, error.hint);
  return asksToken;
}

function askUrl(asker: Asker, before: string | undefined): Promise<string> {
  return asker.text({
    message: "Address of your GitLab, or of a project there",
    ...before === undefined ? { standard: STANDARD_URL } : { initial: before },
    problem: (answer) => problemOf(() => readAddress(answer)),
  });
}

function askTokenEnv(
  asker: Asker,
  { environment }: ProbeHost,
  before: string | undefined,
): Promise<string> {
  return asker.text({
    message: "Environment variable that holds the token (its name, not the token)",
    standard: before ?? STANDARD_TOKEN_ENV,
    problem(answer) {
      const problem = tokenNameProblem(answer, environment);
      return problem === undefined ? undefined : `It ${problem}`;
    },
  });
}

async function askWithoutToken(
  asker: Asker,
  { addresses, tokenEnv, flags }: {
    readonly addresses: Addresses;
    readonly tokenEnv: string;
    readonly flags: InitFlags;
  },
): Promise<"unchecked" | "other"> {
  const { url } = likeliest(addresses, { projectsKnown: flags.project.length > 0 });
  asker.warn(
    `${tokenEnv} is not set, so nothing can be checked`,
    `A token with scope read_api is made at ${tokenPage(url)}`,
  );
  const other = { value: "other", label: "Name another variable" };
  const choice = await asker.choose({
    message: "How to go on?",
    choices: [
      { value: "stop", label: "Stop, to set it first", hint: `export ${tokenEnv}=...` },
      { value: "unchecked", label: "Write the config without checking it" },
      ...flags.tokenEnv === undefined ? [other] : [],
    ],
  });
  if (choice === "unchecked" || choice === "other") return choice;
  throw new LoreError("TOKEN_MISSING", `Stopped: ${tokenEnv} is not set, and nothing was written`, {
    hint: `Export ${tokenEnv} with a token of scope read_api, then run lore init again`,
    details: { token_env: tokenEnv, url },
  });
}

async function askUnchecked(
  asker: Asker,
  { flags, settled, addresses }: {
    readonly flags: InitFlags;
    readonly settled: Settled;
    readonly addresses: Addresses;
  },
): Promise<Planned> {
  const address = likeliest(addresses, { projectsKnown: flags.project.length > 0 });
  const projects = flags.project.length > 0
    ? projectPaths(flags.project.join(" "), address.url)
    : await askPaths(asker, address.url, address.project);
  return { plan: uncheckedPlan(settled, address.url, projects), notes: [] };
}

async function askProjects(
  asker: Asker,
  { flags, settled, found, host }: {
    readonly flags: InitFlags;
    readonly settled: Settled;
    readonly found: FoundForge;
    readonly host: ProbeHost;
  },
): Promise<Planned> {
  const { url } = found.address;
  let wanted = flags.project.length > 0
    ? projectPaths(flags.project.join(" "), url)
    : await chooseProjects(asker, found, host);
  for (;;) {
    const findings = await checkProjects(found, wanted, host);
    const problem = unusableProjects(findings);
    if (problem === undefined) {
      return { plan: makePlan(settled, found, findings), notes: findings.notes };
    }
    if (flags.project.length > 0) throw problem;
    asker.warn(problem.message, problem.hint);
    wanted = await askPaths(asker, url, wanted.join(" "));
  }
}

/** What is chosen to type a path; no project is called so. */
const TYPE = "";

async function chooseProjects(
  asker: Asker,
  { forge, address }: FoundForge,
  host: ProbeHost,
): Promise<string[]> {
  if (address.project !== undefined) return await askPaths(asker, address.url, address.project);
  const recent = await recentPaths(forge, host);
  if (recent.length === 0) return await askPaths(asker, address.url);
  const chosen = await asker.chooseMany({
    message: "Projects to mirror",
    choices: [...projectChoices(recent), { value: TYPE, label: "Others: type them" }],
  });
  const paths = chosen.filter((each) => each !== TYPE);
  if (paths.length < chosen.length) paths.push(...await askPaths(asker, address.url));
  return [...new Set(paths)];
}

/** Groups of several projects as wildcards, then each project. */
export function projectChoices(paths: readonly string[]): Choice[] {
  const groups = Map.groupBy(paths, (path) => path.slice(0, path.indexOf("/")));
  const wildcards = [...groups].filter(([, members]) => members.length > 1)
    .map(([group]) => ({ value: `${group}/*`, label: `${group}/*`, hint: "all of the group" }));
  return [...wildcards, ...paths.map((path) => ({ value: path, label: path }))];
}

async function askPaths(asker: Asker, url: string, initial?: string): Promise<string[]> {
  const answer = await asker.text({
    message: "Projects to mirror, with blanks between",
    example: "group/repo group/*",
    initial,
    problem: (typed) => projectsProblem(projectPaths(typed, url)),
  });
  return projectPaths(answer, url);
}

function problemOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return toLoreError(error).message;
  }
}

/** The last question. @throws LoreError `INTERRUPTED` for a no */
export async function confirmWriting(asker: Asker, path: string): Promise<void> {
  if (!await asker.confirm(`Write ${path}?`)) throw leftQuestion("init");
}
