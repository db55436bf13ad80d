/** `lore init` at a terminal, its questions answered by keys. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { createDemoForge, type FaultRule, FAULTS } from "../../lib/forge/demo/mod.ts";
import { listFolder, readText } from "../../lib/platform/files.ts";
import { hasScript } from "../support/at_terminal.ts";
import { type Conversation, converse, type Ended } from "../support/conversation.ts";
import { displayWidth } from "../../lib/cli/width.ts";
import { ROOT } from "../gate/deno_command.ts";
import { loreVariables, outputOf } from "../support/lore_process.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const ADDRESS = "Address of your GitLab";
const VARIABLE = "Environment variable";
const PROJECTS = "Projects to mirror";
const ENTER = "\r";
const DOWN = "\x1b[B";
const CTRL_C = "\x03";
const CTRL_U = "\x15";
const ESCAPE = "\x1b";

/** A forge, an empty folder, and lore init in it. */
class Scene implements AsyncDisposable {
  readonly folder = temporaryFolder();
  readonly #server;

  constructor(faults: readonly FaultRule[] = [], projects = 3) {
    this.#server = createDemoForge({ projects, issues: projects, mergeRequests: 1, faults })
      .serve({ port: 0 });
  }

  get url(): string {
    return this.#server.url;
  }

  init(
    argv: readonly string[] = [],
    { columns = 80, env = {} }: {
      readonly columns?: number;
      readonly env?: Readonly<Record<string, string>>;
    } = {},
  ): Conversation {
    const variables = { GITLAB_TOKEN: "demo-token", ...env };
    return converse(["init", ...argv], { columns, cwd: this.folder.path, env: variables });
  }

  files(): string[] {
    return listFolder(this.folder.path).map(({ name }) => name).sort();
  }

