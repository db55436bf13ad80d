/**
 * How much of lore the tests ran, by lines.
 *
 * Owns: reading what a test run left in a folder, child processes included. Counts `lib/`,
 * `commands/`, `main.ts` and `mod.ts`; a file with code that no test ever loaded counts as not run at all.
 *
 * @module
 */

import { filesBelow, ROOT, runDeno } from "./deno_command.ts";

/** Lines of one file, or of all. */
export interface LineCount {
  readonly file: string;
  readonly lines: number;
  readonly run: number;
}

/** Reads a coverage folder. @throws Error when Deno cannot. */
export async function measureCoverage(folder: string): Promise<LineCount[]> {
  dropTornProfiles(folder);
  const { ok, stdout, stderr } = await runDeno(["coverage", "--lcov", folder]);
  if (!ok) throw new Error(`deno coverage failed: ${stderr}`);
  const measured = readLcov(stdout).map((count) => ({
    ...count,
    file: count.file.replace(ROOT, ""),
  })).filter(({ file }) => isMeasured(file));
  const seen = new Set(measured.map(({ file }) => file));
  const absent = [
    "library.ts",
    "main.ts",
    "mod.ts",
    ...filesBelow("lib"),
    ...filesBelow("commands"),
  ]
    .filter((file) => isMeasured(file) && !seen.has(file))
    .map((file) => ({ file, lines: codeLines(Deno.readTextFileSync(`${ROOT}${file}`)), run: 0 }))
    .filter(({ lines }) => lines > 0);
  return [...measured, ...absent];
}

/** The sum over files. */
export function total(counts: readonly LineCount[]): LineCount {
  const sum = (pick: (count: LineCount) => number): number =>
    counts.reduce((so_far, count) => so_far + pick(count), 0);
  return { file: "all", lines: sum(({ lines }) => lines), run: sum(({ run }) => run) };
}

/** Percent of the lines that ran; all of none. */
export function percent({ lines, run }: LineCount): number {
  return lines === 0 ? 100 : 100 * run / lines;
}

/** Lines of each file in a report in lcov format. */
export function readLcov(text: string): LineCount[] {
  return text.split("end_of_record\n").flatMap((record) => {
    const file = /^SF:(.*)$/m.exec(record)?.[1];
    if (file === undefined) return [];
    const lines = [...record.matchAll(/^DA:\d+,(\d+)/gm)];
    return [{ file, lines: lines.length, run: lines.filter(([, hits]) => hits !== "0").length }];
  });
}

/** Lines of a file that no test loaded; 0 for one that holds nothing but types. */
export function codeLines(source: string): number {
  if (!/^(?:export )?(?:async )?(?:function|class|const|let|enum)\b/m.test(source)) return 0;
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, "");
  return code.split("\n").filter((line) => !/^\s*(?:\/\/.*)?$/.test(line)).length;
}

function isMeasured(file: string): boolean {
  return /^(?:lib\/|commands\/|mod\.ts$)/.test(file) && file.endsWith(".ts");
}

/** A process that was killed while it wrote leaves a profile without an end. */
function dropTornProfiles(folder: string): void {
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    if (!isFile || !name.endsWith(".json")) continue;
    const text = Deno.readTextFileSync(`${folder}/${name}`).trimEnd();
    if (!text.endsWith("}")) Deno.removeSync(`${folder}/${name}`);
  }
}
