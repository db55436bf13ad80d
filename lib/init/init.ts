/**
 * `lore init`: from nothing to a config that works.
 *
 * Owns: the order of steps, and that nothing is written before all of them are done. Leaves to others:
 * where values come from (`interview.ts`, `from_flags.ts`), what is written (`write_config.ts`).
 *
 * @module
 */

import { withEnvFile } from "../config/mod.ts";
import { registerSecret } from "../log/redact.ts";
import type { Clock } from "../platform/clock.ts";
import type { Environment } from "../platform/environment.ts";
import type { Fetch } from "../platform/fetch.ts";
import { quoted } from "../quoted.ts";
import { isLoopback } from "./address.ts";
import type { Asker } from "../ask/asker.ts";
import { planFromFlags, type Planned } from "./from_flags.ts";
import { confirmWriting, interview } from "./interview.ts";
import type { InitFlags, InitResult } from "./types.ts";
import { findTarget, type Target, writeConfig } from "./write_config.ts";

/** What setting up needs of the outside world. */
export interface InitHost {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** The value of `--config`. */
  readonly configFlag: string | undefined;
  /** Whom to ask; undefined where the flags must say everything. */
  readonly asker: Asker | undefined;
}

/**
 * Sets up a config.
 *
 * @throws LoreError `USAGE`, `TOKEN_MISSING`, `AUTH_FAILED`, `NOT_FOUND`, `FORGE_UNAVAILABLE`,
 * `INTERRUPTED`: then nothing was written.
 */
export async function init(host: InitHost, flags: InitFlags): Promise<InitResult> {
  const { environment, signal, asker } = host;
  const target = findTarget({ flag: host.configFlag, environment, force: flags.force });
  const probe = { ...host, environment: guarded(withEnvFile(environment, target.path)) };
  const asked = flags.yes ? undefined : asker;
  const { plan, notes } = asked === undefined
    ? await planFromFlags(flags, probe)
    : await interview(asked, flags, probe);
  if (asked !== undefined) await confirmWriting(asked, target.path);
  signal.throwIfAborted();
  const written = writeConfig(target, plan.source);
  return {
    path: target.path,
    place: target.place,
    ...written,
    sources: [plan.source],
    token: plan.owner,
    checks: plan.checks,
    notes: [...notes, ...remarks({ target, plan, notes }, written)],
    next: nextCommands(target),
  };
}

/**
 * An environment whose values are kept out of everything that is written: until the process ends,
 * since what goes wrong is reported when all of this is over.
 */
function guarded(environment: Environment): Environment {
  return (name) => {
    const value = environment(name);
    if (value !== undefined) registerSecret(value.trim());
    return value;
  };
}

function remarks(
  { target, plan }: Planned & { readonly target: Target },
  { schema }: Pick<InitResult, "schema">,
): string[] {
  const { protocol, hostname } = new URL(plan.source.url);
  return [
    ...protocol === "http:" && !isLoopback(hostname)
      ? [`http:// sends the token to ${hostname} in the clear: use https:// where it can be had`]
      : [],
    ...target.shadowed === undefined
      ? []
      : [`In this folder it is used instead of ${target.shadowed}`],
    ...schema.written ? [] : [`${schema.path} was there already and was left as it is`],
  ];
}

function nextCommands({ path, place }: Target): string[] {
  const flag = place === "--config" ? ` --config ${quoted(path)}` : "";
  return [`lore doctor${flag}`, `lore sync${flag}`];
}
