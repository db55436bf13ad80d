/** The way of a new user, from nothing to an answer, at a terminal. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../gate/deno_command.ts";
import { hasScript } from "../support/at_terminal.ts";
import { converse } from "../support/conversation.ts";
import { loreVariables } from "../support/lore_process.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

/** So wide that no line is broken whose length depends on a port. */
const COLUMNS = 160;

/** What differs from one run to the next, and what stands for it. */
const VARIES: readonly (readonly [RegExp, string])[] = [
  [/http:\/\/127\.0\.0\.1:\d+/g, "http://127.0.0.1:PORT"],
  [/\b\d\d:\d\d:\d\d\b/g, "HH:MM:SS"],
  [/ +[\d.]+m?s\b/g, " TIME"],
  // As wide as the widest time.
  [/ TIME +\(/g, " TIME ("],
  [/\b\d+ s from the forge/g, "N s from the forge"],
  [/\b[\d.]+ [kM]B\b/g, "SIZE"],
  [/\bversion([ =])\d+\b/g, "version$1N"],
  [/\b(http_\w+)=\d+/g, "$1=N"],
  [/\b\d+ (second|minute|hour|day|week|month|year)s? ago/g, "N $1s ago"],
  [/\bjust now\b/g, "N seconds ago"],
  [/\brun_id=[0-9a-f]{8}\b/g, "run_id=RUN"],
];

function normalized(text: string, folder: string): string {
  return VARIES.reduce(
    (clean, [pattern, name]) => clean.replaceAll(pattern, name),
    text.replaceAll(folder, "~/work"),
  );
}

/** `lore demo --serve` until disposed. */
async function serveDemo(folder: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "--no-prompt", "--frozen", "-P=demo", "commands/demo.ts"],
      ...["--serve", "--issues", "24", "--mrs", "12"],
    ],
    cwd: ROOT,
    env: loreVariables({ LORE_DATA_DIR: join(folder, "forge") }),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const words = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!said.includes("Ctrl-C")) {
    const { value, done } = await words.read();
    assert.ok(!done, said);
    said += value;
  }
  const [, url = "", token = ""] =
    /merge requests: (\S+)[^]* with (\S+) in GITLAB_TOKEN/.exec(said) ??
      [];
  return {
    said,
    url,
    token,
    async [Symbol.asyncDispose]() {
      child.kill("SIGINT");
      await child.status;
      while (!(await words.read()).done);
    },
  };
}

Deno.test({
  name: "A new user comes from nothing to an answer",
  ignore: !hasScript,
  async fn(t) {
    using home = temporaryFolder();
    await using demo = await serveDemo(home.path);
    const folder = join(home.path, "work");
    Deno.mkdirSync(folder);
    const env = { GITLAB_TOKEN: demo.token, LORE_DATA_DIR: join(home.path, "data") };
    const transcript = [
      "$ lore demo --serve --issues 24 --mrs 12",
      ...demo.said.trimEnd().split("\n").map((line) => line.trimEnd()),
    ];
    const type = async (
      argv: readonly string[],
      ...steps: readonly (readonly [shows: string, keys: string])[]
    ): Promise<void> => {
      await using talk = converse(argv, { columns: COLUMNS, cwd: folder, env });
      await talk.answer(...steps);
      const { code, sent, screen } = await talk.ended();
      assert.equal(code, 0, sent);
      const line = ["lore", ...argv].map((word) => word.includes(" ") ? `'${word}'` : word);
      transcript.push("", `$ ${line.join(" ")}`, ...screen);
    };
    await type(
      ["init"],
      ["Address of your GitLab", `${demo.url}\r`],
      ["Environment variable", "\r"],
      ["Projects to mirror", " \r"],
      ["Write ", "\r"],
    );
    await type(["sync"]);
    await type(["search", "login timeout", "-n", "1"]);
    await type(["issues", "--state", "opened", "-n", "3"]);
    await type(["doctor"]);
    const text = normalized(transcript.join("\n"), folder).replaceAll(home.path, "~");
    assert.ok(!text.includes("[redacted]"), text);
    await t.assertSnapshot(text);
  },
});
