/**
 * The architecture as lint rules: which way imports point, and what only the platform may touch.
 *
 * - `lore/layers`: an import that points up, or sideways between commands, features or data modules.
 * - `lore/platform-only`: time, timers, the network, `Deno.*` outside of `lib/platform`, and SQL
 *   outside of `lib/db`.
 * - `lore/no-exit`: `Deno.exit`, anywhere.
 *
 * @module
 */

import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Which parts a part may import, beside itself. A part is a folder below `lib/` or a file in it.
 * What is missing here is refused: a new part enters the architecture by entering this table.
 */
const BELOW: Readonly<Record<string, readonly string[]>> = (() => {
  const ground = ["errors", "platform"];
  const telemetry = [...ground, "log", "spans", "metrics"];
  const common = [...telemetry, "model", "nearest", "quoted", "content_hash"];
  const data = [...common, "db", "forge", "config"];
  const features = [...data, "names", "documents", "embedding", "search", "history"];
  return {
    errors: [],
    nearest: [],
    quoted: [],
    content_hash: [],
    model: ["errors"],
    platform: ["errors"],
    log: telemetry,
    spans: telemetry,
    metrics: telemetry,
    config: common,
    permissions: [...common, "config"],
    db: common,
    names: [...common, "db"],
    forge: common,
    documents: data,
    embedding: [...data, "documents"],
    search: [...data, "names", "reading", "embedding", "documents"],
    history: [...data, "names", "reading"],
    reading: [...data, "names"],
    ask: [...telemetry, "cli"],
    completions: [...data, "cli"],
    sync: features,
    doctor: [...features, "sync", "permissions"],
    explain: [...features, "sync"],
    init: [...features, "sync", "doctor", "ask"],
    store: [...data, "names", "ask", "cli", "reading"],
    service: features,
    server: [...features, "sync", "service"],
    cli: [...data, "permissions"],
    commands: [
      ...features,
      "sync",
      "doctor",
      "explain",
      "init",
      "ask",
      "store",
      "reading",
      "service",
      "server",
      "cli",
      "completions",
      "permissions",
    ],
    mod: [
      ...features,
      "sync",
      "doctor",
      "explain",
      "init",
      "ask",
      "store",
      "reading",
      "service",
      "server",
      "cli",
      "completions",
      "commands",
    ],
  };
})();

/** The part that a file belongs to; undefined for tests, tools and whatever lies elsewhere. */
function partOf(path: string): string | undefined {
  const [top, second = ""] = path.split("/");
  if (path === "mod.ts" || path === "main.ts" || path === "library.ts") return "mod";
  if (top === "commands") return "commands";
  return top === "lib" ? second.replace(/\.ts$/, "") : undefined;
}

/** Path below the root of the project, with `/`; undefined for what is outside of it. */
function pathInProject(file: string): string | undefined {
  const path = relative(ROOT, file.startsWith("file:") ? fileURLToPath(file) : file)
    .replaceAll("\\", "/");
  return path.startsWith("../") ? undefined : path;
}

/** What is wrong with importing `specifier` from `path`; undefined when nothing is. */
function importProblem(
  path: string,
  specifier: string,
  { lazily }: { readonly lazily: boolean },
): string | undefined {
  const from = partOf(path);
  if (from === undefined) return undefined;
  if (specifier === "node:sqlite" && from !== "db") return "SQL is written in lib/db only";
  if (!specifier.startsWith(".")) return undefined;
  const target = join(dirname(path), specifier).replaceAll("\\", "/");
  const to = partOf(target);
  if (to === undefined) {
    return target.startsWith("migrations/") && from === "db"
      ? undefined
      : `"${target}" is no part of the program`;
  }
  if (from === "commands" && to === "commands") {
    // A command run alone may look up the list of all, as the demo does to run some of them.
    const isList = path === "commands/mod.ts" ||
      (lazily && (path === "commands/by_name.ts" || target === "commands/mod.ts"));
    return isList ? undefined : "commands do not import each other";
  }
  if (from === to) return undefined;
  if (BELOW[from] === undefined) return `"${from}" has no place in tests/lint/layers.ts yet`;
  return BELOW[from].includes(to) ? undefined : `${from} may not import ${to}`;
}

const layers: Deno.lint.Rule = {
  create(context) {
    const path = pathInProject(context.filename);
    if (path === undefined || partOf(path) === undefined) return {};
    const check = (node: Deno.lint.Node, source: Deno.lint.Node | null): void => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const problem = importProblem(path, source.value, {
        lazily: node.type === "ImportExpression",
      });
      if (problem !== undefined) context.report({ node, message: problem });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
    };
  },
};

