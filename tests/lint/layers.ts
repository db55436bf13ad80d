export default { name: "lore", rules: {} } satisfies Deno.lint.Plugin;
