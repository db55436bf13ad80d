/**
 * Patterns for paths: `*`, `?`, `[a-z]`, `{a,b}`, and `**` for any number of folders.
 *
 * @module
 */

/** A pattern, ready to be matched. */
export interface Glob {
  /** What every path that fits begins with. */
  readonly prefix: string;
  fits(path: string): boolean;
}

const SPECIAL = /[*?[{]/;

/** Whether a path has anything of a pattern. */
export function isGlob(path: string): boolean {
  return SPECIAL.test(path);
}

/**
 * Reads a pattern. One without `/` fits names in every folder, as in .gitignore; one that ends in `/`
 * everything below.
 */
export function parseGlob(pattern: string): Glob {
  const inFolder = pattern.endsWith("/") ? `${pattern}**` : pattern;
  const anchored = inFolder.includes("/") ? inFolder : `**/${inFolder}`;
  const source = expressionOf(anchored);
  // `.` must fit what no name should hold but may: a line feed.
  const expression = new RegExp(`^${source}$`, "su");
  return {
    prefix: anchored.slice(0, anchored.search(SPECIAL)),
    fits: (path) => expression.test(path),
  };
}

const TOKEN = /\*\*\/|\*+|\?|\[[!^]?\]?[^\]/]*\]|\{|\}|,|[^]/gu;

function expressionOf(pattern: string): string {
  const closers = [...pattern.matchAll(/\}/g)].length;
  let open = 0;
  let opened = 0;
  return pattern.replaceAll(TOKEN, (token) => {
    if (token === "{" && opened < closers) {
      open++;
      opened++;
      return "(?:";
    }
    if (token === "}" && open > 0) {
      open--;
      return ")";
    }
    if (token === "," && open > 0) return "|";
    return expressionOfToken(token);
  }) + ")".repeat(open);
}

function expressionOfToken(token: string): string {
  if (token === "**/") return "(?:.*/)?";
  if (token.startsWith("**")) return ".*";
  if (token === "*") return "[^/]*";
  if (token === "?") return "[^/]";
  if (token.length > 1 && token.startsWith("[")) return classOf(token);
  return escaped(token);
}

/** `[!a-c]`; what no class can be is what it looks like. */
function classOf(token: string): string {
  const isNegated = /^\[[!^]/.test(token);
  const inside = token.slice(isNegated ? 2 : 1, -1).replaceAll(/[\\\][^]/g, "\\$&");
  const source = isNegated ? `[^/${inside}]` : `[${inside}]`;
  try {
    new RegExp(source, "u");
    return source;
  } catch {
    return [...token].map(escaped).join("");
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
