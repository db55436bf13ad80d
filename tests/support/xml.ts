/** A reader of XML that is strict about what makes it well formed, and knows no more. @module */

import assert from "node:assert/strict";

/** An element with the text directly inside it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

const PART = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** Every element in the order of their beginnings. Fails where the text is not well formed. */
export function readXml(xml: string): XmlElement[] {
  const elements: XmlElement[] = [];
  const open: XmlElement[] = [];
  PART.lastIndex = 0;
  for (let at = 0; at < xml.length; at = PART.lastIndex) {
    const found = PART.exec(xml);
    assert.ok(found !== null, `Not well formed: ${xml.slice(at, at + 60)}`);
    const [, closes, name = "", attributes = "", empty, text] = found;
    if (text !== undefined) {
      const parent = open.at(-1);
      if (parent !== undefined) parent.text += unescaped(text);
      else assert.equal(text.trim(), "", "Text outside of the root");
    } else if (closes === "/") assert.equal(open.pop()?.name, name, "Tags cross");
    else {
      assert.ok(open.length > 0 || elements.length === 0, "A second root");
      const element: XmlElement = { name, attributes: attributesOf(attributes), text: "" };
      elements.push(element);
      if (empty !== "/") open.push(element);
    }
  }
  assert.deepEqual(open.map(({ name }) => name), [], "Tags without an end");
  return elements;
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([\w:-]+)="([^"]*)"/g)];
  assert.equal(new Set(pairs.map(([, name]) => name)).size, pairs.length, "An attribute twice");
  return Object.fromEntries(pairs.map(([, name, value = ""]) => [name, unescaped(value)]));
}

function unescaped(text: string): string {
  return text.replaceAll(/&(\w*)(;?)/g, (whole, name, end) => {
    const character = end === ";" ? NAMED[name] : undefined;
    assert.ok(character !== undefined, `"${whole}" is no entity`);
    return character;
  });
}
