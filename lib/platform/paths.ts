/**
 * Paths of files as `node:path` has them, for what is on the way to every command: loading that takes
 * a third of an empty script's time. Only Windows, whose rules are many, loads it.
 *
 * @module
 */

const windows = Deno.build.os === "windows" ? await import("node:path") : undefined;

/** Whether a path begins at a root. */
export function isAbsolute(path: string): boolean {
  return windows?.isAbsolute(path) ?? path.startsWith("/");
}

/** Parts of a path as one, without `.`, `..` and doubled slashes where they can go. */
export function join(...parts: readonly string[]): string {
  if (windows !== undefined) return windows.join(...parts);
  const joined = parts.filter((part) => part !== "").join("/");
  const end = joined.endsWith("/") ? "/" : "";
  const names = namesOf(joined);
  if (joined.startsWith("/")) return names === "" ? "/" : `/${names}${end}`;
  return (names === "" ? "." : names) + end;
}

/**
 * The absolute path that parts lead to, one from the other, beginning at the working directory.
 * Needs `--allow-read` where none of them is absolute.
 */
export function resolve(...parts: readonly string[]): string {
  if (windows !== undefined) return windows.resolve(...parts);
  const start = parts.findLastIndex((part) => part.startsWith("/"));
  const all = start < 0 ? [Deno.cwd(), ...parts] : parts.slice(start);
  return `/${namesOf(all.join("/"))}`;
}

/** The path of the folder that something is in. */
export function dirname(path: string): string {
  if (windows !== undefined) return windows.dirname(path);
  const bare = path.replace(/\/+$/, "");
  const slash = bare.lastIndexOf("/");
  if (slash < 0) return bare === "" && path !== "" ? "/" : ".";
  return bare.slice(0, slash) || "/";
}

function namesOf(path: string): string {
  const names: string[] = [];
  const fromRoot = path.startsWith("/");
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name !== "..") names.push(name);
    else if (names.length > 0 && names.at(-1) !== "..") names.pop();
    else if (!fromRoot) names.push(name);
  }
  return names.join("/");
}
