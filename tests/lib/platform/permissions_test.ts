import assert from "node:assert/strict";
import { type Access, allowFlag, isAllowed } from "../../../lib/platform/permissions.ts";

Deno.test({
  name: "isAllowed() asks Deno about one path, host or variable",
  permissions: { read: ["/tmp"], write: false, net: ["forge.test:443"], env: ["HOME"] },
  fn() {
    const cases: readonly [Access["kind"], string, boolean][] = [
      ["read", "/tmp/data", true],
      ["read", "/etc", false],
      ["write", "/tmp/data", false],
      ["net", "forge.test:443", true],
      ["net", "other.test:443", false],
      ["env", "HOME", true],
      ["env", "TOKEN", false],
    ];
    for (const [kind, target, expected] of cases) {
      assert.equal(isAllowed({ kind, target }), expected, `${kind} ${target}`);
    }
  },
});

Deno.test("allowFlag() is ready to paste", () => {
  assert.equal(allowFlag("net", ["a.test:443", "b.test:80"]), "--allow-net=a.test:443,b.test:80");
});
