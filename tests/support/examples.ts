/**
 * Every line that the documents and the specs of commands tell people to type.
 *
 * Owns: finding them. Leaves to others: running them.
 *
 * @module
 */

import type { Command } from "../../lib/cli/mod.ts";
import { ROOT } from "../gate/deno_command.ts";

/** A line to type, and where it stands. */
export interface ExampleLine {
  /** As in `README.md` or `lore sync --help`. */
  readonly place: string;
  readonly line: string;
}

/** All of them, in order; a line that stands in several places comes once. */
export function exampleLines(commands: readonly Command[]): ExampleLine[] {
  const names = [...Deno.readDirSync(`${ROOT}docs`)].map(({ name }) => `docs/${name}`);
  const documents = ["README.md", "CONTRIBUTING.md", ...names.sort()];
  const found = [
    ...documents.filter((name) => name.endsWith(".md")).flatMap((place) =>
      linesOf(Deno.readTextFileSync(`${ROOT}${place}`)).map((line) => ({ place, line }))
    ),
    ...commands.flatMap(({ name, examples = [] }) =>
      examples.map(({ line }) => ({ place: `lore ${name} --help`, line }))
    ),
  ];
  return [...new Map(found.toReversed().map((each) => [each.line, each])).values()].toReversed();
}

/** Lines of shell in Markdown: fenced as `sh` or `console`, or indented and begun with `lore`. */
export function linesOf(markdown: string): string[] {
  const lines: string[] = [];
  for (const [, kind, block = ""] of markdown.matchAll(/^```(sh|bash|console)\n(.*?)^```/gms)) {
    const joined = block.replaceAll(/\\\n\s*/g, "").split("\n");
    lines.push(
      ...kind === "console"
        ? joined.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2))
        : joined,
    );
  }
  const unfenced = markdown.replaceAll(/^```.*?^```/gms, "");
  lines.push(
    ...[...unfenced.matchAll(/^ {4}((?:source <\()?lore .*)$/gm)].map(([, line = ""]) => line),
  );
  return lines.map((line) => line.replace(/\s+#.*$/, "").trim()).filter((line) => line !== "");
}

/** The words of a line as a shell splits it; quotes of both kinds, nothing else. */
export function wordsOf(line: string): string[] {
  const words = line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g);
  return [...words].map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}

/**
 * What a line has lore do: its arguments, also where `deno` runs one command's file or the line goes
 * on behind a pipe. Undefined where it runs something else.
 */
export function argumentsOf(line: string): string[] | undefined {
  const [first = ""] = line.replace(/^source <\((.*)\)$/, "$1").split(" | ");
  const words = wordsOf(first);
  if (words[0] === "lore") return words.slice(1);
  const file = words.findIndex((word) => /^commands\/\w+\.ts$/.test(word));
  if (words[0] !== "deno" || words[1] !== "run" || file < 0) return undefined;
  const name = words[file]?.replace(/^commands\/(.*)\.ts$/, "$1").replaceAll("_", "-") ?? "";
  return [name, ...words.slice(file + 1)];
}
