import assert from "node:assert/strict";
import { flagFor, flagsOf, lineFor } from "../../../lib/permissions/flags.ts";

Deno.test("flagsOf() makes one flag of a kind", () => {
  assert.deepEqual(
    flagsOf([
      { kind: "read", values: ["/a", "/b"], why: "" },
      { kind: "net", values: ["a.test"], why: "" },
      { kind: "read", values: ["/d"], why: "" },
    ]),
    ["--allow-read=/a,/b,/d", "--allow-net=a.test"],
  );
  assert.equal(flagFor("read", []), "--allow-read");
});

Deno.test("flagFor() names the folder above a comma, which Deno cannot be told", () => {
  assert.equal(flagFor("read", ["/srv/a,b/data", "/srv/a,b/logs", "/x"]), "--allow-read=/srv,/x");
});

Deno.test("lineFor() is a line for a POSIX shell", () => {
  const flags = ["--allow-read=/my conf/it's"];
  assert.equal(
    lineFor("sync-status", { flags, configFlag: "/my conf/lore.json" }),
    "deno run --no-prompt '--allow-read=/my conf/it'\\''s' commands/sync_status.ts " +
      "--config '/my conf/lore.json'",
  );
  assert.equal(lineFor("sync", { flags: [] }), "deno run --no-prompt commands/sync.ts");
});
