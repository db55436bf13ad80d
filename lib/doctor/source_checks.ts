/**
 * Checks of the configured forges: token, forge, projects, clock.
 *
 * Each source is asked on its own; a check is as good as that of its worst source, and holds what
 * was found of each under `sources`.
 *
 * @module
 */

import type { LoadedConfig, SourceConfig } from "../config/types.ts";
import { LoreError, toLoreError } from "../errors.ts";
import type { Forge, Identity } from "../forge/port.ts";
import type { Clock } from "../platform/clock.ts";
import type { Fetch } from "../platform/fetch.ts";
import { openForge } from "../sync/sources.ts";
import { type Check, fail, ok, unchecked, warn, worst } from "./check.ts";
import { watchServerClock } from "./server_clock.ts";

/** What asking a forge needs. */
export interface SourceHost {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
}

/** The checks of all sources. */
export interface SourceChecks {
  readonly token: Check;
  readonly forge: Check;
  readonly projects: Check;
  readonly clock: Check;
}

/** The checks where there is no config to say which forges. */
export function sourcesUnchecked(): SourceChecks {
  const check = unchecked("there is no config that can be read", { sources: [] });
  return { token: check, forge: check, projects: check, clock: check };
}

/** Asks every source. Throws only when aborted. */
export async function checkSources(
  { config, environment }: LoadedConfig,
  host: SourceHost,
): Promise<SourceChecks> {
  const settings = {
    ...config.sync,
    // Whoever asks for a diagnosis does not want to wait for a forge that is down.
    max_retries: Math.min(1, config.sync.max_retries),
    request_timeout_secs: Math.min(10, config.sync.request_timeout_secs),
  };
  const all = await Promise.all(config.sources.map(async (source) => {
    const watched = watchServerClock(host);
    const open = (): Forge =>
      openForge(source, { settings, environment, clock: host.clock, fetch: watched.fetch });
    const checks = await checkSource(source, open, host);
    return { source, checks: { ...checks, clock: clockCheck(watched.skewMs()) } };
  }));
  const gather = (name: keyof SourceChecks): Check =>
    gathered(all.map(({ source, checks }) => ({ source: source.name, ...checks[name] })));
  return {
    token: gather("token"),
    forge: gather("forge"),
    projects: gather("projects"),
    clock: gather("clock"),
  };
}

type SourceCheck = Check & { readonly source: string };

/** The worst source speaks for all; the name of the source is told where there are several. */
function gathered(checks: readonly SourceCheck[]): Check {
  const [first, ...rest] = checks;
  if (first === undefined) return unchecked("the config has no source", { sources: [] });
  const { source, status, message, hint, code } = worst<SourceCheck>([first, ...rest]);
  return {
    status,
    message: rest.length === 0 ? message : `${source}: ${message}`,
    ...(hint === undefined ? {} : { hint }),
    ...(code === undefined ? {} : { code }),
    sources: checks,
  };
}

async function checkSource(
  source: SourceConfig,
  open: () => Forge,
  { clock, signal }: SourceHost,
): Promise<Omit<SourceChecks, "clock">> {
  let forge: Forge;
  try {
    forge = open();
  } catch (error) {
    const skipped = unchecked("there is no token");
    return { token: fail(error), forge: skipped, projects: skipped };
  }
  try {
    const identity = await forge.identity({ signal });
    const [version, projects] = await Promise.all([
      checkVersion(source, forge, signal),
      checkProjects(source, forge, signal),
    ]);
    return { token: tokenCheck(identity, clock.now()), forge: version, projects };
  } catch (error) {
    return refused(error, source);
  }
}

/** Whatever the forge answers shows that it can be reached. */
function refused(thrown: unknown, { url }: SourceConfig): Omit<SourceChecks, "clock"> {
  const { code } = toLoreError(thrown);
  if (code === "AUTH_FAILED") {
    const projects = unchecked("the token was refused");
    return { token: fail(thrown), forge: ok(`${url} answers`, { url, version: null }), projects };
  }
  const why = "the forge cannot be asked";
  return { token: unchecked(why), forge: fail(thrown, { url }), projects: unchecked(why) };
}

