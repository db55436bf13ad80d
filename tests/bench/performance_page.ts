/** The table in `docs/performance.md`. @module */

import { type Measurement, reached } from "./harness.ts";

const PAGE = "docs/performance.md";
const BEGIN = "<!-- figures: deno task bench --docs -->\n";
const END = "<!-- end of figures -->\n";

/** Puts these figures into the table, in place of those of the same name; others stay. */
export async function updatePage(figures: readonly Measurement[]): Promise<void> {
  const page = await Deno.readTextFile(PAGE);
  const [before = "", rest = ""] = page.split(BEGIN);
  const [table = "", after = ""] = rest.split(END);
  const rows = new Map(
    table.split("\n").slice(3).filter((line) => line.startsWith("| "))
      .map((line): [string, string] => [line.slice(2).split(" | ")[0]?.trim() ?? "", line]),
  );
  for (const figure of figures) rows.set(figure.name, row(figure));
  const lines = [
    "",
    "| figure | measured | reach | of what |",
    "|---|---|---|---|",
    ...rows.values(),
  ];
  await Deno.writeTextFile(PAGE, `${before}${BEGIN}${lines.join("\n")}\n\n${END}${after}`);
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "-q", PAGE] }).output();
}

function row(figure: Measurement): string {
  const { name, value, unit, reach, better, detail } = figure;
  const measured = `${number(value)} ${unit}`.trim();
  const wanted = `${better === "lower" ? "≤" : "≥"} ${number(reach)} ${unit}`.trim();
  const shown = reached(figure) ? measured : `**${measured}**`;
  return `| ${name} | ${shown} | ${wanted} | ${detail} |`;
}

/** A number as the tables show it. */
export function number(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
