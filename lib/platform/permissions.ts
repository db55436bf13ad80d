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