const DAY_MS = 86_400_000;

/** Days before its end from which on a token is warned of. */
const EXPIRY_WARNING_DAYS = 14;

/** Whether a token is wide enough and lasts. */
export function tokenCheck({ user, scopes, expiresAt }: Identity, now: number): Check {
  const details = {
    user: user.username,
    scopes,
    expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString().slice(0, 10),
  };
  if (scopes !== null && !scopes.some((scope) => scope === "read_api" || scope === "api")) {
    const error = new LoreError(
      "AUTH_FAILED",
      `The token of "${user.username}" lacks the scope read_api: it has ${scopes.join(", ")}`,
      { hint: "Make a token with scope read_api" },
    );
    return fail(error, details);
  }
  const days = expiresAt === null ? Infinity : Math.floor((expiresAt - now) / DAY_MS);
  if (days < EXPIRY_WARNING_DAYS) {
    return warn(
      `The token of "${user.username}" expires on ${details.expires_at}`,
      "Make a new one before that day",
      details,
    );
  }
  const scope = scopes === null ? "" : ` with ${scopes.join(", ")}`;
  return ok(`Accepted: "${user.username}"${scope}`, details);
}

async function checkVersion(
  { url, forge: kind }: SourceConfig,
  forge: Forge,
  signal: AbortSignal,
): Promise<Check> {
  try {
    const version = await forge.version({ signal });
    return ok(`${url} answers${version === null ? "" : `, version ${version}`}`, {
      url,
      kind,
      version,
    });
  } catch (error) {
    return fail(error, { url, kind });
  }
}

async function checkProjects(
  source: SourceConfig,
  forge: Forge,
  signal: AbortSignal,
): Promise<Check> {
  const checks = await Promise.all(
    source.projects.map((pattern) => checkProject(pattern, forge, signal)),
  );
  const [first, ...rest] = checks;
  if (first === undefined) return warn("No project is configured", "Add one to the config");
  const visible = checks.reduce((sum, { visible }) => sum + Number(visible), 0);
  const projects = checks.map(({ pattern, status, visible }) => ({ pattern, status, visible }));
  const bad = worst<Check>([first, ...rest]);
  if (bad.status === "ok") {
    return ok(visible === 1 ? "1 project visible" : `${visible} projects visible`, { projects });
  }
  const { pattern: _pattern, visible: _visible, ...said } = bad;
  return { ...said, projects };
}

async function checkProject(pattern: string, forge: Forge, signal: AbortSignal): Promise<Check> {
  try {
    if (!pattern.endsWith("/*")) {
      await forge.project(pattern, { signal });
      return ok("Visible", { pattern, visible: 1 });
    }
    const visible = (await forge.groupProjects(pattern.slice(0, -2), { signal })).length;
    if (visible > 0) return ok("Visible", { pattern, visible });
    const hint = "Check the group's name, and what the token's owner may see";
    return warn(`"${pattern}" matches no project`, hint, { pattern, visible });
  } catch (error) {
    return fail(error, { pattern, visible: 0 });
  }
}

/** From how many ms on a difference of the clocks is warned of. */
const MOST_SKEW_MS = 60_000;

function clockCheck(skewMs: number | undefined): Check {
  if (skewMs === undefined) return unchecked("the forge told no time");
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const details = { skew_ms: skewMs };
  if (Math.abs(skewMs) <= MOST_SKEW_MS) return ok(`${seconds} s from the forge's`, details);
  const direction = skewMs > 0 ? "behind" : "ahead of";
  return warn(
    `This machine's clock is ${seconds} s ${direction} the forge's`,
    "Set it by NTP: times of runs and log lines are those of this machine",
    details,
  );
}
