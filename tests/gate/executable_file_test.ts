import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readExecutable } from "./executable_file.ts";

function withLength(value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json]);
}

Deno.test("readExecutable() finds permissions and files behind the runtime", () => {
  const permissions = { allow_read: [], allow_run: null, prompt: false };
  const bytes = Buffer.concat([
    Buffer.from('runtime with d3n0l4nd and {"argv": and [{" in its own text'),
    Buffer.from("d3n0l4nd"),
    withLength({ argv: [], permissions }),
    Buffer.from("packages"),
    withLength([
      { Dir: { n: "lib", e: [{ File: { n: "a.ts" } }, { Dir: { n: "x", e: [] } }] } },
      { File: { n: "mod.ts" } },
    ]),
    Buffer.from('contents [{"'),
  ]);
  assert.deepEqual(readExecutable(bytes), { permissions, files: ["lib/a.ts", "mod.ts"] });
});

Deno.test("readExecutable() refuses a file without lore inside", () => {
  assert.throws(() => readExecutable(Buffer.from("d3n0l4nd but nothing more")), /Cannot find/);
});
