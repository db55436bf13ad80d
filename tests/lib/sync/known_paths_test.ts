import assert from "node:assert/strict";
import { hintForUnknown, nearestPath } from "../../../lib/sync/known_paths.ts";

const KNOWN = ["acme/web", "acme/Api", "acme/tools/cli", "zoo/cli"];

Deno.test("nearestPath() takes a mistyped path, and a name alone that only one path ends with", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["acme/wbe", "acme/web"],
    ["ACME/apu", "acme/Api"],
    ["web", "acme/web"],
    ["API", "acme/Api"],
    ["tools/cli", "acme/tools/cli"],
    ["cli", undefined],
    ["eb", undefined],
    ["acme/web", undefined],
    ["other/thing", undefined],
  ];
  for (const [path, meant] of cases) assert.equal(nearestPath(path, KNOWN), meant, path);
});

Deno.test("hintForUnknown() names the path that was meant, else what the config has", () => {
  const sources = [{ projects: ["acme/*"] }, { projects: ["zoo/ape", "zoo/bee", "zoo/cat"] }];
  assert.equal(hintForUnknown("acme/web", sources), 'Did you mean "acme/web"?');
  assert.equal(
    hintForUnknown(undefined, sources.slice(0, 1)),
    "Add it to a source's projects (acme/*), or check its spelling",
  );
  assert.equal(
    hintForUnknown(undefined, sources),
    "Add it to a source's projects (acme/*, zoo/ape, zoo/bee, and 1 more), or check its spelling",
  );
});
