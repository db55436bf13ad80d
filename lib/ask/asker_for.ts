/** Who can be asked: by drawn questions, by lines, or nobody. @module */

import type { App } from "../cli/app.ts";
import { wantsColor } from "../cli/style.ts";
import type { Asker } from "./asker.ts";

/** What decides it. */
export type AskerHost = Pick<App, "terminal" | "environment" | "signal" | "globals">;

/** Columns below which a drawn question has no room. */
const LEAST_COLUMNS = 30;

/** Someone whom a command can ask; undefined where no person types and reads. */
export async function askerFor(host: AskerHost, command: string): Promise<Asker | undefined> {
  const { terminal, environment, signal, globals } = host;
  if (globals.robot || !terminal.stdinIsTerminal || !terminal.stderrIsTerminal) return undefined;
  if (canDraw(host)) {
    const { clackAsker } = await import("./clack_asker.ts");
    const isTerminal = terminal.stderrIsTerminal;
    const color = wantsColor(globals.color, { isTerminal, environment });
    return clackAsker({ color, signal, command });
  }
  const [{ plainAsker }, { systemLines }] = await Promise.all([
    import("./plain_asker.ts"),
    import("../platform/keyboard.ts"),
  ]);
  const write = (text: string): void => terminal.writeErr(text);
  return plainAsker({ lines: systemLines(), signal, command, write });
}

/** Whether the terminal moves its cursor and shows more than ASCII. */
export function canDraw(
  { terminal, environment }: Pick<AskerHost, "terminal" | "environment">,
): boolean {
  if (environment("TERM") === "dumb") return false;
  if (terminal.columns() < LEAST_COLUMNS) return false;
  const locale = environment("LC_ALL") || environment("LC_CTYPE") || environment("LANG") || "";
  return locale === "" || /utf-?8/i.test(locale);
}
