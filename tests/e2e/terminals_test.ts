/** What the commands that read look like on narrow, wide, plain and broken terminals. @module */

import assert from "node:assert/strict";
import { join } from "node:path";
import { commands } from "../../commands/mod.ts";
import { displayWidth } from "../../lib/cli/width.ts";
import { createDemoForge } from "../../lib/forge/demo/mod.ts";
import { ROOT } from "../gate/deno_command.ts";
import { FakeHost, type LoreRun, runLore } from "../support/fake_host.ts";
import { screenAfter } from "../support/screen.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/temporary_folder.ts";

/** Ways to ask each command that reads. */
const ASKED: Readonly<Record<string, readonly (readonly string[])[]>> = {
  search: [["login timeout"], ["漢字かな", "--explain"], ["nothingatallofthekind"]],
  issues: [[], ["--state", "all", "-p", "acme/web"], ["34", "-p", "acme/web"]],
  mrs: [[], ["--state", "all"], ["9", "-p", "acme/web"]],
  threads: [[], ["--unresolved"]],
  "file-history": [["src/auth/session.ts"], ["src/", "--discussions"], ["*.ts", "-n", "500"]],
  "sync-status": [[], ["--run", "RUN"]],
  coverage: [[], ["-p", "acme/web"], ["--gone"]],
  stats: [[], ["-p", "acme/web"], ["--tables"]],
  explain: [[], ["RUN"]],
  logs: [["-n", "20"], ["--level", "info"]],
  permissions: [[], ["sync"]],
};

/** Commands that read, and whose text is data for programs: it is the same everywhere. */
const DATA = ["completions", "robot-docs"];

const WIDE_TITLE =
  "漢字かな交じり文のとても長い題名 🎉🎉 with emoji 👩‍👩‍👧‍👧 and \x1b[31mcodes and more words";

Deno.test("every command that only reads is asked here, or is known to print data", () => {
  const reading = commands.filter(({ permissions }) =>
    permissions.every((each) => /^(read|env|net)\b/.test(each))
  ).map(({ name }) => name);
  const known = [...Object.keys(ASKED), ...DATA];
  assert.deepEqual(reading.filter((name) => !known.includes(name)), []);
});

/** A folder with a mirror that holds what terminals find hard. */
async function aMirror(folder: TemporaryFolder): Promise<Scene> {
  const forge = createDemoForge({ token: "demo-token", issues: 60, mergeRequests: 30 });
  const description = `${WIDE_TITLE}\n\n${"ひ".repeat(150)}\n\nhttps://forge.test/${
    "x/".repeat(90)
  }`;
  forge.changes.addIssue("acme/web", { title: WIDE_TITLE, description });
  const source = { name: "demo", forge: "gitlab", url: "https://forge.test", token_env: "TOKEN" };
  const config = { sources: [{ ...source, projects: ["acme/*"] }] };
  folder.write("lore.config.json", JSON.stringify(config));
  const run: Scene["run"] = (argv, { columns, variables = {} } = {}) => {
    const host = new FakeHost({
      HOME: folder.path,
      LORE_CONFIG: join(folder.path, "lore.config.json"),
      LORE_DATA_DIR: join(folder.path, "data"),
      TOKEN: "demo-token",
      ...variables,
    });
    host.fetch = forge.fetch;
    host.terminal.stdoutIsTerminal = columns !== undefined;
    host.terminal.width = columns ?? 80;
    return runLore(argv, { commands, host });
  };
  const synced = await run(["--robot", "sync"]);
  assert.equal(synced.code, 0, synced.out);
  return { run, runId: JSON.parse(synced.out).meta.run_id };
}

interface Scene {
  readonly runId: string;
  run(argv: readonly string[], options?: {
    readonly columns?: number;
    readonly variables?: Readonly<Record<string, string>>;
  }): Promise<LoreRun>;
}

function linesToAsk({ runId }: Scene): string[][] {
  return commands.flatMap(({ name }) =>
    (ASKED[name] ?? []).map((rest) => [name, ...rest.map((word) => word === "RUN" ? runId : word)])
  );
}

