import assert from "node:assert/strict";
import { parseConfig } from "../../../lib/config/parse.ts";
import { configText } from "../../../lib/init/config_text.ts";

const SOURCE = {
  name: 'of "work"',
  forge: "gitlab",
  url: "https://g.test/git",
  token_env: "WORK_TOKEN",
  projects: ["a/b", "c/*"],
} as const;

const OPTIONS = { path: "/tmp/lore.config.json", home: undefined };

Deno.test("configText() passes lore's own strict parser and says what was chosen", () => {
  const text = configText(SOURCE, { schema: "./lore.config.schema.json" });
  const { config, origins } = parseConfig(text, OPTIONS);
  assert.deepEqual(config.sources, [SOURCE]);
  const fromFile = Object.keys(origins).filter((path) => origins[path] === "file");
  assert.ok(fromFile.every((path) => path.startsWith("sources")), fromFile.join());
  assert.match(text, /^ {2}"\$schema": ".\/lore.config.schema.json",$/m);
});

Deno.test("configText() has every default as a comment, ready to be changed", () => {
  const text = configText(SOURCE, { schema: "./s.json" });
  const uncommented = text.replaceAll(/^ {2}\/\/ ( *["}])/gm, "  $1");
  assert.notEqual(uncommented, text);
  const plain = parseConfig(text, OPTIONS);
  const changed = parseConfig(uncommented, OPTIONS);
  assert.deepEqual(changed.config, plain.config);
  const said = Object.entries(changed.origins).filter(([, origin]) => origin === "default");
  assert.deepEqual(said, []);
});
