import assert from "node:assert/strict";
import { systemTerminal } from "../../../lib/platform/terminal.ts";

const SOURCE = JSON.stringify(import.meta.resolve("../../../lib/platform/terminal.ts"));

/** A process that has `systemTerminal` as `terminal` and runs `body`. */
function program(body: string, stdin: "piped" | "null" = "null"): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", `import { systemTerminal as terminal } from ${SOURCE};\n${body}`],
    stdin,
    stdout: "piped",
    stderr: "piped",
  });
}

Deno.test("systemTerminal.columns() is a width to lay out for, terminal or not", () => {
  assert.ok(systemTerminal.columns() > 0);
});

Deno.test("systemTerminal writes all of a long text, each to its own stream", async () => {
  const output = await program(`
    terminal.writeOut("o".repeat(300_000) + "ö");
    terminal.writeErr("e".repeat(200_000));
    if (terminal.stdoutIsTerminal || terminal.stderrIsTerminal) Deno.exitCode = 3;
  `).output();
  const decoder = new TextDecoder();
  assert.equal(output.code, 0);
  assert.equal(decoder.decode(output.stdout), "o".repeat(300_000) + "ö");
  assert.equal(decoder.decode(output.stderr), "e".repeat(200_000));
});

Deno.test("systemTerminal is silent when nobody reads stderr, and throws when stdout's reader left", async () => {
  const child = program(
    `
    await new Response(Deno.stdin.readable).text();
    terminal.writeErr("nobody hears");
    try {
      terminal.writeOut("nobody reads");
    } catch (error) {
      Deno.exitCode = error instanceof Deno.errors.BrokenPipe ? 42 : 1;
    }
  `,
    "piped",
  ).spawn();
  await Promise.all([child.stdout.cancel(), child.stderr.cancel()]);
  await child.stdin.close();
  assert.equal((await child.status).code, 42);
});
