/** Who can be asked: by drawn questions, by lines, or nobody. @module */

import type { Environment } from "../platform/environment.ts";
import type { Terminal } from "../platform/terminal.ts";
import type { Asker } from "./asker.ts";

/** What decides it. */
export interface AskerHost {
  readonly terminal: Terminal;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly robot: boolean;
  readonly color: boolean;
}

/** Columns below which a drawn question has no room. */
const LEAST_COLUMNS = 30;

/** Someone to ask; undefined where no person types and reads. */
export async function askerFor(host: AskerHost): Promise<Asker | undefined> {
  const { terminal, signal, color } = host;
  if (host.robot || !terminal.stdinIsTerminal || !terminal.stderrIsTerminal) return undefined;
  if (canDraw(host)) {
    const { clackAsker } = await import("./clack_asker.ts");
    return clackAsker({ color, signal });
  }
  const [{ plainAsker }, { systemLines }] = await Promise.all([
    import("./plain_asker.ts"),
    import("../platform/keyboard.ts"),
  ]);
  const write = (text: string): void => terminal.writeErr(text);
  return plainAsker({ lines: systemLines(), signal, write });
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
