/** The picture at the top of README. @module */

import assert from "node:assert/strict";
import { ROOT } from "../gate/deno_command.ts";
import { sessionLines, withoutNumbers } from "../gate/picture.ts";
import { readXml } from "../support/xml.ts";

const readme = Deno.readTextFileSync(`${ROOT}README.md`);
const svg = Deno.readTextFileSync(`${ROOT}docs/demo.svg`);
const elements = readXml(svg);

/** The rows of the picture: texts of one height, from left to right. */
const rows = Object.values(
  Object.groupBy(
    elements.filter(({ name }) => name === "text"),
    ({ attributes }) => attributes.y ?? "",
  ),
).map((texts = []) =>
  texts.map(({ attributes, text }) => ({ x: Number(attributes.x), text }))
    .sort((a, b) => a.x - b.x).map(({ text }) => text).join(" ")
);

Deno.test("README shows the picture near its top, by a relative path and with a text for it", () => {
  const at = readme.search(/^!\[[^\]]{20,}\]\(docs\/demo\.svg\)$/m);
  assert.ok(at > 0 && at < readme.indexOf("\n## "), "before the first section");
});

Deno.test("the picture types what README's session types, in the same order", () => {
  const typed = rows.filter((row) => row.startsWith("$ ")).map((row) => row.slice(2));
  assert.ok(typed.length >= 3);
  assert.deepEqual(typed, sessionLines(readme));
});

Deno.test("README's session prints what the picture shows, numbers aside", () => {
  const plain = (text: string): string =>
    text.replaceAll(/\d+/g, "0").replaceAll(/\s+/g, " ").trim();
  const shown = rows.map(plain);
  const [, session = ""] = /```console\n(.*?)```/s.exec(readme) ?? [];
  for (const line of session.split("\n").map(plain)) {
    if (line !== "") assert.ok(shown.includes(line), line);
  }
});

Deno.test("the picture loads nothing: no scripts, styles, fonts, images or links", () => {
  const names = new Set(elements.map(({ name }) => name));
  assert.deepEqual([...names].sort(), ["circle", "g", "rect", "svg", "text", "title"]);
  for (const { attributes } of elements) {
    for (const [name, value] of Object.entries(attributes)) {
      assert.doesNotMatch(name, /^on|href$/);
      if (name !== "xmlns") assert.doesNotMatch(value, /url\(|https?:/);
    }
  }
});

Deno.test("the picture tells nothing of where it was drawn", () => {
  const drawn = rows.join("\n");
  assert.doesNotMatch(drawn, /\/tmp\/|\/home\/|lore-test-/);
  assert.doesNotMatch(drawn, /\berror:|WARN|FAILED/);
});

Deno.test("withoutNumbers() sees other words, and not other times", () => {
  const text = (words: string): string => `<svg><text x="1">${words}</text></svg>`;
  assert.equal(withoutNumbers(text("done in 1.7s")), withoutNumbers(text("done in 95ms")));
  assert.notEqual(withoutNumbers(text("done in 1.7s")), withoutNumbers(text("failed in 1.7s")));
});

Deno.test("readXml() refuses what is not well formed", () => {
  for (const wrong of ["<a>", "<a></b>", "<a b=c/>", "<a>&x;</a>", "<a>1 & 2</a>", "<a/><b/>"]) {
    assert.throws(() => readXml(wrong), wrong);
  }
});
