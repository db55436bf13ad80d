/** A config or a command line that is wrong: told by code, place and a way out, before any request. @module */

import assert from "node:assert/strict";
import { loreHome, runLoreProcess } from "../support/lore_process.ts";
import { type Case, configOf, SOURCE, testCases } from "../support/refusals.ts";

const CONFIG_CASES: readonly Case[] = [
  {
    name: "an unknown key",
    config: { sources: [SOURCE], sync: { concurency: 4 } },
    exit: 2,
    code: "CONFIG_INVALID",
    message: /lore\.config\.json.*sync\.concurency.*did you mean "concurrency"/s,
    hint: /./,
  },
  {
    name: "a wrong type and a missing entry, both told at once",
    config: { sources: [{ ...SOURCE, name: undefined }], sync: { max_retries: "many" } },
    exit: 2,
    code: "CONFIG_INVALID",
    message: /sources\[0\]\.name.*is missing.*sync\.max_retries.*must be a number, is "many"/s,
    hint: /./,
  },
  {
    name: "a config that is no JSON",
    config: '{ "sources": [ }',
    exit: 2,
    code: "CONFIG_INVALID",
    message: /lore\.config\.json.*1:/s,
    hint: /./,
  },
  {
    name: "a config that is not there",
    argv: ["sync", "--config", "/nowhere/lore.config.json"],
    exit: 2,
    code: "CONFIG_NOT_FOUND",
    message: /"\/nowhere\/lore\.config\.json"/,
    hint: /^Run lore --config \/nowhere\/lore\.config\.json init /,
  },
  {
    name: "a config that is a folder",
    argv: ["sync", "--config", "/"],
    exit: 2,
    code: "CONFIG_INVALID",
    message: /Cannot read the config "\/": it is a folder/,
    hint: /--config/,
  },
  {
    name: "a token that is not set",
    variables: { WORK_TOKEN: "" },
    exit: 4,
    code: "TOKEN_MISSING",
    message: /source "work".*"WORK_TOKEN" is not set/,
    hint: /Set WORK_TOKEN to a token with scope read_api/,
    requests: 0,
  },
  {
    name: "a forge that cannot be mirrored yet",
    config: configOf({ forge: "github", url: "https://api.github.com" }),
    exit: 2,
    code: "CONFIG_INVALID",
    message: /Source "work": GitHub is not supported yet/,
    hint: /Take the source out/,
  },
];

const USAGE_CASES: readonly Case[] = [
  {
    name: "an unknown flag",
    argv: ["sync", "--frobnicate"],
    exit: 2,
    code: "USAGE",
    message: /--frobnicate/,
    hint: /./,
  },
  {
    name: "a flag without its value",
    argv: ["sync", "--project"],
    exit: 2,
    code: "USAGE",
    message: /--project/,
    hint: /lore sync --help|PATH/,
  },
  {
    name: "an unknown command",
    argv: ["frobnicate"],
    exit: 2,
    code: "USAGE",
    message: /Unknown command "frobnicate"/,
    hint: /lore --help/,
  },
  {
    name: "a kind that is none",
    argv: ["ingest", "wikis"],
    exit: 2,
    code: "USAGE",
    message: /wikis/,
    hint: /issues.*mrs|lore ingest --help/,
  },
];

testCases("A config that is wrong is refused, with every problem and what to do", CONFIG_CASES);
testCases("A command line that is wrong is refused, with what to do", USAGE_CASES);

/** Runs a program without the power to read what its mode forbids, which root has otherwise. */
const UNPRIVILEGED = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"];

const isRoot = Deno.build.os === "linux" && Deno.uid() === 0;
const canObey = Deno.build.os !== "windows" &&
  (!isRoot || await new Deno.Command("sh", { args: ["-c", "command -v setpriv"], stdout: "null" })
    .output().then(({ success }) => success));

Deno.test({
  name: "A config that this user may not read is refused, with what to do",
  ignore: !canObey,
  async fn() {
    using home = loreHome({ url: "http://127.0.0.1:1" });
    Deno.chmodSync(home.configPath, 0);
    const through = isRoot ? UNPRIVILEGED : [];
    const robot = await runLoreProcess(home, ["sync", "--robot"], { through });
    const { error } = JSON.parse(robot.out);
    assert.deepEqual([robot.code, error.code, error.message, error.hint], [
      2,
      "CONFIG_INVALID",
      `Cannot read the config "${home.configPath}": this user may not read it`,
      `chmod u+r ${home.configPath}`,
    ]);
    const text = await runLoreProcess(home, ["sync"], { through });
    assert.deepEqual([text.code, text.out, text.err], [
      2,
      "",
      `error: ${error.message}\nhint: ${error.hint}\n`,
    ]);
  },
});
