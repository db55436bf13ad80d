import assert from "node:assert/strict";
import { styledScreenAfter } from "../support/screen.ts";
import { readXml } from "../support/xml.ts";
import { terminalPicture } from "./terminal_picture.ts";

function draw(text: string): string {
  return terminalPicture({ title: 'A <b> & "c"', columns: 20, rows: styledScreenAfter(text, 20) });
}

Deno.test("terminalPicture() keeps markup in what it draws from being markup", () => {
  const svg = draw("<script>alert('1 & 2')</script>\r\n\"quoted\"");
  const elements = readXml(svg);
  assert.ok(!elements.some(({ name }) => name === "script"));
  const texts = elements.filter(({ name }) => name === "text").map(({ text }) => text);
  assert.deepEqual(texts, ["<script>alert('1 & 2", "')</script>", '"quoted"']);
  assert.equal(elements.find(({ name }) => name === "title")?.text, 'A <b> & "c"');
});

Deno.test("terminalPicture() puts each colour at its column, wide characters as two of them", () => {
  const [first, second, third] = readXml(draw("\x1b[32mok\x1b[0m 漢字 \x1b[1;31mred\x1b[22m"))
    .filter(({ name }) => name === "text");
  assert.deepEqual([first?.attributes.fill, second?.attributes.fill], ["#7ee787", undefined]);
  assert.deepEqual([third?.attributes.fill, third?.attributes["font-weight"]], ["#ff7b72", "bold"]);
  const lengths = [first, second, third].map((each) => Number(each?.attributes.textLength));
  assert.deepEqual(lengths.map((length) => Math.round(length / 8.4)), [2, 4, 3]);
  const places = [first, second, third].map((each) => Number(each?.attributes.x) - 18);
  assert.deepEqual(places.map((place) => Math.round(place / 8.4)), [0, 3, 8]);
});

Deno.test("styledScreenAfter() ends bold, dim and colours each by its own code", () => {
  const [row = []] = styledScreenAfter("\x1b[1m\x1b[31ma\x1b[22mb\x1b[39mc\x1b[2md\x1b[0me", 20);
  assert.deepEqual(row.map((cell) => cell?.style), [[1, 31], [31], [], [2], []]);
});
