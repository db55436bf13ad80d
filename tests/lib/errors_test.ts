import assert from "node:assert/strict";
import {
  causeChain,
  type ErrorCode,
  ERRORS,
  LoreError,
  reasonOf,
  toLoreError,
} from "../../lib/errors.ts";

Deno.test("ERRORS gives every code the exit code of the contract", () => {
  const contract: Readonly<Record<number, readonly ErrorCode[]>> = {
    1: ["FAILED"],
    2: ["USAGE", "CONFIG_INVALID", "CONFIG_NOT_FOUND"],
    3: ["PARTIAL"],
    4: ["AUTH_FAILED", "TOKEN_MISSING", "PERMISSION_DENIED"],
    5: ["NOT_FOUND"],
    6: ["FORGE_UNAVAILABLE", "RATE_LIMITED"],
    7: ["LOCK_HELD"],
    8: ["DB_CORRUPT", "DB_TOO_NEW", "DB_READONLY", "DISK_FULL"],
    9: ["SERVICE_PAUSED"],
    70: ["INTERNAL"],
    130: ["INTERRUPTED"],
  };
  for (const [exit, codes] of Object.entries(contract)) {
    for (const code of codes) assert.equal(ERRORS[code].exit, Number(exit), code);
  }
  assert.equal(Object.values(contract).flat().length, Object.keys(ERRORS).length);
});

Deno.test("LoreError carries what a report needs, and defaults by its code", () => {
  const cause = new Error("socket closed");
  const full = new LoreError("FORGE_UNAVAILABLE", 'Cannot reach "https://forge.test"', {
    hint: "Try later",
    actions: ["lore doctor"],
    details: { url: "https://forge.test" },
    cause,
  });
  assert.equal(full.exitCode, 6);
  assert.equal(full.hint, "Try later");
  assert.deepEqual(full.actions, ["lore doctor"]);
  assert.deepEqual(full.details, { url: "https://forge.test" });
  assert.equal(full.cause, cause);

  const bare = new LoreError("FAILED", "No");
  assert.equal(bare.hint, undefined);
  assert.deepEqual([bare.actions, bare.details, "cause" in bare], [
    ERRORS.FAILED.actions,
    {},
    false,
  ]);
});

Deno.test("toLoreError() lets a LoreError pass as it is", () => {
  const error = new LoreError("NOT_FOUND", "No such run");
  assert.equal(toLoreError(error), error);
});

Deno.test("toLoreError() takes an aborted operation for an interruption", () => {
  const controller = new AbortController();
  controller.abort();
  assert.equal(toLoreError(controller.signal.reason).code, "INTERRUPTED");
});

Deno.test("toLoreError() names the flag that a refused permission needs", async (t) => {
  const cases = [
    {
      message: 'Requires net access to "forge.test:443", run again with the --allow-net flag',
      hint: "Run again with --allow-net=forge.test:443",
      says: /net access to "forge\.test:443"/,
    },
    {
      message: "Requires read access to <CWD>, run again with the --allow-read flag",
      hint: "Run again with --allow-read",
      says: /read access to "CWD"/,
    },
    {
      message: "Requires env access, run again with the --allow-env flag",
      hint: "Run again with --allow-env",
      says: /env access$/,
    },
    { message: "something new", hint: "Run again with --allow-all", says: /all access$/ },
  ];
  for (const { message, hint, says } of cases) {
    await t.step(message, () => {
      const error = toLoreError(new Deno.errors.NotCapable(message));
      assert.equal(error.code, "PERMISSION_DENIED");
      assert.equal(error.hint, hint);
      assert.match(error.message, says);
    });
  }
});

Deno.test("toLoreError() finds a refused permission beneath what was made of it", async (t) => {
  const refused = new Deno.errors.NotCapable('Requires read access to "/store", run again');
  const made = (code: "DB_READONLY" | "INTERRUPTED", cause: Error): LoreError =>
    new LoreError(code, "Cannot make the store", { cause });
  await t.step("under one error", () => {
    const error = toLoreError(made("DB_READONLY", refused));
    assert.equal(error.code, "PERMISSION_DENIED");
    assert.equal(error.hint, "Run again with --allow-read=/store");
    assert.deepEqual(error.details, {
      flag: "--allow-read=/store",
      kind: "read",
      target: "/store",
    });
    assert.deepEqual(causeChain(error.cause), ["Cannot make the store", refused.message]);
  });
  await t.step("under several", () => {
    const cause = new Error("outer", { cause: new Error("inner", { cause: refused }) });
    assert.equal(toLoreError(made("DB_READONLY", cause)).code, "PERMISSION_DENIED");
  });
  await t.step("not under an interruption", () => {
    assert.equal(toLoreError(made("INTERRUPTED", refused)).code, "INTERRUPTED");
  });
});

Deno.test("toLoreError() calls anything else a bug and keeps it as the cause", () => {
  const bug = new TypeError("x is not a function");
  const error = toLoreError(bug);
  assert.equal(error.code, "INTERNAL");
  assert.equal(error.cause, bug);
  assert.match(error.message, /x is not a function/);
  assert.match(toLoreError("just text").message, /just text/);
});

Deno.test("causeChain() lists messages from the outside in, and ends in a circle too", () => {
  const inner = new Error("connection reset");
  const outer = new LoreError("FAILED", "Cannot sync", {
    cause: new Error("fetch", { cause: inner }),
  });
  assert.deepEqual(causeChain(outer), ["Cannot sync", "fetch", "connection reset"]);
  assert.deepEqual(causeChain("text"), ["text"]);
  inner.cause = outer;
  assert.equal(causeChain(outer).length, 10);
});

Deno.test("reasonOf() names the flag where Deno refused, and else what the error says", () => {
  const refused = new Error(
    'Requires write access to "/logs", run again with the --allow-write flag',
  );
  refused.name = "NotCapable";
  assert.equal(
    reasonOf(refused),
    'Deno does not allow write access to "/logs" (Run again with --allow-write=/logs)',
  );
  assert.equal(reasonOf(new Error("No space left on device")), "No space left on device");
});
