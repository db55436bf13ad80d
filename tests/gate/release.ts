/**
 * What a release needs from the repository: `deno task release check|notes|sums`.
 *
 * `check TAG` fails unless the tag is the version and the changelog has a section of it, `notes TAG`
 * prints that section, `sums FOLDER` prints SHA-256 sums as `sha256sum` does.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import process from "node:process";
import config from "../../deno.json" with { type: "json" };
import { ROOT } from "./deno_command.ts";

/** The text below a version's heading. Undefined where there is no such heading, or no text. */
export function changelogSection(changelog: string, version: string): string | undefined {
  const [, ...sections] = `\n${changelog}`.split(/\n## /);
  const found = sections.find((section) =>
    section.split(/[\s\]]/, 1)[0]?.replace("[", "") === version
  );
  const text = found?.split("\n").slice(1).join("\n").trim();
  return text === "" ? undefined : text;
}

/**
 * The notes of a tag such as `v1.2.3`.
 *
 * @throws Error when the tag is not the version, or the changelog says nothing of it
 */
export function releaseNotes(
  tag: string,
  { version, changelog }: { readonly version: string; readonly changelog: string },
): string {
  if (tag !== `v${version}`) {
    throw new Error(`The tag is "${tag}", but deno.json has version "${version}"`);
  }
  const notes = changelogSection(changelog, version);
  if (notes === undefined) throw new Error(`CHANGELOG.md has no section "## ${version}"`);
  return notes;
}

/** Lines of `sha256sum` for the files of a folder, by name. */
export function checksums(folder: string): string {
  const names = [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile).map(({ name }) =>
    name
  );
  return names.sort().map((name) => {
    const sum = createHash("sha256").update(Deno.readFileSync(join(folder, name))).digest("hex");
    return `${sum}  ${name}\n`;
  }).join("");
}

function run([verb, subject = ""]: readonly string[]): string {
  const changelog = (): string => Deno.readTextFileSync(`${ROOT}CHANGELOG.md`);
  const notes = (): string =>
    releaseNotes(subject, { version: config.version, changelog: changelog() });
  switch (verb) {
    case "check":
      notes();
      return `${subject} can be released\n`;
    case "notes":
      return `${notes()}\n`;
    case "sums":
      return checksums(subject);
    default:
      throw new Error(`Give check TAG, notes TAG or sums FOLDER instead of "${verb}"`);
  }
}

if (import.meta.main) {
  try {
    process.stdout.write(run(Deno.args));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    Deno.exitCode = 1;
  }
}
