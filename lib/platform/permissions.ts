/** What Deno lets this process do. @module */

/** One thing to be allowed: a path, a host with or without port, a variable. */
export interface Access {
  readonly kind: "read" | "write" | "net" | "env";
  readonly target: string;
}

/** Whether something is allowed without being asked for. */
export function isAllowed({ kind, target }: Access): boolean {
  return Deno.permissions.querySync(descriptor(kind, target)).state === "granted";
}

/** Every kind of access that there is. */
const KINDS = ["read", "write", "net", "env", "run", "sys", "ffi", "import"] as const;

/**
 * Gives up for good every kind of access but those that are kept. A kind goes as a whole: of what was
 * allowed without a list Deno takes nothing back for single paths or hosts.
 *
 * From source reading is kept in any case: modules that are imported when they are needed are files.
 */
export function giveUpOthers(
  kept: readonly string[],
  { fromSource = !Deno.build.standalone }: { readonly fromSource?: boolean } = {},
): void {
  const keeps = new Set(fromSource ? [...kept, "read"] : kept);
  for (const name of KINDS) {
    if (!keeps.has(name)) Deno.permissions.revokeSync({ name });
  }
}

function descriptor(kind: Access["kind"], target: string): Deno.PermissionDescriptor {
  switch (kind) {
    case "read":
    case "write":
      return { name: kind, path: target };
    case "net":
      return { name: kind, host: target };
    case "env":
      return { name: kind, variable: target };
  }
}
