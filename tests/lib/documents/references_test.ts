import assert from "node:assert/strict";
import { type TextPlace, textReferences } from "../../../lib/documents/references.ts";

const MERGE_REQUEST: TextPlace = {
  kind: "merge_request",
  projectPath: "acme/web",
  iid: 34,
  webUrl: "https://forge.test/git/acme/web/-/merge_requests/34",
};

const SITE = "https://forge.test/git";

/** References as people write them: `closes acme/web#12`; `?` behind what is only assumed. */
function read(text: string, { place = MERGE_REQUEST, closing = true } = {}): string[] {
  return textReferences([text], place, { closing }).map((found) => {
    assert.equal(found.incoming, false);
    assert.equal(found.retracted, false);
    const sign = found.kind === "issue" ? "#" : "!";
    const name = `${found.path}${sign}${found.iid}${found.assumed ? "?" : ""}`;
    return found.relation === "mentions" ? name : `${found.relation} ${name}`;
  }).sort();
}

const NAMES: readonly (readonly [string, readonly string[]])[] = [
  ["See #12", ["acme/web#12"]],
  ["!35 does it", ["acme/web!35"]],
  ['(#12), #13; "#14" — #15.', ["acme/web#12", "acme/web#13", "acme/web#14", "acme/web#15"]],
  ["**#12** _#13_ __#14__ ~~#15~~", ["#12", "#13", "#14", "#15"].map((n) => `acme/web${n}`)],
  ["done.#12", ["acme/web#12"]],
  ["修正#12、完了", ["acme/web#12"]],
  ["#12+ and #13+s", ["acme/web#12", "acme/web#13"]],
  ["twice #12 and #12", ["acme/web#12"]],
  ["group/sub/project#12", ["group/sub/project#12"]],
  ["see group/project!34", ["group/project!34"]],
  ["api#12 beside us", ["acme/api#12?"]],
  ["web#12 is here", ["acme/web#12?"]],
  ["#12 and web#12", ["acme/web#12"]],
  ["#123456", ["acme/web#123456"]],
  ["#2147483647 #2147483648 #99999999999", ["acme/web#2147483647"]],
  ["#0 #012 #12a #fff #-1 # 12 ##", []],
  ["#12_3 and #12_b", []],
  ["acme/web!34 is this one, !34 too", []],
  ["ACME/Web!34 as well", []],
  ["Acme/Web#12", ["Acme/Web#12"]],
  [`${SITE}/acme/api/-/issues/12`, ["acme/api#12"]],
  [`${SITE}/acme/api/issues/12`, ["acme/api#12"]],
  [`${SITE}/a/b/c/-/work_items/12#note_5`, ["a/b/c#12"]],
  [`${SITE}/acme/api/-/merge_requests/3/diffs?a=1#note_5`, ["acme/api!3"]],
  [`(${SITE}/acme/api/-/merge_requests/3).`, ["acme/api!3"]],
  [`<${SITE}/acme/api/-/issues/12>`, ["acme/api#12"]],
  [`[there](${SITE}/acme/api/-/issues/12) #13`, ["acme/api#12", "acme/web#13"]],
  [`HTTP://FORGE.test/git/acme/api/-/issues/12+s`, ["acme/api#12"]],
  [`${SITE}/acme/web/-/merge_requests/34#note_1`, []],
  [`${SITE}/acme/api/-/issues/2147483648`, []],
  [`${SITE}/groups/acme/-/work_items/3`, []],
  [`${SITE}/acme/-/issues/3 ${SITE}/acme/api/-/issues/new`, []],
  ["https://other.test/git/acme/api/-/issues/12", []],
  ["https://forge.test/acme/api/-/issues/12", []],
  ["https://forge.test/github/acme/api/-/issues/12", []],
  ["https://other.test/page#12 and https://other.test/a_(b)#13", []],
  ["www.other.test/page#12", []],
];

Deno.test("textReferences() finds items by number, by path and by address", async (t) => {
  for (const [text, expected] of NAMES) {
    await t.step(text, () => assert.deepEqual(read(text), expected));
  }
});

const NOTHING: readonly string[] = [
  "`#12` and ``a ` #12`` and `\n#12 `",
  "```\n#12\n```",
  "```ts\n#12\n``\n~~~\n#13",
  "> ```\n> #12\n> ```",
  "1. ~~~~\n   #12\n   ~~~\n   #13\n   ~~~~",
  "<!-- Closes #12 -->",
  "<!-- never ended\n\n#12",
  "<code>#12</code><pre class='a'>\n\n#13</pre>",
  "<a href='#12' title=\"#13\">",
  "it&#39;s &amp;#x27 &#1234;",
  "\\#12 \\!13 \\\\#14",
  "[top](#12) [file](docs/a.md#12)",
  "mail ada@forge.test#12",
  `${"b".repeat(300)}#12`,
  "~~~ `ts`\n#12\n~~~",
  "so:\n```\n#12\n\n#13\n```",
  "./src/a.ts#12 ../a#12 /a/b#12 ~/a#12",
  "&#12 !!12 #!12 ##12 !#12",
];

Deno.test("textReferences() takes code, comments, tags, escapes and anchors for no names", async (t) => {
  for (const text of NOTHING) {
    await t.step(JSON.stringify(text), () => {
      assert.deepEqual(read(text), []);
      assert.deepEqual(read(`${text}\n`), []);
    });
  }
});

