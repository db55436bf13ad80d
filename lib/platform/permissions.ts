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
export function giveUpOthers(kept: readonly string[]): void {
  const keeps = new Set(Deno.build.standalone ? kept : [...kept, "read"]);
  for (const name of KINDS) {
    if (!keeps.has(name)) Deno.permissions.revokeSync({ name });
  }
}

/** The flag that allows things of one kind, as in `--allow-net=a.example,b.example`. */
export function allowFlag(kind: Access["kind"], targets: readonly string[]): string {
  return `--allow-${kind}=${targets.join(",")}`;
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