Deno.test("texts of the commands that read suit every terminal", async (t) => {
  using folder = temporaryFolder();
  const scene = await aMirror(folder);
  for (const argv of linesToAsk(scene)) {
    const ask = async (options: Parameters<Scene["run"]>[1]): Promise<string> => {
      const { code, out, err } = await scene.run(argv, options);
      assert.ok(code === 0 || (code === 5 && argv[0] === "logs"), `${argv.join(" ")}: ${err}`);
      return out;
    };
    const isRecord = ["logs", "permissions"].includes(argv[0] ?? "");
    const hasCode = /^(issues|mrs) \d/.test(argv.join(" "));
    await t.step(argv.join(" "), async () => {
      for (const columns of [40, 80, 200]) {
        const out = await ask({ columns });
        assertFits(out, { columns, isRecord, hasCode });
        const plain = stripped(out);
        assert.equal(await ask({ columns, variables: { NO_COLOR: "1" } }), plain, "NO_COLOR");
        assert.equal(await ask({ columns, variables: { TERM: "dumb" } }), plain, "TERM=dumb");
        for (const locale of ["C", "POSIX", "de_DE.ISO-8859-1"]) {
          const narrow = await ask({ columns, variables: { LC_ALL: locale } });
          assertFits(narrow, { columns, isRecord, hasCode });
          assert.deepEqual(ownGlyphs(narrow), [], `${locale}: ${narrow}`);
        }
        assert.equal(await ask({ columns, variables: { LC_ALL: "C.UTF-8", LANG: "C" } }), out);
      }
      assert.doesNotMatch(await ask({}), /\p{Cc}\[/u, "in a pipe");
    });
  }
});

interface Fitting {
  readonly columns: number;
  /** Whether lines are records that stay whole: a terminal breaks them, copying does not. */
  readonly isRecord: boolean;
  /** Whether there is code among it, four columns in, which is left whole as well. */
  readonly hasCode: boolean;
}

/** No line is wider than the terminal but by an address alone, and none tears a character. */
function assertFits(out: string, { columns, isRecord, hasCode }: Fitting): void {
  for (const line of out.split("\n")) {
    const address = /^\s*(\w+\s+)?\S*:\/\/\S*$/.test(stripped(line));
    const whole = address || isRecord || (hasCode && line.startsWith("    "));
    assert.ok(
      whole || displayWidth(line) <= columns,
      `${displayWidth(line)} > ${columns}: ${line}`,
    );
    assert.ok(line.isWellFormed() && !line.includes("\ufffd"), line);
  }
  // A code that a forge has sent would be one that this screen does not know, or a colour unasked for.
  screenAfter(out.replaceAll("\n", "\r\n"), 1000);
  assert.ok(!out.includes("\x1b[31mcodes"));
}

function stripped(text: string): string {
  return text.replaceAll(/\p{Cc}\[[0-9;]*m/gu, "");
}

/** What is not ASCII and not of the forge's texts, which the demo keeps to these scripts. */
function ownGlyphs(text: string): string[] {
  return [...text.matchAll(/[…·─│┌└├•→✓✗—–]/g)].map(([glyph]) => glyph);
}

Deno.test({
  name: "a reader who leaves after one line is no failure, for every command that lists",
  ignore: Deno.build.os === "windows",
  async fn(t) {
    using folder = temporaryFolder();
    const scene = await aMirror(folder);
    const lines = linesToAsk(scene).filter(([name, ...rest]) =>
      rest.length === 0 || name === "search" || name === "logs"
    );
    const data = DATA.filter((name) => commands.some((command) => command.name === name));
    const more = data.map((name) => name === "completions" ? [name, "bash"] : [name]);
    for (const argv of [...lines, ...more, ["--help"], ["--robot", ...lines[0] ?? []]]) {
      await t.step(argv.join(" "), async () => {
        // A reader of one line, and one who leaves before there is any.
        for (const reader of ["head -1", "true"]) {
          assert.deepEqual(await piped(argv, { reader, folder: folder.path }), ["0\n", ""], reader);
        }
      });
    }
  },
});

/** The exit code of lore in a pipe, and all that stood on stderr. */
async function piped(
  argv: readonly string[],
  { reader, folder }: { readonly reader: string; readonly folder: string },
): Promise<string[]> {
  const deno = [
    Deno.execPath(),
    "run",
    "-q",
    "--no-prompt",
    "-P=lore",
    "--frozen",
    "main.ts",
    "-q",
  ];
  const words = [...deno, ...argv].map((word) => `'${word}'`).join(" ");
  const { stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", `${words} | ${reader} >/dev/null; echo "\${PIPESTATUS[0]}"`],
    cwd: ROOT,
    env: {
      HOME: folder,
      LORE_CONFIG: join(folder, "lore.config.json"),
      LORE_DATA_DIR: join(folder, "data"),
      ...{ LORE_LOG: "", RUST_LOG: "", LORE_ROBOT: "" },
    },
  }).output();
  return [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
}
