/**
 * A permission that Deno refused, in terms of what the command needs.
 *
 * Deno names what was about to be touched: one file of the data directory, a host with the port that
 * its protocol implies. Who gave exactly that would be refused the next file. What helps is the value
 * that `lore permissions` prints.
 *
 * @module
 */

import { LoreError } from "../errors.ts";
import type { Environment } from "../platform/environment.ts";
import { quoted } from "../quoted.ts";
import { flagFor } from "./flags.ts";
import { covers, needsOf } from "./needs.ts";
import { placesAccess, takeSurvey } from "./survey.ts";

/** The command that was refused something. */
export interface RefusedCommand {
  readonly name: string;
  readonly permissions: readonly string[];
  /** The value of `--config`. */
  readonly configFlag?: string;
  readonly environment: Environment;
}

/** The same error with the flag that `lore permissions` prints, where that covers what was refused. */
export async function withNeededFlag(
  error: LoreError,
  command: RefusedCommand,
): Promise<LoreError> {
  const { kind, target } = error.details;
  if (typeof kind !== "string") return error;
  if (!declares(command.permissions, kind)) return undeclared(error, command.name, kind);
  if (typeof target !== "string") return error;
  const value = await neededValue({ kind, target }, command);
  if (value === undefined) return error;
  const flag = flagFor(kind, [value]);
  return again(error, {
    hint: `Run again with ${quoted(flag)}`,
    actions: [permissionsLine(command)],
    details: { ...error.details, flag },
  });
}

function declares(permissions: readonly string[], kind: string): boolean {
  return permissions.some((each) => each.split(":")[0] === kind);
}

/** No flag helps: lore itself gave the access up. */
function undeclared(error: LoreError, command: string, kind: string): LoreError {
  return again(error, {
    hint:
      `"${command}" does not declare that it needs ${kind}, so lore gave it up before it ran: ` +
      "this is a bug in lore",
    actions: [],
    details: error.details,
  });
}

function again(
  error: LoreError,
  said: Required<Pick<LoreError, "hint" | "actions" | "details">>,
): LoreError {
  return new LoreError(error.code, error.message, { ...said, hint: said.hint, cause: error.cause });
}

async function neededValue(
  { kind, target }: { readonly kind: string; readonly target: string },
  { permissions, configFlag: flag, environment }: RefusedCommand,
): Promise<string | undefined> {
  const survey = await takeSurvey({ flag, environment }).catch(() => undefined);
  const values = survey === undefined
    // Without the config, what Deno said stands, unless it is the config that is to be written.
    ? permissions.includes("write:config") ? placesAccess({ flag, environment }).written ?? [] : []
    : needsOf(permissions, survey).filter((need) => need.kind === kind)
      .flatMap((need) => need.values);
  return values.find((value) => covers(kind, value, target));
}

function permissionsLine({ name, configFlag }: RefusedCommand): string {
  const config = configFlag === undefined ? [] : ["--config", configFlag];
  return ["lore", ...config, "permissions", name].map(quoted).join(" ");
}
