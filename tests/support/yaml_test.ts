import assert from "node:assert/strict";
import { readYaml } from "./yaml.ts";

Deno.test("readYaml() reads maps and lists, below one another and on one line", () => {
  const text = `# why
name: a b
on:
  push:
    tags: ["v*", x]
  pull_request:
jobs:
  build:
    steps:
      - uses: a/b@v1
        with: { key: value, more: "x" }
      # between
      - run: one
          two
      - plain
`;
  assert.deepEqual(readYaml(text), {
    name: "a b",
    on: { push: { tags: ["v*", "x"] }, pull_request: "" },
    jobs: {
      build: {
        steps: [
          { uses: "a/b@v1", with: { key: "value", more: "x" } },
          { run: "one two" },
          "plain",
        ],
      },
    },
  });
});

Deno.test("readYaml() refuses what it does not know", () => {
  const wrong = [
    "a: |\n  x",
    "a: &x 1",
    "a:\n\tb: 1",
    "a: 1\na: 2",
    "- a\nb: 1",
    "a: 'x'",
    "a: b: c",
  ];
  for (const text of wrong) assert.throws(() => readYaml(text), text);
});
