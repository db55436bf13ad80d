/**
 * `deno task bench`: measures every figure, prints a table and writes `bench.json`.
 *
 * Names given as arguments choose groups; `--docs` puts the figures into `docs/performance.md`.
 * Nothing here fails: a slow machine is no bug.
 *
 * @module
 */

import { type Bench, type Measurement, reached } from "./harness.ts";
import { number, updatePage } from "./performance_page.ts";

/** Every group, loaded when it is measured: one must not warm up another's code. */
const GROUPS: Readonly<Record<string, () => Promise<{ readonly bench: Bench }>>> = {
  startup: () => import("./startup.ts"),
  completions: () => import("./completions.ts"),
  logging: () => import("./logging.ts"),
  requests: () => import("./requests.ts"),
  latency: () => import("./latency.ts"),
  ingest: () => import("./ingest.ts"),
  reconcile: () => import("./reconcile.ts"),
  memory: () => import("./memory.ts"),
  documents: () => import("./documents.ts"),
  search: () => import("./search.ts"),
  reading: () => import("./reading.ts"),
  file_history: () => import("./file_history.ts"),
  explain: () => import("./explain.ts"),
  surgical: () => import("./surgical.ts"),
};

const names = Deno.args.filter((argument) => argument !== "--docs");
const chosen = names.length === 0 ? Object.keys(GROUPS) : names;
const measured: Measurement[] = [];
for (const name of chosen) {
  const load = GROUPS[name];
  if (load === undefined) {
    say(`There is no group "${name}": ${Object.keys(GROUPS).join(", ")}`);
    Deno.exitCode = 2;
    continue;
  }
  say(`measuring ${name} …`);
  measured.push(...await (await load()).bench.measure());
}
print(measured);
await Deno.writeTextFile("bench.json", JSON.stringify({ figures: measured }, null, 2) + "\n");
if (Deno.args.includes("--docs")) await updatePage(measured);

function print(figures: readonly Measurement[]): void {
  const rows = figures.map((figure) => [
    reached(figure) ? "ok  " : "MISS",
    `${number(figure.value)} ${figure.unit}`.padStart(14),
    `${figure.better === "lower" ? "≤" : "≥"} ${number(figure.reach)} ${figure.unit}`.padEnd(16),
    figure.name,
    figure.detail === "" ? "" : `(${figure.detail})`,
  ]);
  for (const row of rows) write(row.join("  "));
}

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
