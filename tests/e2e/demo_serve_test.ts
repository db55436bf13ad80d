/** `lore demo --serve` as a forge to try lore on, each in a process of its own. @module */

import assert from "node:assert/strict";
import { ROOT, runDeno } from "../gate/deno_command.ts";
import { loreVariables } from "../support/lore_process.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const DENO = ["run", "-q", "--no-prompt", "--frozen"];

Deno.test("lore demo --serve says how to sync with it, that works, and Ctrl-C ends it", async () => {
  using folder = temporaryFolder();
  const env = loreVariables({ LORE_DATA_DIR: folder.path });
  await using demo = new Deno.Command(Deno.execPath(), {
    args: [...DENO, "-P=demo", "commands/demo.ts", "--serve", "--issues", "12", "--mrs", "6"],
    cwd: ROOT,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const words = demo.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!said.includes("Ctrl-C")) {
    const { value, done } = await words.read();
    assert.ok(!done, said);
    said += value;
  }
  const [, line = ""] = /Try lore on it: lore (.*)$/m.exec(said) ?? [];
  const argv = ["-P=lore", "mod.ts", "--robot", ...line.split(" ")];
  const sync = await runDeno([...DENO, ...argv], { env: { ...env, LORE_DATA_DIR: "" } });
  const { ok, data, meta } = JSON.parse(sync.stdout);
  assert.deepEqual([ok, data.issues, data.merge_requests], [true, 12, 6], sync.stdout);
  assert.deepEqual(
    meta.stages.map(({ name }: { readonly name: string }) => name),
    ["ingest_issues", "ingest_mrs", "generate_docs", "embed"],
  );

  demo.kill("SIGINT");
  const { signal } = await demo.status;
  assert.equal(signal, null);
  while (!(await words.read()).done);
  await demo.stdout.cancel();
});
