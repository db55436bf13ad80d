/** A folder of log files as the real handler writes them, at the times that a test says. @module */

import { join } from "node:path";
import { fileHandler, type Level, type LogFields, type LogRecord } from "../../lib/log/mod.ts";
import { currentSpan, span, withRun } from "../../lib/spans/mod.ts";
import { FakeClock } from "./fake_clock.ts";
import { temporaryFolder } from "./temporary_folder.ts";

/** A line to write. */
export interface WantedLine {
  /** Unix ms. */
  readonly time: number;
  readonly message: string;
  readonly level?: Level;
  readonly target?: string;
  readonly fields?: LogFields;
  /** Writes it inside of a run with this id. */
  readonly run?: string;
}

/** A data directory with log files. */
export class LogFolder implements Disposable {
  readonly #folder = temporaryFolder();
  readonly dataDir = this.#folder.path;
  readonly dir = join(this.dataDir, "logs");
  readonly #handler = fileHandler({ dir: this.dir });

  /** Writes lines by the file handler. */
  async log(...lines: readonly WantedLine[]): Promise<void> {
    for (const line of lines) {
      const write = () => this.#handler.handle(record(line));
      if (line.run === undefined) write();
      else await inRun(line.run, write);
    }
  }

  /** Adds text to a file as it is. */
  append(name: string, text: string): void {
    Deno.mkdirSync(this.dir, { recursive: true });
    Deno.writeTextFileSync(join(this.dir, name), text, { append: true });
  }

  [Symbol.dispose](): void {
    this.#handler[Symbol.dispose]();
    this.#folder[Symbol.dispose]();
  }
}

/** A record as a logger makes it. */
function record({ time, message, level = "INFO", target = "lore::sync", fields }: WantedLine) {
  return { time, level, target, message, fields, span: currentSpan() } satisfies LogRecord;
}

async function inRun(id: string, body: () => void): Promise<void> {
  await withRun({ command: "sync", clock: new FakeClock(), runId: id }, async () => {
    await span("ingest_issues", { project: "acme/web" }, () => Promise.resolve(body()));
  });
}
