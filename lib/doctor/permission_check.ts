/** Checks what Deno lets lore do against what the config needs. @module */

import type { LoadedConfig } from "../config/types.ts";
import { LoreError } from "../errors.ts";
import { flagsOf } from "../permissions/flags.ts";
import { EVERYTHING, type Need, needsOf } from "../permissions/needs.ts";
import { takeSurvey } from "../permissions/survey.ts";
import type { Environment } from "../platform/environment.ts";
import { type Access, isAllowed } from "../platform/permissions.ts";
import { quoted } from "../quoted.ts";
import { type Check, fail, ok, unchecked } from "./check.ts";

/** What the check looks at; tests bring their own `isAllowed`. */
export interface PermissionParts {
  readonly loaded: LoadedConfig | undefined;
  readonly environment: Environment;
  isAllowed?(access: Access): boolean;
}

/** Everything that a command can need by this config; says which flags are missing. */
export async function checkPermissions(parts: PermissionParts): Promise<Check> {
  const { loaded, environment, isAllowed: allowed = isAllowed } = parts;
  if (loaded === undefined) return unchecked("there is no config that can be read", { flags: [] });
  const survey = await takeSurvey({ flag: loaded.path, environment });
  const missing = needsOf(EVERYTHING, survey).map((need) => refused(need, allowed))
    .filter(({ values }) => values.length > 0);
  if (missing.length === 0) return ok("Everything that the config needs is allowed", { flags: [] });
  const flags = flagsOf(missing);
  const error = new LoreError(
    "PERMISSION_DENIED",
    "Deno does not allow all that the config needs: lore permissions lists it",
    { hint: `Run again with ${flags.map(quoted).join(" ")}`, actions: ["lore permissions"] },
  );
  return fail(error, { flags });
}

/** What Deno does not allow of a need. */
function refused(need: Need, allowed: (access: Access) => boolean): Need {
  const { kind } = need;
  if (!isKnown(kind)) return { ...need, values: [] };
  const values = need.values.filter((value) =>
    !sufficient(kind, value).some((target) => allowed({ kind, target }))
  );
  return { ...need, values };
}

/** A host may be allowed with the port that its protocol implies. */
function sufficient(kind: string, value: string): readonly string[] {
  return kind === "net" ? [value, `${value}:443`, `${value}:80`] : [value];
}

function isKnown(kind: string): kind is Access["kind"] {
  return kind === "read" || kind === "write" || kind === "net" || kind === "env";
}
