/**
 * How long an ingest takes against a bare loop, and what telemetry adds to it.
 *
 * @module
 */

import process from "node:process";
import { join } from "node:path";
import { setUpLogging } from "../../lib/log/mod.ts";
import { bareLoop } from "./bare_loop.ts";
import { type ForgeProcess, startForge } from "./forge.ts";
import { inFreshFolder } from "./fresh_folder.ts";
import { type Bench, interleave, type Measurement, median, ms, timed } from "./harness.ts";
import { CONCURRENCY, ingest, recording } from "./mirror.ts";

const SIZE = { issues: 10_000, mrs: 2_000 };
const ROUNDS = 5;

/** Which of the default handlers are on. */
type Telemetry = "default" | "noFile" | "none";

/** Ingest. */
export const bench: Bench = {
  name: "ingest",
  async measure() {
    await using forge = await startForge(SIZE);
    const urls: string[] = [];
    await inFreshFolder((folder) =>
      ingest(forge, join(folder, "lore.db"), { fetch: recording(urls) })
    );
    const { token } = forge;
    const cpu = { floor: [] as number[], ours: [] as number[] };
    const ours = (telemetry: Telemetry) => (): Promise<number> =>
      mirrorOnce(forge, { telemetry, cpu: telemetry === "none" ? cpu.ours : [] });
    const times = await interleave(ROUNDS, {
      floor: () =>
        fresh((path) => bareLoop({ urls, token, path, concurrency: CONCURRENCY }), cpu.floor),
      default: ours("default"),
      noFile: ours("noFile"),
      none: ours("none"),
    });
    const processor = median(cpu.ours) / median(cpu.floor);
    return figures(times, { requests: urls.length, processor });
  },
};

function figures(
  times: Readonly<Record<Telemetry | "floor", number>>,
  { requests, processor }: { readonly requests: number; readonly processor: number },
): Measurement[] {
  const size = `${SIZE.issues} issues, ${SIZE.mrs} merge requests, ${requests} requests`;
  const telemetry = (what: string, without: "noFile" | "none"): Measurement => ({
    name: `ingest with default telemetry against ${what}`,
    value: times.default / times[without],
    unit: "×",
    reach: 1.1,
    better: "lower",
    detail: `${ms(times.default)} against ${ms(times[without])}`,
  });
  return [
    {
      name: "ingest against a bare loop",
      value: times.none / times.floor,
      unit: "×",
      reach: 1.8,
      better: "lower",
      detail: `${ms(times.none)} against ${ms(times.floor)}; processor time ${
        processor.toFixed(2)
      } ×; ${size}`,
    },
    telemetry("file_logging: false", "noFile"),
    telemetry("all logging off", "none"),
  ];
}

function mirrorOnce(
  forge: ForgeProcess,
  { telemetry, cpu }: { readonly telemetry: Telemetry; readonly cpu: number[] },
): Promise<number> {
  return fresh(async (path, folder) => {
    using sink = Deno.openSync("/dev/null", { write: true });
    const encoder = new TextEncoder();
    using _logging = setUpLogging({
      ...(telemetry === "none"
        ? {}
        : { stderr: { write: (line) => void sink.writeSync(encoder.encode(line)) } }),
      ...(telemetry === "default" ? { file: { dir: join(folder, "logs") } } : {}),
    });
    await ingest(forge, path);
  }, cpu);
}

/** Milliseconds that `body` takes with a store of its own; its processor time goes to `cpu`. */
function fresh(
  body: (path: string, folder: string) => Promise<unknown>,
  cpu: number[],
): Promise<number> {
  return inFreshFolder((folder) => {
    const before = process.cpuUsage();
    const time = timed(() => body(join(folder, "lore.db"), folder));
    return time.finally(() => {
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / 1000);
    });
  });
}
