/**
 * `docs/demo.svg`: README's session as it looks at a terminal. `deno task picture` draws it anew.
 *
 * The commands are README's own, the output is what lore sent to a pseudo-terminal. Times differ in
 * every run: a picture that would differ in numbers alone is left as it is.
 *
 * @module
 */

import process from "node:process";
import { createDemoForge, FAULTS } from "../../lib/forge/demo/mod.ts";
import { atTerminal, hasScript } from "../support/at_terminal.ts";
import { argumentsOf } from "../support/examples.ts";
import { loreHome } from "../support/lore_process.ts";
import { styledScreenAfter } from "../support/screen.ts";
import { ROOT } from "./deno_command.ts";
import { terminalPicture } from "./terminal_picture.ts";

const COLUMNS = 112;
const PATH = `${ROOT}docs/demo.svg`;
const HOUR_MS = 3_600_000;

/** The lines that README's session types. */
export function sessionLines(readme: string): string[] {
  const [, session = ""] = /```console\n(.*?)```/s.exec(readme) ?? [];
  return session.split("\n").filter((line) => line.startsWith("$ ")).map((line) => line.slice(2));
}

/** Text without what differs from run to run. */
export function withoutNumbers(svg: string): string {
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  return texts.join("").replaceAll(/\d+(\.\d+)?/g, "0").replaceAll(/0(ms|s)\b/g, "0")
    .replaceAll(/\s+/g, " ");
}

/** Plays README's session against a demo forge, and returns all that the terminal was sent. */
async function play(lines: readonly string[]): Promise<string> {
  const forge = createDemoForge({
    issues: 60,
    mergeRequests: 30,
    token: "demo-token",
    endsAt: Date.now() - HOUR_MS,
    ticking: true,
    faults: [{ match: /\/issues\?/, times: 1, fault: FAULTS.rateLimited(1) }],
  });
  await using server = forge.serve({ port: 0 });
  using home = loreHome(server);
  let sent = "";
  for (const [index, line] of lines.entries()) {
    if (index === 1) forge.changeALittle();
    const run = atTerminal(home, argumentsOf(line) ?? [], { columns: COLUMNS });
    // Where this session's config is, of which README does not speak.
    const output = (await run.sent).replaceAll(` --config ${home.configPath}`, "");
    if (await run.code !== 0) throw new Error(`"${line}" failed: ${output}`);
    sent += `\x1b[32m$\x1b[39m \x1b[1m${line}\x1b[22m\r\n${output}${
      index < lines.length - 1 ? "\r\n" : ""
    }`;
  }
  return sent;
}

if (import.meta.main) {
  if (!hasScript) throw new Error("This needs `script` and `stty` of util-linux and coreutils");
  const lines = sessionLines(Deno.readTextFileSync(`${ROOT}README.md`));
  const rows = styledScreenAfter(await play(lines), COLUMNS);
  while (rows.at(-1)?.length === 0) rows.pop();
  const title = `A terminal: ${lines.join(", then ")}, each with its output`;
  const svg = terminalPicture({ title, columns: COLUMNS, rows });
  const present = await Deno.readTextFile(PATH).catch(() => "");
  if (withoutNumbers(present) === withoutNumbers(svg) && !Deno.args.includes("--force")) {
    process.stdout.write("Nothing but numbers changed\n");
  } else {
    Deno.writeTextFileSync(PATH, svg);
    process.stdout.write("Wrote docs/demo.svg\n");
  }
}
