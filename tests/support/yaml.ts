/**
 * A reader for the part of YAML that our workflows keep to: maps and lists by indentation, short ones
 * in braces and brackets, scalars on one line or going on below. Refuses everything else, anchors,
 * tags and block scalars among it; `deno fmt --check` holds that the files are YAML at all.
 *
 * @module
 */

import assert from "node:assert/strict";

/** What such a file holds. */
export type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml };

interface Line {
  readonly indent: number;
  readonly text: string;
}

const KEY = /^([\w./-]+|"[^"]*"):(?:\s+(.*))?$/;

/** Reads a file. Scalars are text, whatever they look like. */
export function readYaml(source: string): Yaml {
  const lines = source.split("\n").filter((line) => !/^\s*(#.*)?$/.test(line)).map((line): Line => {
    assert.doesNotMatch(line, /\t/, "YAML knows no tabs");
    return { indent: line.search(/\S/), text: line.trim() };
  });
  const reader = new Reader(lines);
  const value = reader.block(0);
  assert.ok(reader.isDone, "Lines that belong to nothing");
  return value;
}

class Reader {
  readonly #lines: Line[];
  #at = 0;

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  get isDone(): boolean {
    return this.#at === this.#lines.length;
  }

  /** The map or list whose lines begin in this column. */
  block(indent: number): Yaml {
    return this.#next()?.text.startsWith("- ") ? this.#list(indent) : this.#map(indent);
  }

  #next(): Line | undefined {
    return this.#lines[this.#at];
  }

  #list(indent: number): Yaml[] {
    const items: Yaml[] = [];
    for (let line = this.#next(); line?.indent === indent; line = this.#next()) {
      assert.ok(line.text.startsWith("- "), `No item: ${line.text}`);
      const text = line.text.slice(2).trim();
      if (KEY.test(text)) {
        // The item is a map that begins behind its dash.
        const inner = indent + line.text.length - text.length;
        this.#lines[this.#at] = { indent: inner, text };
        items.push(this.#map(inner));
      } else {
        this.#at++;
        items.push(flow(text));
      }
    }
    return items;
  }

  #map(indent: number): Record<string, Yaml> {
    const map: Record<string, Yaml> = {};
    for (let line = this.#next(); line?.indent === indent; line = this.#next()) {
      const [, key = "", rest = ""] = KEY.exec(line.text) ?? assert.fail(`No entry: ${line.text}`);
      assert.ok(!Object.hasOwn(map, key), `"${key}" twice`);
      this.#at++;
      map[key] = rest === "" ? this.#below(indent) : flow(rest + this.#continuation(indent));
    }
    return map;
  }

  #below(indent: number): Yaml {
    const next = this.#next();
    return next !== undefined && next.indent > indent ? this.block(next.indent) : "";
  }

  #continuation(indent: number): string {
    let text = "";
    for (let line = this.#next(); line !== undefined && line.indent > indent; line = this.#next()) {
      text += ` ${line.text}`;
      this.#at++;
    }
    return text;
  }
}

/** A value on one line. */
function flow(text: string): Yaml {
  assert.doesNotMatch(text, /^[|>&*!%@`]/, `Not read here: ${text}`);
  const bare = text.replace(/\s+#.*$/, "");
  const parts = (inner: string): string[] => inner.split(",").map((part) => part.trim());
  if (/^\{.*\}$/.test(bare)) {
    return Object.fromEntries(
      parts(bare.slice(1, -1)).map((part) => {
        const [, key = "", value = ""] = KEY.exec(part) ?? assert.fail(`No entry: ${part}`);
        return [key, flow(value)];
      }),
    );
  }
  if (/^\[.*\]$/.test(bare)) return parts(bare.slice(1, -1)).map(flow);
  const [, quoted] = /^"([^"\\]*)"$/.exec(bare) ?? [];
  assert.ok(quoted !== undefined || !/^["'{[]/.test(bare), `Not read here: ${text}`);
  assert.ok(quoted !== undefined || !/: /.test(bare), `A map inside of text: ${text}`);
  return quoted ?? bare;
}
