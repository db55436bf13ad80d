/**
 * Paths as people write them, as the paths in a repository that may be meant.
 *
 * Owns: `./`, a leading `/`, backslashes, `..`, line numbers, the forms of Unicode, and addresses of
 * the forge's pages. Leaves to others: which of them the mirror knows (`find_paths.ts`).
 *
 * @module
 */

/** The paths that may be meant, the likeliest first. A folder's ends in `/` where it was given so. */
export function pathsMeant(input: string): string[] {
  const given = [input, input.replaceAll("\\", "/")];
  const plain = given.map(inRepository);
  const withoutLine = plain.map((path) => path.replace(/(?::\d+){1,2}$|#L\d+.*$/, ""));
  const all = [...given, ...plain, ...withoutLine];
  const forms = all.flatMap((path) => [path, path.normalize("NFC"), path.normalize("NFD")]);
  return [...new Set(forms)].filter((path) => path !== "" && path !== "/");
}

/** A path from the top of the repository: `./src//a.ts` and `/src/x/../a.ts` are `src/a.ts`. */
function inRepository(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/") + (/(^|\/)\.{0,2}$/.test(path) && parts.length > 0 ? "/" : "");
}

/** Whether what was given is an address. */
export function isAddress(input: string): boolean {
  return /^https?:\/\/./i.test(input);
}

/**
 * The paths that an address may mean, below the address of its project: what stands before the path
 * there is a branch, which may itself have slashes. Undefined where it is no page of a file or folder.
 */
export function pathsAt(url: string, projectUrl: string): string[] | undefined {
  const below = url.slice(projectUrl.length).replace(/[?#].*$/s, "");
  const [, rest] = /^\/(?:-\/)?(?:blob|tree|raw|blame|commits|edit)\/(.+)$/s.exec(below) ?? [];
  if (rest === undefined) return undefined;
  const parts = decoded(rest).split("/");
  return parts.slice(1).map((_, index) => parts.slice(index + 1).join("/"))
    .filter((path) => path !== "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: somebody typed the path as it is.
    return text;
  }
}
