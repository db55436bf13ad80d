/** Processes of lore that are ended in the middle of their work. @module */

import assert from "node:assert/strict";
import type { DemoForge } from "../../lib/forge/demo/mod.ts";
import type { Random } from "../../lib/forge/demo/random.ts";
import { systemClock } from "../../lib/platform/clock.ts";
import { type LoreHome, type LoreOutput, outputOf, startLore } from "./lore_process.ts";

/** What a killed process had asked is still on its way to the forge: the next one must not count it. */
const DRAIN_MS = 20;

/** The seed of this run: another one each time, unless `LORE_TEST_SEED` says which. */
export function seedOfRun(): number {
  const given = Number(Deno.env.get("LORE_TEST_SEED"));
  return given > 0 ? given : crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
}

/** Calls back in the moment in which the forge gets its `n`-th request from now on. */
export function atRequest(forge: DemoForge, n: number, callback: () => void): void {
  const watch = (_request: Request, sequence: number): boolean => {
    if (sequence === n) callback();
    return false;
  };
  forge.setFaults([{ match: watch, fault: { kind: "delay", ms: 0 } }]);
}

/** Runs `lore ARGV` and kills it so many ms after its first request, if it still runs then. */
export async function killAfter(
  ms: number,
  argv: readonly string[],
  { home, forge }: { readonly home: LoreHome; readonly forge: DemoForge },
): Promise<LoreOutput> {
  const asked = Promise.withResolvers<void>();
  atRequest(forge, 1, asked.resolve);
  const child = startLore(home, argv);
  const output = outputOf(child);
  await Promise.race([asked.promise, output]);
  await systemClock.sleep(ms);
  endIfRunning(child, "SIGKILL");
  const ended = await output;
  await systemClock.sleep(DRAIN_MS);
  return ended;
}

/**
 * Has runs killed at random moments until so many were hit before their end. `kill` makes a run, the
 * `attempt`-th from 1, kills it after so many ms of work, and says whether it was hit.
 */
export async function killAtRandom(
  kills: number,
  { random, workMs, kill }: {
    readonly random: Random;
    /** How long a run works that nobody kills. */
    readonly workMs: number;
    kill(afterMs: number, attempt: number): Promise<boolean>;
  },
): Promise<void> {
  for (let attempt = 1, hits = 0, longestMs = workMs; hits < kills; attempt++) {
    assert.ok(attempt <= 6 * kills, `only ${hits} of ${attempt - 1} kills came in time`);
    const hit = await kill(random.next() * longestMs, attempt);
    // What ended by itself was faster than the one that was measured: the machine is less busy, or
    // less was left to do.
    longestMs = hit ? workMs : longestMs * 0.6;
    if (hit) hits += 1;
  }
}

/** Runs `lore ARGV` and sends it a signal when it makes its `n`-th request. */
export async function signalAtRequest(
  n: number,
  argv: readonly string[],
  { home, forge, signal }: {
    readonly home: LoreHome;
    readonly forge: DemoForge;
    readonly signal: "SIGINT" | "SIGTERM" | "SIGKILL";
  },
): Promise<LoreOutput> {
  const child = startLore(home, argv);
  atRequest(forge, n, () => child.kill(signal));
  return await outputOf(child);
}

/** How long `lore ARGV` works after its first request, in ms, and what it left behind. */
export async function timed(
  argv: readonly string[],
  { home, forge }: { readonly home: LoreHome; readonly forge: DemoForge },
): Promise<{ readonly output: LoreOutput; readonly workMs: number }> {
  let askedAt = 0;
  atRequest(forge, 1, () => askedAt = systemClock.monotonic());
  const output = await outputOf(startLore(home, argv));
  return { output, workMs: systemClock.monotonic() - askedAt };
}

function endIfRunning(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}
