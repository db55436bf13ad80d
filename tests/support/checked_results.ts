/**
 * Commands that hold what they return to the schema they declare, whatever test runs them.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { App, Command } from "../../lib/cli/mod.ts";

/** The same command, failing where its result is not what its schema says. */
export function checked(command: Command): Command {
  const { resultSchema } = command;
  if (resultSchema === undefined) return command;
  const check = async (result: unknown): Promise<void> => {
    // As a reader of the JSON has it: without what is undefined.
    if (result === undefined) return;
    const json = JSON.parse(
      JSON.stringify(result, (_key, value) => typeof value === "bigint" ? Number(value) : value),
    );
    const { success, error } = (await resultSchema()).safeParse(json);
    assert.ok(success, `lore ${command.name} returns what its schema does not know: ${error}`);
  };
  return {
    ...command,
    run: async (app: App, options) => {
      const watched: App = {
        ...app,
        emit: async (data) => {
          await check(data);
          return await app.emit(data);
        },
      };
      const result = await command.run(watched, options);
      await check(result);
      return result;
    },
  };
}
