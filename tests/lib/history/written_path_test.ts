import assert from "node:assert/strict";
import { pathsAt, pathsMeant } from "../../../lib/history/written_path.ts";

const WRITTEN: readonly (readonly [string, string])[] = [
  ["src/a.ts", "src/a.ts"],
  ["./src/a.ts", "src/a.ts"],
  ["/src/a.ts", "src/a.ts"],
  ["src//a.ts", "src/a.ts"],
  ["src/./x/../a.ts", "src/a.ts"],
  ["../../src/a.ts", "src/a.ts"],
  ["src\\x\\a.ts", "src/x/a.ts"],
  [".\\src\\a.ts", "src/a.ts"],
  ["src/a.ts:42", "src/a.ts"],
  ["src/a.ts:42:7", "src/a.ts"],
  ["./src/a.ts#L42-50", "src/a.ts"],
  ["cafe\u0301.md", "caf\u00e9.md"],
  ["caf\u00e9.md", "cafe\u0301.md"],
  ["./src", "src"],
  ["src\\", "src/"],
  [".\\src\\.", "src/"],
];

Deno.test("pathsMeant() reads paths as people write them", async (t) => {
  for (const [input, meant] of WRITTEN) {
    await t.step(input, () => assert.ok(pathsMeant(input).includes(meant), `${pathsMeant(input)}`));
  }
});

Deno.test("pathsMeant() takes a path at its word first", () => {
  for (const input of ["a\\b.ts", "./a", "a:1", "src//a", "cafe\u0301", "..."]) {
    assert.equal(pathsMeant(input)[0], input);
  }
  assert.deepEqual(pathsMeant("/"), []);
});

Deno.test("pathsAt() reads addresses of the forge's pages", async (t) => {
  const gitlab = "https://forge.test/acme/web";
  const cases: readonly (readonly [string, readonly string[] | undefined])[] = [
    [`${gitlab}/-/blob/main/src/a.ts`, ["src/a.ts", "a.ts"]],
    [`${gitlab}/-/blob/topic/x/src/a.ts#L3-9`, ["x/src/a.ts", "src/a.ts", "a.ts"]],
    [`${gitlab}/-/blob/main/a%20b/%23%C3%A9.md?ref_type=heads`, ["a b/#é.md", "#é.md"]],
    [`${gitlab}/-/tree/main/src/`, ["src/"]],
    [`${gitlab}/-/blame/main/a.ts`, ["a.ts"]],
    [`${gitlab}/blob/main/a.ts`, ["a.ts"]],
    [`${gitlab}/-/blob/main/100%.md`, ["100%.md"]],
    [`${gitlab}/-/blob/main`, []],
    [`${gitlab}/-/merge_requests/3`, undefined],
    [gitlab, undefined],
  ];
  for (const [url, paths] of cases) {
    await t.step(url, () => assert.deepEqual(pathsAt(url, gitlab), paths));
  }
});
