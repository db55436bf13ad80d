/** `lore demo`: a small forge on loopback, and lore at work on it. @module */

import { type App, defineCommand, main, portNumber, wholeNumber } from "../lib/cli/mod.ts";
import type { Demo } from "../lib/forge/demo/open_demo.ts";

/** What `lore demo` shows, in order. */
const SCRIPT = [
  { argv: ["sync"], says: "A first sync: everything, over real HTTP, with a 429 and a 502" },
  { argv: ["sync"], says: "The forge moves on; the next sync fetches only what changed" },
  { argv: ["sync-status"], says: "What each run did" },
  { argv: ["search", "login timeout", "-n", "3"], says: "Ask the mirror, offline" },
] as const;

/** The command. */
export const demo = defineCommand({
  name: "demo",
  summary: "See lore at work on a small forge of its own",
  description:
    "Starts a small GitLab on loopback, mirrors it, lets it change, mirrors it again, and asks the " +
    "mirror a question. Everything stays in a data directory of its own. With --serve the forge " +
    "stays up until Ctrl-C, to try lore on.",
  examples: [
    { line: "lore demo", brief: "The whole tour" },
    { line: "lore demo --serve --port 8080", brief: "Only the forge, until Ctrl-C" },
    { line: "lore demo --serve --issues 10000 --latency 20", brief: "A large and distant forge" },
  ],
  flags: {
    serve: { kind: "boolean", brief: "Leave the forge up and do nothing else" },
    port: {
      kind: "parsed",
      parse: portNumber,
      default: "0",
      placeholder: "PORT",
      brief: "Where the forge listens; 0 for any free port",
    },
    issues: {
      kind: "parsed",
      parse: wholeNumber,
      default: "60",
      placeholder: "N",
      brief: "How many issues the forge has",
    },
    mrs: {
      kind: "parsed",
      parse: wholeNumber,
      default: "30",
      placeholder: "N",
      brief: "How many merge requests the forge has",
    },
    latency: {
      kind: "parsed",
      parse: wholeNumber,
      default: "0",
      placeholder: "MS",
      brief: "Milliseconds before each of the forge's answers",
    },
  },
  permissions: ["read:data", "write:data", "net:loopback", "env"],
  usesConfig: false,
  async run(app, { serve, port, issues, mrs, latency }) {
    const { openDemo } = await import("../lib/forge/demo/open_demo.ts");
    const folder = await demoFolder(app, serve ? `serve-${port}` : "tour");
    await using opened = await openDemo({
      clock: app.clock,
      port,
      issues,
      mergeRequests: mrs,
      latencyMs: latency,
      faults: !serve,
      folder,
    });
    if (serve) await serveDemo(app, opened, `${issues} issues and ${mrs} merge requests`);
    const steps = serve ? [] : await playScript(app, opened);
    return { url: opened.url, config: opened.configPath, steps };
  },
  text({ config, steps }) {
    if (steps.length === 0) return "";
    return `\nThe mirror stays: lore --config ${config} search 'flaky test'`;
  },
  resultSchema: async () => (await import("../lib/forge/demo/demo_schema.ts")).demoSchema,
});

/** Leaves the forge up, and says what to do with it, until Ctrl-C. */
async function serveDemo(
  app: App,
  { url, configPath, token }: Demo,
  holding: string,
): Promise<void> {
  app.say(`A GitLab with ${holding}: ${url}`);
  app.say(`Try lore on it: lore --config ${configPath} sync`);
  app.say(`Or begin from nothing, with ${token} in GITLAB_TOKEN: lore init`);
  app.say("Ctrl-C stops it");
  await untilInterrupted(app.signal);
}

/** One step of the tour and what came of it. */
interface Step {
  readonly line: string;
  readonly exit_code: number;
  readonly envelope?: unknown;
}

async function playScript(app: App, demo: Demo): Promise<Step[]> {
  const { typeCommand } = await import("../lib/cli/typed_command.ts");
  // What is set in the shell is not for this forge: its token is in the env file beside the config.
  const variables = {
    LORE_CONFIG: demo.configPath,
    LORE_DATA_DIR: "",
    LORE_DEMO_TOKEN: "",
    LORE_ENV_FILE: "",
  };
  const steps: Step[] = [];
  for (const { argv, says } of SCRIPT) {
    app.signal.throwIfAborted();
    if (steps.length === 1) demo.forge.changeALittle();
    app.say(
      `\n# ${says}\n$ lore ${
        argv.map((word) => word.includes(" ") ? `'${word}'` : word).join(" ")
      }`,
    );
    steps.push(await typeCommand(app, argv, variables));
  }
  return steps;
}

/** An empty folder for the demo's own config and store. */
async function demoFolder(app: App, name: string): Promise<string> {
  const [{ join }, { makeFolder, remove }] = await Promise.all([
    import("node:path"),
    import("../lib/platform/files.ts"),
  ]);
  const folder = join(await app.dataDir(), "demo", name);
  remove(folder);
  makeFolder(folder);
  return folder;
}

function untilInterrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

// Not awaited: the list of commands imports this module, which must be evaluated by then.
if (import.meta.main) void main(demo, async () => (await import("./mod.ts")).commands);
