import assert from "node:assert/strict";
import { type Access, giveUpOthers, isAllowed } from "../../../lib/platform/permissions.ts";

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

Deno.test({
  name: "giveUpOthers() gives up whole kinds, and reading only where no module is read any more",
  permissions: { read: true, net: ["a.test", "b.test"], env: ["HOME"] },
  fn() {
    const granted = (): string[] =>
      (["read", "net", "env"] as const).filter((kind) =>
        isAllowed({ kind, target: { read: "/tmp", net: "a.test", env: "HOME" }[kind] })
      );
    giveUpOthers(["net", "env"], { fromSource: true });
    assert.deepEqual(granted(), ["read", "net", "env"]);
    giveUpOthers(["env"]);
    assert.deepEqual(granted(), ["read", "env"]);
    giveUpOthers(["env"], { fromSource: false });
    assert.deepEqual(granted(), ["env"]);
  },
});

Deno.test({
  name:
    "Deno takes nothing of a broad permission back for a single path, which is why kinds go whole",
  permissions: { read: true },
  fn() {
    Deno.permissions.revokeSync({ name: "read", path: "/tmp" });
    assert.ok(isAllowed({ kind: "read", target: "/tmp" }));
  },
});
