import assert from "node:assert/strict";
import { commands } from "../../commands/mod.ts";
import type { PermissionsResult } from "../../lib/permissions/list_permissions.ts";
import { OPTIONAL_VARIABLES } from "../../lib/permissions/optional_variables.ts";
import { permissionsSchema } from "../../lib/permissions/permissions_schema.ts";
import { envelopeOf, FakeHost, type LoreRun, runLore } from "../support/fake_host.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const SOURCE = { name: "a", forge: "gitlab", url: "https://gitlab.example.com", projects: ["a/b"] };

/** A folder with a config whose data lies in `/srv/lore`. */
function place(): { readonly path: string } & Disposable {
  const folder = temporaryFolder();
  const config = { sources: [SOURCE], storage: { data_dir: "/srv/lore" } };
  const path = folder.write("lore.json", JSON.stringify(config));
  return { path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

function run(argv: readonly string[], variables: Record<string, string> = {}): Promise<LoreRun> {
  return runLore(argv, { commands, host: new FakeHost({ GITLAB_TOKEN: "secret", ...variables }) });
}

Deno.test("permissions prints a line to paste, its reasons, and a fuller line", async () => {
  using here = place();
  const { code, out, err } = await run(["permissions", "sync", "--config", here.path]);
  assert.deepEqual([code, err], [0, ""]);
  const flags = `--allow-read=${here.path},/srv/lore --allow-write=/srv/lore ` +
    "--allow-net=gitlab.example.com --allow-env=LORE_DATA_DIR,GITLAB_TOKEN";
  const end = `commands/sync.ts --config ${here.path}`;
  const optional = OPTIONAL_VARIABLES.join(",");
  assert.deepEqual(out.trimEnd().split("\n"), [
    `# As ${here.path} (--config) wants it`,
    "",
    "# sync",
    `#   read   ${here.path}: the config file`,
    "#   read   /srv/lore: the data directory",
    "#   write  /srv/lore: the data directory",
    "#   net    gitlab.example.com: the configured forges",
    "#   env    LORE_DATA_DIR: where the data directory is",
    "#   env    GITLAB_TOKEN: the tokens of the forges",
    `deno run --no-prompt ${flags} ${end}`,
    `# with colours and overrides: deno run --no-prompt ${flags},${optional} ${end}`,
  ]);
});

Deno.test("permissions prints every command where none is named", async () => {
  using here = place();
  const { out } = await run(["permissions", "--config", here.path]);
  const lines = out.split("\n").filter((line) => line.startsWith("deno run "));
  assert.equal(lines.length, commands.length);
  assert.doesNotMatch(out, /with colours/);
});

Deno.test("permissions says where there is no config", async () => {
  const variables = { HOME: "/nowhere/home" };
  const { out } = await run(["permissions", "sync"], variables);
  assert.match(
    out,
    /^# There is no config: these follow from the defaults, a source at gitlab.com\n/,
  );
  const { data } = envelopeOf(await run(["permissions", "sync", "--robot"], variables));
  assert.equal((data as PermissionsResult).config, null);
});

Deno.test("permissions as data is as its schema says", async () => {
  using here = place();
  const { data } = envelopeOf(await run(["permissions", "--robot", "--config", here.path]));
  const { config, commands: listed } = permissionsSchema.parse(data);
  assert.deepEqual(config, { path: here.path, place: "--config" });
  assert.deepEqual(listed.map(({ command }) => command), commands.map(({ name }) => name));
  const sync = listed.find(({ command }) => command === "sync");
  assert.deepEqual(sync?.flags[1], "--allow-write=/srv/lore");
});

Deno.test("permissions corrects nobody's command silently", async () => {
  const { code, err } = await run(["permissions", "snyc"]);
  assert.equal(code, 2);
  assert.match(err, /Unknown command "snyc"\nhint: Did you mean sync\?/);
  assert.match((await run(["permissions", "nothing-like-it"])).err, /hint: Run lore --help/);
});

Deno.test("no command needs a kind of access that it does not declare", async () => {
  using here = place();
  const { data } = envelopeOf(
    await run(["permissions", "--robot", "--config", here.path], {
      GITLAB_TOKEN: "",
    }),
  );
  for (const { command, kinds } of (data as PermissionsResult).commands) {
    const spec = commands.find(({ name }) => name === command);
    const declared = spec?.permissions.map((each) => each.replace(/:.*/, ""));
    for (const { kind, values } of kinds) {
      assert.ok(declared?.includes(kind), `${command} needs ${kind} ${values}`);
    }
  }
});

Deno.test("every permission of a command says what it is for", () => {
  const files = /^(?:read|write):(?:config|data|logs|PATH|FOLDER)$/;
  const others = /^(?:net:(?:forge|embedding|loopback)|env(?::\w+)?|(?:run|sys):[\w.-]+)$/;
  for (const { name, permissions } of commands) {
    for (const word of permissions) {
      assert.ok(files.test(word) || others.test(word), `${name}: "${word}"`);
    }
  }
});

Deno.test("what is optional is all that a run reads beyond what it needs", async () => {
  using here = place();
  const asked = new Set<string>();
  const host = new FakeHost();
  host.terminal.stdoutIsTerminal = true;
  host.terminal.stderrIsTerminal = true;
  host.terminal.stdinIsTerminal = true;
  host.environment = (name) => {
    asked.add(name);
    return name === "GITLAB_TOKEN" ? "secret" : undefined;
  };
  await runLore(["permissions", "sync", "--config", here.path], { commands, host });
  const needed = ["LORE_DATA_DIR", "GITLAB_TOKEN"];
  assert.deepEqual(
    [...asked].filter((name) => !needed.includes(name)).sort(),
    [...OPTIONAL_VARIABLES].sort(),
  );
});
