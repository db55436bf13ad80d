/** `lore permissions` as data: the least flags of each command. @module */

import type { ConfigPlace } from "../config/types.ts";
import { flagFor, flagsOf, lineFor } from "./flags.ts";
import { byKind, type Need, needsOf } from "./needs.ts";
import { OPTIONAL_VARIABLES } from "./optional_variables.ts";
import { type SurveyOptions, takeSurvey } from "./survey.ts";

/** A command as far as its permissions go. */
export interface PermittedCommand {
  readonly name: string;
  /** The words of its spec: `read:data`, `net:forge`. */
  readonly permissions: readonly string[];
}

/** What one command needs. CONTRACT: fields are added, never renamed. */
export interface CommandAccess {
  readonly command: string;
  /** For Deno, not quoted for a shell. */
  readonly flags: readonly string[];
  /** The same, each reason on its own. */
  readonly kinds: readonly Need[];
  /** The whole command, quoted for a POSIX shell. */
  readonly line: string;
  /** What it also honours where Deno lets it: colours, robot mode and log filters by variables. */
  readonly optional: {
    readonly variables: readonly string[];
    readonly flags: readonly string[];
    readonly line: string;
  };
}

/** The answer to `permissions`. CONTRACT: fields are added, never renamed. */
export interface PermissionsResult {
  /** The config that they follow from; null where there is none and defaults stand in. */
  readonly config: { readonly path: string; readonly place: ConfigPlace } | null;
  readonly commands: readonly CommandAccess[];
}

/**
 * The least flags of commands, as the present config and environment want them.
 *
 * @throws LoreError `CONFIG_INVALID`; `CONFIG_NOT_FOUND` for one that a flag or `LORE_CONFIG` names
 */
export async function listPermissions(
  commands: readonly PermittedCommand[],
  options: SurveyOptions,
): Promise<PermissionsResult> {
  const survey = await takeSurvey(options);
  return {
    config: survey.config ?? null,
    commands: commands.map(({ name, permissions }) =>
      commandAccess(name, { kinds: needsOf(permissions, survey), configFlag: options.flag })
    ),
  };
}

function commandAccess(
  command: string,
  { kinds, configFlag }: { readonly kinds: readonly Need[]; readonly configFlag?: string },
): CommandAccess {
  const flags = flagsOf(kinds);
  const fuller = fullerFlags(kinds);
  return {
    command,
    flags,
    kinds,
    line: lineFor(command, { flags, configFlag }),
    optional: {
      variables: OPTIONAL_VARIABLES,
      flags: fuller,
      line: lineFor(command, { flags: fuller, configFlag }),
    },
  };
}

/** The least flags and what is optional beside them. */
function fullerFlags(needs: readonly Need[]): string[] {
  const kinds = byKind(needs);
  const others = [...kinds].filter(([kind]) => kind !== "env");
  const variables = new Set([...kinds.get("env") ?? [], ...OPTIONAL_VARIABLES]);
  return [...others, ["env", [...variables]] as const]
    .map(([kind, values]) => flagFor(kind, values));
}