const BEHIND: readonly string[] = [
  "`code` #12",
  "a lone ` backtick #12",
  "a ` in one paragraph\n\n#12 ` in the next",
  "```\ncode\n```\n#12",
  "~~~\n```\n~~~\n#12",
  "```a``` #12",
  "<!-- hidden --> #12",
  "<b>#12</b> 1 < 2",
  "<code>never ended #12",
  "<code>a</code> #12 <https://other.test>",
  "&lt; #12",
  "\\` #12 `",
  "[a](https://other.test/x#1) #12",
  "a [x]() #12",
];

Deno.test("textReferences() reads on behind what it does not read", async (t) => {
  for (const text of BEHIND) {
    await t.step(JSON.stringify(text), () => assert.deepEqual(read(text), ["acme/web#12"]));
  }
});

const CLOSING: readonly (readonly [string, readonly string[]])[] = [
  ["Closes #12", ["closes acme/web#12"]],
  ["This closes: #12.", ["closes acme/web#12"]],
  [
    "Fix #1, fixes #2 and closing issues #3 and issue #4",
    ["#1", "#2", "#3", "#4"]
      .map((n) => `closes acme/web${n}`),
  ],
  ["Closes #4, #6, and group/project#7 #8", [
    "closes acme/web#4",
    "closes acme/web#6",
    "closes acme/web#8",
    "closes group/project#7",
  ]],
  [`Resolves ${SITE}/acme/api/-/issues/12 and #13`, ["closes acme/api#12", "closes acme/web#13"]],
  ["Implements #1, see #2", ["acme/web#2", "closes acme/web#1"]],
  ["Related to #12. Closes #12", ["closes acme/web#12"]],
  ["Closes #12, but #13 stays", ["acme/web#13", "closes acme/web#12"]],
  ["Closes !12", ["acme/web!12"]],
  ["Closes !12, #13", ["acme/web!12", "acme/web#13"]],
  ["Closes\n#12", ["acme/web#12"]],
  ["Closes#12", ["acme/Closes#12?"]],
  ["CLOSES #12, prefixes #13, disclosed #14", ["acme/web#12", "acme/web#13", "acme/web#14"]],
  ["Closes `#12` #13", ["acme/web#13"]],
];

const WORDS = ["Close Closes Closed Closing Fix Fixes Fixed Fixing Resolve Resolves Resolved"]
  .concat("Resolving Implement Implements Implemented Implementing").join(" ").split(" ");

Deno.test("textReferences() tells what a merge request closes as GitLab does", async (t) => {
  for (const [text, expected] of CLOSING) {
    await t.step(text, () => assert.deepEqual(read(text), expected));
  }
  for (const word of WORDS.flatMap((word) => [word, word.toLowerCase()])) {
    await t.step(word, () => assert.deepEqual(read(`${word} #12`), ["closes acme/web#12"]));
  }
  await t.step("elsewhere these are words like any other", () => {
    assert.deepEqual(read("Closes #12", { closing: false }), ["acme/web#12"]);
  });
});

Deno.test("textReferences() of several texts names each item once, and what it closes as closed", () => {
  const found = textReferences(["Fix login, see #12", "Closes #12"], MERGE_REQUEST, {
    closing: true,
  });
  assert.deepEqual(found.map(({ relation, iid }) => [relation, iid]), [["closes", 12]]);
});

Deno.test("textReferences() knows the forge by an item's address even after a rename", () => {
  const place = {
    ...MERGE_REQUEST,
    projectPath: "acme/site",
    webUrl: "https://forge.test/a/b/-/x",
  };
  assert.deepEqual(read("https://forge.test/acme/api/-/issues/1 #2", { place }), [
    "acme/api#1",
    "acme/site#2",
  ]);
});

const MEGABYTE = 2 ** 20;

const HOSTILE: Readonly<Record<string, string>> = {
  "hashes": "#".repeat(MEGABYTE),
  "backticks": "`".repeat(MEGABYTE),
  "backticks of growing number": Array.from({ length: 1448 }, (_, i) => "`".repeat(i + 1)).join(
    " ",
  ),
  "backticks of two numbers": "` ``".repeat(MEGABYTE / 4),
  "fences": "```\n".repeat(MEGABYTE / 4),
  "open tags": "<a ".repeat(MEGABYTE / 3),
  "open code": "<code>".repeat(MEGABYTE / 6),
  "open comments": "<!--".repeat(MEGABYTE / 4),
  "one word": "a".repeat(MEGABYTE),
  "one path": "a/".repeat(MEGABYTE / 2),
  "an address": `${SITE}/${"a/".repeat(MEGABYTE / 2)}`,
  "addresses": "https://".repeat(MEGABYTE / 8),
  "parentheses": `https://a${"(".repeat(MEGABYTE)}`,
  "closing words": "Closes ".repeat(MEGABYTE / 7),
  "names": "#12 ".repeat(MEGABYTE / 4),
  "blank lines": "\n`".repeat(MEGABYTE / 2),
  "spaces": `\n${" ".repeat(MEGABYTE)}\``,
};

Deno.test("textReferences() takes no longer for a hostile megabyte than it is long", async (t) => {
  const took = (text: string): number => {
    const start = performance.now();
    read(text);
    return performance.now() - start;
  };
  for (const [name, text] of Object.entries(HOSTILE)) {
    await t.step(name, () => {
      // Twice as long takes about twice the time; what is quadratic takes minutes for any of these.
      const best = Math.min(took(text), took(text), took(text));
      assert.ok(best < 1000, `${best} ms`);
    });
  }
});
