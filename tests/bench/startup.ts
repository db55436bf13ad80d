/** How long `lore --version` and `lore --help` take, against a script that does nothing. @module */

import { type Bench, type Measurement, median, ms } from "./harness.ts";
import { runProcess } from "./process.ts";

const ROUNDS = 25;

/** As `deno task lore` runs it. */
const LORE = ["--unstable-lazy-dynamic-imports", "-P=lore", "--frozen", "main.ts"];

/** Start-up. */
export const bench: Bench = {
  name: "startup",
  async measure() {
    const folder = await Deno.makeTempDir();
    const empty = `${folder}/empty.ts`;
    await Deno.writeTextFile(empty, "export {};\n");
    const sides = {
      empty: [empty],
      version: [...LORE, "--version"],
      help: [...LORE, "--help"],
    };
    const times: Record<keyof typeof sides, number[]> = { empty: [], version: [], help: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const side of ["empty", "version", "help"] as const) {
        const time = await runProcess(sides[side]);
        if (round > 1) times[side].push(time);
      }
    }
    await Deno.remove(folder, { recursive: true });
    const floor = median(times.empty);
    return (["version", "help"] as const).map((side): Measurement => ({
      name: `lore --${side} against an empty script`,
      value: median(times[side]) / floor,
      unit: "×",
      reach: 2,
      better: "lower",
      detail: `${ms(median(times[side]))} against ${ms(floor)}`,
    }));
  },
};
