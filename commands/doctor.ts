/** `lore doctor`: whether everything that a sync needs is in order. @module */

import { defineCommand, main } from "../lib/cli/mod.ts";
import { diagnosisProblem, diagnosisText } from "../lib/doctor/diagnosis.ts";

/** The command. */
export const doctor = defineCommand({
  name: "doctor",
  summary: "Check config, tokens, forges, store, logs and permissions",
  description:
    "Makes every check and says what to do about what is wrong. One that fails does not stop the " +
    "others. Exit code 1 when a check failed; warnings are no failure. Changes nothing.",
  examples: [
    { line: "lore doctor", brief: "Every check, one line each" },
    { line: "lore --robot doctor | jq .data.checks.logging", brief: "Where the logs are, how big" },
  ],
  flags: {},
  permissions: [
    "read:config",
    "read:data",
    "read:logs",
    "write:data",
    "write:logs",
    "net:forge",
    "net:embedding",
    "env",
  ],
  async run(app) {
    const { examine } = await import("../lib/doctor/examine.ts");
    return await examine(app);
  },
  text: diagnosisText,
  problem: diagnosisProblem,
  resultSchema: async () => (await import("../lib/doctor/diagnosis_schema.ts")).diagnosisSchema,
});

if (import.meta.main) await main(doctor);