const TIMERS = ["setTimeout", "setInterval"];

/** `Date.now`, and `now` for `Date["now"]`; undefined for what is computed. */
function memberName(node: Deno.lint.MemberExpression): string | undefined {
  if (node.property.type === "Identifier" && !node.computed) return node.property.name;
  const { property } = node;
  return property.type === "Literal" ? String(property.value) : undefined;
}

/** The object's name, looking through `globalThis.`. */
function objectName(node: Deno.lint.Expression | Deno.lint.Super): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type !== "MemberExpression" || objectName(node.object) !== "globalThis") {
    return undefined;
  }
  return memberName(node);
}

/** What is used here that belongs to the platform. */
function platformUse(node: Deno.lint.MemberExpression): string | undefined {
  const object = objectName(node.object);
  const member = memberName(node);
  if (object === "Date" && member === "now") return "Date.now";
  if (object === "performance" && member === "now") return "performance.now";
  if (object === "Deno") return `Deno.${member ?? "*"}`;
  const global = objectName(node);
  return object === "globalThis" && isPlatformCall(global) ? global : undefined;
}

function isPlatformCall(name: string | undefined): boolean {
  return name !== undefined && (name === "fetch" || TIMERS.includes(name));
}

const platformOnly: Deno.lint.Rule = {
  create(context) {
    const path = pathInProject(context.filename);
    const part = path === undefined ? undefined : partOf(path);
    if (part === undefined || part === "platform") return {};
    const report = (node: Deno.lint.Node, what: string): void =>
      context.report({ node, message: `${what} is used in lib/platform only` });
    return {
      MemberExpression(node): void {
        const use = platformUse(node);
        if (use !== undefined) report(node, use);
      },
      NewExpression(node): void {
        if (objectName(node.callee) === "Date" && node.arguments.length === 0) {
          report(node, "new Date() without a time");
        }
      },
      CallExpression(node): void {
        const { callee } = node;
        if (callee.type !== "Identifier" || !isPlatformCall(callee.name)) return;
        if (!declaredAround(node, callee.name)) report(node, callee.name);
      },
    };
  },
};

/** Whether a name is that of a parameter, variable, function or import, and so not the global. */
function declaredAround(node: Deno.lint.Node, name: string): boolean {
  let at: Deno.lint.Node | undefined = node;
  while (at !== undefined && at.type !== "Program") {
    if ("params" in at && bindsAny(at.params, name)) return true;
    if (at.type === "BlockStatement" && at.body.some((each) => declares(each, name))) return true;
    at = "parent" in at ? at.parent as Deno.lint.Node : undefined;
  }
  return at?.type === "Program" && at.body.some((each) => declares(each, name));
}

function declares(node: Deno.lint.Node, name: string): boolean {
  switch (node.type) {
    case "VariableDeclaration":
      return node.declarations.some(({ id }) => binds(id, name));
    case "FunctionDeclaration":
      return node.id?.name === name;
    case "ImportDeclaration":
      return node.specifiers.some(({ local }) => local.name === name);
    case "ExportNamedDeclaration":
      return node.declaration !== null && declares(node.declaration, name);
    default:
      return false;
  }
}

function bindsAny(nodes: unknown, name: string): boolean {
  return Array.isArray(nodes) && nodes.some((node) => binds(node, name));
}

/** Whether a pattern makes a variable of this name. */
function binds(node: Deno.lint.Node | null, name: string): boolean {
  switch (node?.type) {
    case "Identifier":
      return node.name === name;
    case "AssignmentPattern":
      return binds(node.left, name);
    case "RestElement":
      return binds(node.argument, name);
    case "ArrayPattern":
      return bindsAny(node.elements, name);
    case "ObjectPattern":
      return node.properties.some((property) =>
        binds(property.type === "Property" ? property.value : property, name)
      );
    default:
      return false;
  }
}

const noExit: Deno.lint.Rule = {
  create(context) {
    return {
      MemberExpression(node): void {
        if (objectName(node.object) !== "Deno" || memberName(node) !== "exit") return;
        context.report({
          node,
          message: "Deno.exit skips `using` and loses the run's record",
          hint: "Set Deno.exitCode, through lib/platform, and return",
        });
      },
    };
  },
};

const plugin: Deno.lint.Plugin = {
  name: "lore",
  rules: { layers, "platform-only": platformOnly, "no-exit": noExit },
};

export default plugin;
