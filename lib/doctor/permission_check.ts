/** Checks what Deno lets lore do against what the config needs. @module */

import { logDirectory } from "../config/mod.ts";
import type { LoadedConfig } from "../config/types.ts";
import { LoreError } from "../errors.ts";
import type { Environment } from "../platform/environment.ts";
import { type Access, allowFlag, isAllowed } from "../platform/permissions.ts";
import { type Check, fail, ok } from "./check.ts";

/** What the check looks at; tests bring their own `isAllowed`. */
export interface PermissionParts {
  readonly loaded: LoadedConfig | undefined;
  readonly dataDir: string | undefined;
  readonly environment: Environment;
  isAllowed?(access: Access): boolean;
}

/** Everything that a sync by this config needs; says which flags are missing. */
export function checkPermissions(parts: PermissionParts): Check {
  const allowed = parts.isAllowed ?? isAllowed;
  const missing = neededAccess(parts).filter((access) => !allowed(access));
  if (missing.length === 0) return ok("Everything that the config needs is allowed", { flags: [] });
  const flags = KINDS.flatMap((kind) => {
    const targets = missing.filter((access) => access.kind === kind).map(({ target }) => target);
    return targets.length === 0 ? [] : [allowFlag(kind, targets)];
  });
  const error = new LoreError(
    "PERMISSION_DENIED",
    `Deno does not allow all that the config needs`,
    { hint: `Run again with ${flags.join(" ")}` },
  );
  return fail(error, { flags });
}

const KINDS = ["read", "write", "net", "env"] as const;

function neededAccess({ loaded, dataDir, environment }: PermissionParts): Access[] {
  const needed: Access[] = [];
  if (dataDir !== undefined) {
    const logDir = logDirectory(loaded?.config, environment);
    const folders = logDir.startsWith(dataDir) ? [dataDir] : [dataDir, logDir];
    for (const target of folders) needed.push({ kind: "read", target }, { kind: "write", target });
  }
  if (loaded === undefined) return needed;
  const { sources, embedding } = loaded.config;
  needed.push({ kind: "read", target: loaded.path });
  const urls = [...sources.map(({ url }) => url), ...(embedding.url ? [embedding.url] : [])];
  for (const target of new Set(urls.map(hostOf))) needed.push({ kind: "net", target });
  const variables = [...sources.map(({ token_env }) => token_env), embedding.token_env];
  for (const target of new Set(variables)) {
    if (target !== null) needed.push({ kind: "env", target });
  }
  return needed;
}

/** Host and port, the way Deno's flags want them. */
function hostOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === "http:" ? "80" : "443")}`;
}
