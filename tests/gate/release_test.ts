import assert from "node:assert/strict";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { changelogSection, checksums, releaseNotes } from "./release.ts";

const CHANGELOG = `# Changelog

What changes.

## Unreleased

### Added

- More.

## 1.2.0 - 2026-03-01

### Fixed

- A fault.

## [1.1.0] 2026-02-01

- First words.

## 1.0.0
`;

Deno.test("changelogSection() gives what stands below a version's heading, and no other's", () => {
  assert.equal(changelogSection(CHANGELOG, "1.2.0"), "### Fixed\n\n- A fault.");
  assert.equal(changelogSection(CHANGELOG, "1.1.0"), "- First words.");
  assert.equal(changelogSection(CHANGELOG, "1.0.0"), undefined, "nothing is said of it");
  for (const version of ["1.2", "2.0", "1.3.0"]) {
    assert.equal(changelogSection(CHANGELOG, version), undefined, version);
  }
});

Deno.test("releaseNotes() refuses a tag that is not the version or that the changelog leaves out", () => {
  const given = { version: "1.2.0", changelog: CHANGELOG };
  assert.match(releaseNotes("v1.2.0", given), /A fault/);
  assert.throws(() => releaseNotes("v1.1.0", given), /The tag is "v1.1.0".*"1.2.0"/);
  assert.throws(() => releaseNotes("1.2.0", given), /The tag is "1.2.0"/);
  assert.throws(() => releaseNotes("v9.0.0", { ...given, version: "9.0.0" }), /no section/);
});

Deno.test("checksums() says what sha256sum says, by name", () => {
  using folder = temporaryFolder();
  folder.write("b", "abc");
  folder.write("a", "");
  assert.equal(
    checksums(folder.path),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\n" +
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b\n",
  );
});
