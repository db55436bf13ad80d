/**
 * A process that takes the pipeline lock, says so, and holds it until it is killed.
 *
 * @module
 */

import { takeLock } from "../../../lib/db/lock.ts";
import { toLoreError } from "../../../lib/errors.ts";
import { systemClock } from "../../../lib/platform/clock.ts";

/** Another process that tried to take the lock. */
export interface LockHolderProcess extends AsyncDisposable {
  readonly pid: number;
  /** `held`, or the error's code. */
  readonly said: string;
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
}

/** Starts a process that takes the lock of a data directory; waits until it has, or was refused. */
export async function spawnLockHolder(dataDir: string): Promise<LockHolderProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--frozen", "--allow-read", "--allow-write", import.meta.url, dataDir],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  let killed: Promise<void> | undefined;
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await reader.cancel();
    await child.status;
  };
  const killOnce = (): Promise<void> => killed ??= kill();
  return {
    pid: child.pid,
    said: new TextDecoder().decode(value).trim(),
    kill: killOnce,
    [Symbol.asyncDispose]: killOnce,
  };
}

async function holdLock(dataDir: string): Promise<void> {
  const say = (word: string): void =>
    void Deno.stdout.writeSync(new TextEncoder().encode(`${word}\n`));
  try {
    using _lock = await takeLock(dataDir, {
      clock: systemClock,
      runId: "0a0b0c0d",
      command: "sync",
      staleMs: 1_800_000,
    });
    say("held");
    await systemClock.sleep(60_000);
  } catch (error) {
    say(toLoreError(error).code);
    await systemClock.sleep(60_000);
  }
}

if (import.meta.main) await holdLock(Deno.args[0] ?? "");
