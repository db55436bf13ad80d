/** The decision records: complete, indexed, and about what is there. @module */

import assert from "node:assert/strict";
import { ROOT } from "../gate/deno_command.ts";

const FOLDER = `${ROOT}docs/adr/`;
const SECTIONS = ["Context", "Decision", "Consequences", "Revisit when"];

const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).sort();
const records = files.filter((name) => name !== "README.md");

function read(name: string): string {
  return Deno.readTextFileSync(`${FOLDER}${name}`);
}

Deno.test("the index of decisions names every record by its number and title, in order", () => {
  const index = read("README.md");
  const rows = [...index.matchAll(/^\| \[(\d{4})\]\(([^)]+)\)\s*\| (.*?)\s*\|$/gm)];
  assert.deepEqual(rows.map(([, , file]) => file), records);
  for (const [, number = "", file = "", title = ""] of rows) {
    assert.ok(file.startsWith(`${number}-`), file);
    assert.equal(read(file).split("\n", 1)[0], `# ${Number(number)}. ${title}`);
  }
});

Deno.test("decisions are numbered without a gap", () => {
  const numbers = records.map((name) => Number(/^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1]));
  assert.deepEqual(numbers, records.map((_, index) => index + 1));
});

Deno.test("every decision has its sections, none of them empty, on one page", async (t) => {
  for (const name of records) {
    await t.step(name, () => {
      const [, ...sections] = read(name).split("\n## ");
      assert.deepEqual(sections.map((section) => section.split("\n", 1)[0]), SECTIONS);
      for (const section of sections) {
        assert.ok(section.split("\n").slice(1).join("").trim().length > 40, section);
      }
      assert.ok(read(name).split("\n").length <= 60, "it fits on a page");
    });
  }
});

Deno.test("the files that decisions and other documents speak of are there", async (t) => {
  const documents = [
    ...records.map((name) => `docs/adr/${name}`),
    ...["docs/architecture.md", "docs/adr/README.md", "README.md", "CONTRIBUTING.md"],
  ];
  for (const document of documents) {
    await t.step(document, () => {
      const text = Deno.readTextFileSync(`${ROOT}${document}`);
      const paths = [...text.matchAll(/`((?:lib|commands|tests|migrations|docs)\/[\w./-]+)`/g)]
        .map(([, path]) => `${ROOT}${path}`);
      const folder = `${ROOT}${document}`.replace(/[^/]*$/, "");
      const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
        .map(([, path]) => `${folder}${path}`);
      for (const path of [...paths, ...links]) {
        assert.ok(exists(path), path.replace(ROOT, ""));
      }
    });
  }
});

function exists(path: string): boolean {
  try {
    return Deno.statSync(path) !== undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
