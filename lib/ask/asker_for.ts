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
  if (!canAsk(host) || !canDraw(host)) return await lineAskerFor(host, command);
  const { terminal, environment, signal, globals } = host;
  const { clackAsker } = await import("./clack_asker.ts");
  const isTerminal = terminal.stderrIsTerminal;
  const color = wantsColor(globals.color, { isTerminal, environment });
  return clackAsker({ color, signal, command });
}

/**
 * The same by lines alone: for a question that needs no drawing. What draws reads variables of the
 * environment that few commands may read.
 */
export async function lineAskerFor(host: AskerHost, command: string): Promise<Asker | undefined> {
  if (!canAsk(host)) return undefined;
  const [{ plainAsker }, { systemLines }] = await Promise.all([
    import("./plain_asker.ts"),
    import("../platform/keyboard.ts"),
  ]);
  const { terminal, signal } = host;
  const write = (text: string): void => terminal.writeErr(text);
  return plainAsker({ lines: systemLines(), signal, command, write });
}

function canAsk({ terminal, globals }: AskerHost): boolean {
  return !globals.robot && terminal.stdinIsTerminal && terminal.stderrIsTerminal;
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
