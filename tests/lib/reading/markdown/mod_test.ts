import assert from "node:assert/strict";
import { displayWidth, pad } from "../../../../lib/cli/width.ts";
import { markdownLines } from "../../../../lib/reading/markdown/mod.ts";

const words = {
  style: {
    bold: (text: string) => `<b>${text}</b>`,
    dim: (text: string) => text,
    cyan: (text: string) => `\`${text}\``,
  },
  width: (text: string) => displayWidth(text.replaceAll(/<\/?b>|`/g, "")),
  pad,
};

function lines(source: string, columns = 60): string[] {
  return markdownLines(source, { columns, words });
}

const CASES: readonly (readonly [name: string, source: string, expected: readonly string[]])[] = [
  ["plain text keeps its line breaks", "one\ntwo\n\n\n\nthree\n", ["one", "two", "", "three"]],
  ["headings are bold", "# One\nTwo\n===\n### Three ###", [
    "<b>One</b>",
    "<b>Two</b>",
    "<b>Three</b>",
  ]],
  ["lists keep their depth", "* one\n  + two\n12. three", ["- one", "  - two", "12. three"]],
  ["tasks stay", "- [x] done\n- [ ] open", ["- [x] done", "- [ ] open"]],
  ["code is as it was", "```ts\nconst  a = `b`; <!-- c -->\n# no\n```\nx", [
    "    const  a = `b`; <!-- c -->",
    "    # no",
    "x",
  ]],
  ["code that is never closed is code", "~~~\n**a**", ["    **a**"]],
  ["tabs become spaces", "```\n\ta\n```", ["        a"]],
  ["quotes are marked at each depth", "> one\n>> two\nthree", ["| one", "| | two", "three"]],
  ["links show where they lead", 'see [the *log*](https://a.b/c "title") and <https://d.e>', [
    "see the *log* (https://a.b/c) and https://d.e",
  ]],
  ["a link named by its address stands once", "[https://a.b](https://a.b)", ["https://a.b"]],
  ["images are named", "![screenshot](/uploads/1.png) <img alt='x' src=\"y.png\">", [
    "(image: screenshot, /uploads/1.png) (image: x, y.png)",
  ]],
  ["bold and code", "**very bold** and `code **x**`, __a__", [
    "<b>very</b> <b>bold</b> and `code` `**x**`, <b>a</b>",
  ]],
  ["names with underscores stay", "some_snake_case and 2 * 3 * 4", [
    "some_snake_case and 2 * 3 * 4",
  ]],
  ["escapes and entities are what they stand for", "\\*a\\* &lt;b&gt; &amp;amp;", [
    "*a* <b> &amp;",
  ]],
  ["comments go, wherever they end", "a <!-- b --> c\n<!--\nd\n-->\ne<!-- f", ["a  c", "e"]],
  ["details are opened", "<details>\n<summary>Trace</summary>\n\ndeep <b>down</b>\n\n</details>", [
    "<b>Trace</b>",
    "",
    "deep down",
  ]],
  ["what only looks like HTML stays", "Array<string> and a < b > c", [
    "Array<string> and a < b > c",
  ]],
  ["rules", "a\n\n---\n\nb", ["a", "", "-".repeat(20), "", "b"]],
  ["tables stand in columns", "| a | bb |\n|---|:-:|\n| 1 | x\\|y |\n| 日本 | 2 |", [
    "a     bb",
    "1     x|y",
    "日本  2",
  ]],
  ["a pipe makes no table", "a | b\nc | d", ["a | b", "c | d"]],
  ["control characters go", "a\x1b[31mb\x07\r\nc\u202ed", ["a[31mb", "cd"]],
  ["nothing is nothing", "\n \n", []],
];

Deno.test("markdownLines() makes text of Markdown", async (t) => {
  for (const [name, source, expected] of CASES) {
    await t.step(name, () => assert.deepEqual(lines(source), expected));
  }
});

Deno.test("markdownLines() breaks lines at spaces, and lists behind their bullet", () => {
  const source = `- ${"word ".repeat(8)}\n\n> ${"said ".repeat(8)}`;
  assert.deepEqual(lines(source, 20), [
    "- word word word",
    "  word word word",
    "  word word",
    "",
    "| said said said",
    "| said said said",
    "| said said",
  ]);
});

Deno.test("markdownLines() leaves an address whole, and breaks a script without spaces", () => {
  const url = `https://forge.test/${"a".repeat(40)}`;
  assert.deepEqual(lines(`see ${url} there`, 20), ["see", url, "there"]);
  const broken = lines("日本語のとても長い説明がここにあります", 12);
  assert.equal(broken.join(""), "日本語のとても長い説明がここにあります");
  for (const line of broken) assert.ok(displayWidth(line) <= 12, line);
});

Deno.test("markdownLines() lists a table row by row where there is no room for columns", () => {
  const source = `| name | what it is |\n|--|--|\n| one | ${"long ".repeat(5)}|\n| two | short |`;
  assert.deepEqual(lines(source, 20), [
    "name: one",
    "what it is: long",
    "  long long long",
    "  long",
    "",
    "name: two",
    "what it is: short",
  ]);
});

Deno.test("markdownLines() takes time in proportion to the text, whatever it holds", () => {
  const hostile = [
    "[",
    "![",
    "[a](",
    "<a ",
    "`",
    "**",
    "__",
    "> ",
    "<!--",
    "|",
    "\\",
    "&",
    "- ",
    " #",
  ];
  for (const part of hostile) {
    const start = performance.now();
    lines(part.repeat(20_000));
    const took = performance.now() - start;
    // Quadratic work on these lengths takes many seconds.
    assert.ok(took < 1_500, `${JSON.stringify(part)}: ${took} ms`);
  }
});