  config(): string {
    return readText(join(this.folder.path, "lore.config.json"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    this.folder[Symbol.dispose]();
  }
}

const WRITTEN = ["lore.config.json", "lore.config.schema.json"];

/** The screen with what varies named. */
function shown({ screen }: Ended, scene: Scene): string {
  return screen.join("\n").replaceAll(scene.url, "http://FORGE").replaceAll(
    scene.folder.path,
    "DIR",
  );
}

function terminalTest(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({ name, ignore: !hasScript, fn });
}

terminalTest("lore init asks for address, variable and projects, then writes", async (t) => {
  await using scene = new Scene();
  await using talk = scene.init([], { columns: 160 });
  await talk.answer(
    [ADDRESS, `${scene.url}${ENTER}`],
    [VARIABLE, ENTER],
    [PROJECTS, `${DOWN}${DOWN} ${ENTER}`],
    ["Write ", ENTER],
  );
  const ended = await talk.ended();
  assert.equal(ended.code, 0, ended.sent);
  assert.deepEqual(scene.files(), WRITTEN);
  assert.match(scene.config(), /"projects": \[\s+"acme\/\w+",\s+\]/);
  await t.assertSnapshot(shown(ended, scene));
});

terminalTest("lore init fits a terminal of 40 columns", async () => {
  await using scene = new Scene();
  await using talk = scene.init(["--url", `${scene.url}/acme/web`], { columns: 40 });
  await talk.answer([VARIABLE, ENTER], [PROJECTS, ENTER], ["Write ", ENTER]);
  const ended = await talk.ended();
  assert.equal(ended.code, 0, ended.sent);
  for (const row of ended.screen) assert.ok(displayWidth(row) <= 40, row);
  assert.equal(ended.screen.filter((row) => row.includes("Projects to mirror")).length, 1);
  assert.match(scene.config(), /"acme\/web",/);
});

terminalTest("lore init asks again for what the forge refuses", async () => {
  await using scene = new Scene();
  const env = { WRONG_TOKEN: "glpat-0000000000000000" };
  await using talk = scene.init([], { env });
  await talk.answer(
    [ADDRESS, `https://github.com/a/b${ENTER}`],
    ["mirrors GitLab only", `${CTRL_U}127.0.0.1:1${ENTER}`],
    [VARIABLE, `glpat-aB3dE5fG7hI9jK1lM3nO${ENTER}`],
    ["looks like a token", `${CTRL_U}WRONG_TOKEN${ENTER}`],
    ["cannot be reached", ""],
    [ADDRESS, `${CTRL_U}${scene.url}${ENTER}`],
    [VARIABLE, ENTER],
    ["refused the token in WRONG_TOKEN", ""],
    [VARIABLE, `GITLAB_TOKEN${ENTER}`],
    ['you are "lore.reader"', ""],
    [PROJECTS, `${DOWN}${DOWN}${DOWN}${DOWN} ${ENTER}`],
    ["with blanks between", `acme${ENTER}`],
    ['all of a group is "acme/*"', `${CTRL_U}acme/wbe acme/api${ENTER}`],
    ["Did you mean acme/web?", ""],
    [PROJECTS, `${CTRL_U}acme/web acme/api${ENTER}`],
    ["Write ", ENTER],
  );
  const ended = await talk.ended();
  assert.equal(ended.code, 0, ended.sent);
  assert.match(scene.config(), /"acme\/web",\s+"acme\/api",/);
  assert.ok(
    !ended.screen.join("").includes("aB3dE5fG7hI9jK1lM3nO"),
    "the token stays on the screen",
  );
});

terminalTest("Ctrl-C and Esc leave any question: exit 130, and nothing is written", async (t) => {
  const steps: readonly (readonly [string, string])[] = [
    [ADDRESS, ENTER],
    [VARIABLE, ENTER],
    [PROJECTS, ` ${ENTER}`],
    ["Write ", ENTER],
  ];
  for (const [index, [question]] of steps.entries()) {
    for (const [name, key] of [["Ctrl-C", CTRL_C], ["Esc", ESCAPE]] as const) {
      await t.step(`${name} at "${question}"`, async () => {
        await using scene = new Scene();
        await using talk = scene.init();
        const [first, ...others] = steps.slice(0, index);
        if (first !== undefined) await talk.answer([first[0], `${scene.url}${ENTER}`], ...others);
        await talk.answer([question, key]);
        const { code, sent } = await talk.ended();
        assert.equal(code, 130, sent);
        assert.match(sent, /Stopped: nothing was changed/);
        assert.deepEqual(scene.files(), []);
      });
    }
  }
  await t.step("a no at the end", async () => {
    await using scene = new Scene();
    await using talk = scene.init(["--url", `${scene.url}`, "--project", "acme/web"]);
    await talk.answer([VARIABLE, ENTER], ["Write ", "n"]);
    assert.equal((await talk.ended()).code, 130);
    assert.deepEqual(scene.files(), []);
  });
  await t.step("Ctrl-C while the forge is asked", async () => {
    await using scene = new Scene([{ match: /\/user$/, fault: FAULTS.hanging }]);
    await using talk = scene.init(["--url", scene.url, "--token-env", "GITLAB_TOKEN"]);
    await talk.answer(["Find forge", CTRL_C]);
    const { code, sent } = await talk.ended();
    assert.equal(code, 130, sent);
    assert.deepEqual(scene.files(), []);
  });
});

terminalTest(
  "lore init without a token stops, names another variable, or writes unchecked",
  async (t) => {
    const env = { GITLAB_TOKEN: "", OTHER_TOKEN: "demo-token" };
    const cases: readonly [
      string,
      string,
      readonly (readonly [string, string])[],
      number,
      RegExp?,
    ][] = [
      ["stop", ENTER, [], 4],
      [
        "unchecked",
        `${DOWN}${ENTER}`,
        [[PROJECTS, ENTER], ["Write ", ENTER]],
        0,
        /"token_env": "GITLAB_TOKEN"/,
      ],
      [
        "another",
        `${DOWN}${DOWN}${ENTER}`,
        [[VARIABLE, `OTHER_TOKEN${ENTER}`], [PROJECTS, ENTER], ["Write ", ENTER]],
        0,
        /"token_env": "OTHER_TOKEN"/,
      ],
    ];
    for (const [name, keys, rest, code, config] of cases) {
      await t.step(name, async () => {
        await using scene = new Scene();
        await using talk = scene.init(["--url", `${scene.url}/acme/web`], { env });
        await talk.answer([VARIABLE, ENTER], ["How to go on?", keys], ...rest);
        const ended = await talk.ended();
        assert.equal(ended.code, code, ended.sent);
        assert.deepEqual(scene.files(), config === undefined ? [] : WRITTEN);
        if (config !== undefined) assert.match(scene.config(), config);
      });
    }
  },
);

terminalTest("lore init asks line by line where nothing can be drawn", async (t) => {
  const cases: readonly [string, Readonly<Record<string, string>>][] = [
    ["TERM=dumb", { TERM: "dumb" }],
    ["a locale without UTF-8", { LC_ALL: "C" }],
  ];
  for (const [name, env] of cases) {
    await t.step(name, async (t) => {
      await using scene = new Scene();
      await using talk = scene.init([], { env, columns: 400 });
      await talk.answer(
        [`${ADDRESS}, or of a project there [https://gitlab.com]: `, `${scene.url}\n`],
        ["[GITLAB_TOKEN]: ", "\n"],
        ["blanks between: ", "9\n"],
        ['There is no "9"', ""],
        ["blanks between: ", "2 acme/api\n"],
        ["[Y/n]: ", "maybe\n"],
        ["Answer y or n", ""],
        ["[Y/n]: ", "\n"],
      );
      const ended = await talk.ended();
      assert.equal(ended.code, 0, ended.sent);
      assert.deepEqual(scene.files(), WRITTEN);
      assert.match(ended.screen.join(""), /^[ -~]+$/);
      if (name === "TERM=dumb") await t.assertSnapshot(shown(ended, scene));
    });
  }
  await t.step("Ctrl-C and Ctrl-D end that as well", async () => {
    for (const key of [CTRL_C, "\x04"]) {
      await using scene = new Scene();
      await using talk = scene.init([], { env: { TERM: "dumb" } });
      await talk.answer([ADDRESS, key]);
      const { code, sent } = await talk.ended();
      assert.equal(code, 130, sent);
      assert.deepEqual(scene.files(), []);
    }
  });
});

terminalTest("lore init is as colourful as it is told to be", async (t) => {
  const cases: readonly [string, string[], Readonly<Record<string, string>>, boolean][] = [
    ["by itself", [], {}, true],
    ["NO_COLOR", [], { NO_COLOR: "1" }, false],
    ["--color never", ["--color", "never"], {}, false],
  ];
  for (const [name, argv, env, colors] of cases) {
    await t.step(name, async () => {
      await using scene = new Scene();
      await using talk = scene.init([...argv, "--url", scene.url], { env });
      await talk.answer([VARIABLE, CTRL_C]);
      const { sent } = await talk.ended();
      assert.equal(/\p{Cc}\[\d+m/u.test(sent), colors, sent);
    });
  }
});

terminalTest("lore init --yes and --robot ask nothing, even at a terminal", async () => {
  for (const flag of ["--yes", "--robot"]) {
    await using scene = new Scene();
    await using talk = scene.init([flag]);
    const { code, sent } = await talk.ended();
    assert.equal(code, 2, sent);
    assert.match(sent, /--url and --project must be given/);
  }
});

terminalTest("lore init refuses an existing config before it asks anything", async () => {
  await using scene = new Scene();
  scene.folder.write("lore.config.json", "mine");
  await using talk = scene.init();
  const { code, sent } = await talk.ended();
  assert.equal(code, 2);
  assert.doesNotMatch(sent, new RegExp(ADDRESS));
  assert.equal(scene.config(), "mine");
});

terminalTest("lore init searches among many projects", async () => {
  await using scene = new Scene([], 14);
  await using talk = scene.init(["--url", scene.url], { columns: 40 });
  await talk.answer([VARIABLE, ENTER], [PROJECTS, `service-12\t${ENTER}`], ["Write ", ENTER]);
  const ended = await talk.ended();
  assert.equal(ended.code, 0, ended.sent);
  assert.match(scene.config(), /"projects": \[\s+"acme\/services\/service-12",\s+\]/);
  assert.ok(ended.screen.some((row) => row.includes("acme/services/service-12")), ended.sent);
});

terminalTest("lore init repeats no token that the forge repeats", async (t) => {
  const token = "aB3dE5fG7hI9jK1lM3nO";
  for (const TERM of ["xterm", "dumb"]) {
    await t.step(TERM, async () => {
      await using scene = new Scene([
        { match: /./, fault: FAULTS.refused(400, `no user for ${token}`) },
      ]);
      await using talk = scene.init([], { env: { TERM, GITLAB_TOKEN: token } });
      await talk.answer(
        [ADDRESS, `${scene.url}${ENTER}`],
        [VARIABLE, ENTER],
        ["no user for [redacted]", ""],
        [ADDRESS, CTRL_C],
      );
      assert.ok(!(await talk.ended()).sent.includes(token));
    });
  }
});

terminalTest("lore init says what it puts aside, and what travels unprotected", async () => {
  await using scene = new Scene();
  scene.folder.write("lore/config.json", "{}");
  const env = { GITLAB_TOKEN: "" };
  const argv = ["--url", "http://gitlab.test/a/b", "--yes"];
  await using talk = scene.init(argv, { columns: 200, env });
  const { code, sent, screen } = await talk.ended();
  assert.equal(code, 0, sent);
  const notes = screen.filter((row) => row.startsWith("  note  "));
  assert.match(notes[0] ?? "", /http:\/\/ sends the token to gitlab\.test in the clear/);
  assert.match(notes[1] ?? "", /used instead of .*lore\/config\.json$/);
  assert.ok(screen.includes("  export GITLAB_TOKEN=..."), sent);
});

Deno.test("lore init with a pipe on stdin asks nobody", async () => {
  await using scene = new Scene();
  const deno = ["run", "-q", "--no-prompt", "-c", `${ROOT}deno.json`, "-P=init", "--frozen"];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...deno, `${ROOT}commands/init.ts`],
    cwd: scene.folder.path,
    env: loreVariables({ XDG_CONFIG_HOME: scene.folder.path }),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const keyboard = child.stdin.getWriter();
  await keyboard.write(new TextEncoder().encode(`${scene.url}\n\n\ny\n`)).catch(() => {});
  await keyboard.close().catch(() => {});
  const { code, out, err } = await outputOf(child);
  assert.deepEqual([code, out], [2, ""]);
  assert.match(err, /^error: Cannot set up lore: --url and --project must be given$/m);
  assert.deepEqual(scene.files(), []);
});
