/** Environment variables and the process itself. @module */

/** Reads one environment variable; `undefined` when unset. */
export type Environment = (name: string) => string | undefined;

/** The process's environment. Needs `--allow-env=NAME` for each name read. */
export const systemEnvironment: Environment = (name) => Deno.env.get(name);

/** This process's id. */
export function processId(): number {
  return Deno.pid;
}

/** Command-line arguments, without the program. */
export function commandLine(): readonly string[] {
  return Deno.args;
}

/** Sets the code with which the process ends once nothing is left to do. */
export function setExitCode(code: number): void {
  Deno.exitCode = code;
}

/** Calls `handler` on SIGINT and SIGTERM (SIGINT alone on Windows) until disposed. */
export function onTermination(handler: (signal: "SIGINT" | "SIGTERM") => void): Disposable {
  const signals: ("SIGINT" | "SIGTERM")[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  const listeners = signals.map((signal) => {
    const listener = (): void => handler(signal);
    Deno.addSignalListener(signal, listener);
    return { signal, listener };
  });
  return {
    [Symbol.dispose](): void {
      for (const { signal, listener } of listeners) Deno.removeSignalListener(signal, listener);
    },
  };
}
