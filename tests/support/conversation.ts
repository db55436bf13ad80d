/**
 * A conversation with lore at a terminal: what it shows is waited for, then something is typed.
 *
 * @module
 */

import { join } from "node:path";
import { ROOT } from "../gate/deno_command.ts";
import { loreVariables } from "./lore_process.ts";
import { screenAfter } from "./screen.ts";

/** How the terminal is, and where lore runs. */
export interface TerminalOptions {
  readonly columns: number;
  /** The working directory. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What was left when lore had ended. */
export interface Ended {
  readonly code: number;
  /** All that the terminal was sent. */
  readonly sent: string;
  /** What stands on the terminal, without blank rows at its end. */
  readonly screen: readonly string[];
}

/** lore at work, and someone who watches. */
export interface Conversation extends AsyncDisposable {
  /** Waits until a text was sent, after the last one that was waited for. */
  shows(text: string): Promise<void>;
  /** Types keys. */
  press(keys: string): Promise<void>;
  /** Waits for one text after the other, and answers each by keys. */
  answer(...steps: readonly (readonly [shows: string, keys: string])[]): Promise<void>;
  /** Waits for lore to end. */
  ended(): Promise<Ended>;
}

/** How long lore may take to say what is waited for, ms: then it is killed, and the test fails. */
const PATIENCE_MS = 30_000;

/** Starts `lore ARGV` at a terminal. */
export function converse(argv: readonly string[], options: TerminalOptions): Conversation {
  const { columns, cwd, env } = options;
  const [command = "", ...rest] = argv;
  const file = join(ROOT, "commands", `${command.replaceAll("-", "_")}.ts`);
  const settings = join(ROOT, "deno.json");
  const deno = ["run", "-q", "--no-prompt", "-c", settings, `-P=${command}`, "--frozen"];
  const line = [Deno.execPath(), ...deno, file, ...rest].map((word) => `'${word}'`).join(" ");
  const child = new Deno.Command("script", {
    args: ["-qec", `stty cols ${columns} rows 40 -echo; ${line}`, "/dev/null"],
    cwd,
    env: loreVariables({ TERM: "xterm", LC_ALL: "C.UTF-8", XDG_CONFIG_HOME: cwd, ...env }),
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  return new Talk(child, columns);
}

class Talk implements Conversation {
  readonly #child: Deno.ChildProcess;
  readonly #columns: number;
  readonly #keyboard: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  readonly #watchdog: ReturnType<typeof setTimeout>;
  #sent = "";
  #seen = 0;
  #over = false;
  #wake = (): void => {};

  constructor(child: Deno.ChildProcess, columns: number) {
    this.#child = child;
    this.#columns = columns;
    this.#keyboard = child.stdin.getWriter();
    this.#watchdog = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    this.#reading = this.#read();
  }

  async #read(): Promise<void> {
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      this.#sent += text;
      this.#wake();
    }
    this.#over = true;
    this.#wake();
  }

  async shows(text: string): Promise<void> {
    for (;;) {
      const at = this.#sent.indexOf(text, this.#seen);
      if (at >= 0) {
        this.#seen = at + text.length;
        return;
      }
      if (this.#over) throw new Error(`lore ended without showing "${text}":\n${this.#sent}`);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  press(keys: string): Promise<void> {
    return this.#keyboard.write(new TextEncoder().encode(keys));
  }

  async answer(...steps: readonly (readonly [shows: string, keys: string])[]): Promise<void> {
    for (const [text, keys] of steps) {
      await this.shows(text);
      await this.press(keys);
    }
  }

  async ended(): Promise<Ended> {
    const { code } = await this.#child.status;
    await this.#keyboard.close().catch(() => {});
    await this.#reading;
    clearTimeout(this.#watchdog);
    const screen = screenAfter(this.#sent, this.#columns);
    while (screen.at(-1) === "") screen.pop();
    return { code, sent: this.#sent, screen };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#over) this.#child.kill("SIGKILL");
    await this.ended();
  }
}
