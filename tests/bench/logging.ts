/** What a log line, a log call that nobody wants, and a span cost. @module */

import { join } from "node:path";
import { configureLogging, fileHandler, logger } from "../../lib/log/mod.ts";
import { span, withRun } from "../../lib/spans/mod.ts";
import { inFreshFolder } from "./fresh_folder.ts";
import { type Bench, interleave, type Measurement, median, timed } from "./harness.ts";

const LINES = 200_000;
const CALLS = 20_000_000;
const SPANS = 200_000;

const log = logger("lore::bench");

/** Logging and spans. */
export const bench: Bench = {
  name: "logging",
  async measure() {
    return [await linesInFile(), await disabledCall(), ...await spans()];
  },
};

function linesInFile(): Promise<Measurement> {
  return inFreshFolder(async (folder) => {
    const bytes = { ours: 0, floor: 0 };
    const sizeOf = (path: string): number => Deno.statSync(path).size;
    const times = await interleave(5, {
      ours: () => {
        const dir = join(folder, "logs");
        using handler = fileHandler({ dir });
        using _logging = configureLogging({ handlers: [handler] });
        const time = timed(() => withRun({ command: "sync" }, () => span(...SPAN, writeLines)));
        for (const { name } of Deno.readDirSync(dir)) bytes.ours = sizeOf(join(dir, name));
        Deno.removeSync(dir, { recursive: true });
        return time;
      },
      floor: () => {
        const path = join(folder, "floor.log");
        const time = timed(() => writeLoop(path, 65_536));
        bytes.floor = sizeOf(path);
        Deno.removeSync(path);
        return time;
      },
      unbuffered: () => {
        const path = join(folder, "unbuffered.log");
        const time = timed(() => writeLoop(path, 0));
        Deno.removeSync(path);
        return time;
      },
    });
    const perSecond = (time: number): string => `${Math.round(LINES / time)} k`;
    return {
      name: "log file: events a second against a buffered write loop of ready-made objects",
      value: times.floor / times.ours,
      unit: "×",
      reach: 0.6,
      better: "higher",
      detail: `${perSecond(times.ours)} against ${perSecond(times.floor)} events a second, ` +
        `${Math.round(bytes.ours / LINES)} and ${Math.round(bytes.floor / LINES)} bytes each; ` +
        `that loop with a write for each line: ${perSecond(times.unbuffered)}`,
    };
  });
}

const SPAN = ["sync_discussions", { project: "acme/web" }] as const;

function writeLines(): void {
  for (let line = 0; line < LINES; line++) {
    log.info("Discussion sync complete", { iid: line, items_processed: 42, elapsed_ms: 1234 });
  }
}

/** The same lines from objects that are there already, written when there are `atOnce` characters. */
function writeLoop(path: string, atOnce: number): void {
  using file = Deno.openSync(path, { append: true, create: true });
  const fields = {
    message: "Discussion sync complete",
    iid: 0,
    items_processed: 42,
    elapsed_ms: 1,
  };
  const inner = { name: "sync_discussions", project: "acme/web" };
  const line = {
    timestamp: new Date().toISOString(),
    level: "INFO",
    target: "lore::bench",
    fields,
    span: { ...inner, run_id: "a1b2c3d4" },
    spans: [{ name: "sync", run_id: "a1b2c3d4" }, inner],
  };
  const encoder = new TextEncoder();
  let buffer = "";
  for (let at = 0; at < LINES; at++) {
    fields.iid = at;
    buffer += JSON.stringify(line) + "\n";
    if (buffer.length < atOnce) continue;
    file.writeSync(encoder.encode(buffer));
    buffer = "";
  }
  file.writeSync(encoder.encode(buffer));
}

async function disabledCall(): Promise<Measurement> {
  using _logging = configureLogging({
    handlers: [{ threshold: () => "INFO", handle: () => {} }],
  });
  const times = await interleave(7, {
    calls: () => timed(() => callDisabled(CALLS)),
    empty: () => timed(() => loopEmpty(CALLS)),
  });
  const ns = (time: number): number => time * 1e6 / CALLS;
  return {
    name: "a disabled log call above an empty loop",
    value: Math.max(0, ns(times.calls - times.empty)),
    unit: "ns",
    reach: 10,
    better: "lower",
    detail: `${ns(times.calls).toFixed(2)} ns against ${ns(times.empty).toFixed(2)} ns a turn`,
  };
}

let sum = 0;

function callDisabled(turns: number): void {
  for (let turn = 0; turn < turns; turn++) {
    sum += turn;
    log.debug("Stored page", { rows: turn, cursor: sum });
  }
}

function loopEmpty(turns: number): void {
  for (let turn = 0; turn < turns; turn++) sum += turn;
}

async function spans(): Promise<Measurement[]> {
  const quiet = await microseconds(openSpans);
  const waiting = await microseconds(openWaitingSpans);
  const logged = await inFreshFolder(async (folder) => {
    using handler = fileHandler({ dir: folder });
    using _logging = configureLogging({ handlers: [handler] });
    return await microseconds(openSpans);
  });
  const detail = `${waiting.toFixed(2)} µs around a function that waits; ${
    logged.toFixed(2)
  } µs with its line in the log file`;
  return [{ name: "a span", value: quiet, unit: "µs", reach: 2.5, better: "lower", detail }];
}

/** Microseconds a span, the loop around it included. */
async function microseconds(body: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) times.push(await timed(body));
  return median(times) * 1000 / SPANS;
}

/** In runs of a thousand: no sync has more stages, and a tree of millions measures the heap. */
function openSpans(): void {
  for (let run = 0; run < SPANS / 1000; run++) {
    withRun({ command: "bench" }, () => {
      for (let at = 0; at < 1000; at++) span(...SPAN, () => sum++);
    });
  }
}

async function openWaitingSpans(): Promise<void> {
  for (let run = 0; run < SPANS / 1000; run++) {
    await withRun({ command: "bench" }, async () => {
      for (let at = 0; at < 1000; at++) await span(...SPAN, () => Promise.resolve(sum++));
    });
  }
}
