/** Themes of what people see and of how the projects are built: pages, search, tests, releases. @module */

import type { Theme } from "./themes.ts";

/** Themes of products and of their making. */
export const PRODUCT_THEMES: readonly Theme[] = [
  {
    area: "ui",
    slug: "dark-mode",
    labels: ["feature", "frontend", "design"],
    issueTitles: [
      "Dark mode flashes white on page load",
      "Dark mode: charts are unreadable",
      "Remember the chosen theme per device",
    ],
    symptoms: [
      "The page is painted white for {ms} ms before the dark stylesheet arrives. At night that hurts. 😎",
      "Axis labels are #333 on #222.",
    ],
    causes: [
      "The theme is read from the profile, which is loaded after the first paint.",
      "Chart colours are constants in the component instead of CSS variables.",
    ],
    mergeTitles: [
      "Set the theme before the first paint",
      "Take chart colours from the theme",
      "Store the theme choice per device",
    ],
    approaches: [
      "A small inline script sets `data-theme` from local storage; the profile only wins when nothing is stored.",
      "All {n} chart components use the same palette now.",
    ],
    talk: [
      "Can we follow the system setting by default?",
      "Contrast is 4.6:1 now, just above what we promised.",
      "Screenshots, light and dark, are in the description. | light | dark |",
    ],
    reviews: [
      "This blocks rendering; keep it below a kilobyte.",
      "Use the variable, not the colour.",
    ],
    evidence: '<html data-theme="light">  <!-- dark arrives {ms} ms later -->',
    before: ['const AXIS = "#333333";'],
    after: ['const AXIS = "var(--chart-axis)";'],
  },
  {
    area: "ui",
    slug: "keyboard-navigation",
    labels: ["accessibility", "frontend", "bug"],
    issueTitles: [
      "The date picker cannot be used with a keyboard",
      "Focus jumps to the top after closing a dialog",
      "Screen readers announce every row twice",
    ],
    symptoms: [
      'Tab leaves the date picker instead of entering the calendar. With a screen reader it is announced as "blank".',
      "After `Escape` the focus is on the body, so that the next Tab starts over.",
    ],
    causes: [
      "Days are `div`s with click handlers.",
      "The dialog is removed before focus is given back.",
    ],
    mergeTitles: [
      "Make the date picker a grid of buttons",
      "Return focus to what opened the dialog",
      "Label table rows once",
    ],
    approaches: [
      "Arrow keys move by day and week, Page Up and Page Down by month, as the authoring practices suggest.",
      "The opener is remembered and focused again; if it is gone, its row is.",
    ],
    talk: [
      "Tested with NVDA and VoiceOver, works in both. 👏",
      "Home and End should go to the start and end of the week.",
    ],
    reviews: [
      "`aria-selected` belongs on the cell, not on the button.",
      "Is there a reason for tabindex {n}? Zero should do.",
    ],
    evidence: '<div class="day" onclick="pick(17)">17</div>',
    before: ["dialog.remove();"],
    after: ["dialog.remove();", "opener.focus();"],
  },
  {
    area: "search",
    slug: "search-ranking",
    labels: ["feature", "search"],
    issueTitles: [
      "Search does not find words with umlauts or CJK text",
      "Exact title matches should rank first",
      "Search results change order between pages",
    ],
    symptoms: [
      "Searching for `Größe` finds nothing, `Grosse` finds {n} pages. 検索 finds nothing at all.",
      "The page that is called exactly like the query comes {n}th.",
    ],
    causes: [
      "The tokenizer splits at everything that is not ASCII.",
      "Ties are broken by nothing, so the database may answer in any order.",
    ],
    mergeTitles: [
      "Fold diacritics and index CJK as bigrams",
      "Boost exact title matches in search",
      "Break ties in search by id",
    ],
    approaches: [
      "The tokenizer normalises to NFKC, folds diacritics, and writes bigrams for CJK runs.",
      "Ranking is now reciprocal-rank fusion of title and body with a stable tie-break.",
    ],
    talk: [
      "中文分词以后再说，先用二元组就够了。",
      "The index grows by {n} %. I think that is fine.",
      "Could we highlight the match in the snippet as well?",
    ],
    reviews: [
      "`normalize()` per token is slow; do it once per document.",
      "A surrogate pair may be cut in half here, try it with 𠮷.",
    ],
    evidence: 'tokenize("Größe") // ["gr", "e"]',
    before: ["return text.split(/[^a-z0-9]+/i);"],
    after: ['return segments(text.normalize("NFKC"));'],
  },
  {
    area: "billing",
    slug: "rounding",
    labels: ["bug", "billing", "customer"],
    issueTitles: [
      "Invoices are off by one cent",
      "Discounts are applied before tax in the preview, after tax on the invoice",
      "Export of invoices stops after {n}000 rows",
    ],
    symptoms: [
      "Three items at 33.33 add up to 100.00 on the invoice and to 99.99 in the export.",
      "The preview says 107.10, the invoice 106.93.",
    ],
    causes: [
      "Amounts are floats in the export, and rounded per row instead of once.",
      "The export reads one page and never asks for the next.",
    ],
    mergeTitles: [
      "Count money in cents",
      "Apply discounts at one place",
      "Stream the invoice export page by page",
    ],
    approaches: [
      "`Money` holds whole cents and a currency; dividing it gives parts that add up to the whole.",
      "The export follows the cursor until there is no next page, with constant memory.",
    ],
    talk: [
      "Accounting found {n} invoices of last quarter that are affected.",
      "Banker's rounding or half up? The tax office wants half up.",
    ],
    reviews: [
      "Yen has no cents, please do not hard-code 100.",
      "Good test names here. 👍",
    ],
    evidence: "0.1 + 0.2 // 0.30000000000000004",
    before: ["const total = items.reduce((sum, item) => sum + item.price, 0);"],
    after: ["const total = Money.sum(items.map((item) => item.price));"],
  },
  {
    area: "ci",
    slug: "flaky-tests",
    labels: ["ci", "flaky-test"],
    issueTitles: [
      "Flaky test: checkout waits for the wrong event",
      "Pipeline takes {n} minutes, most of it installing packages",
      "Tests pass alone and fail together",
    ],
    symptoms: [
      "Fails in about one of {n} runs with `expected 2 rows, got 1`. Never on a developer's machine.",
      "Every job downloads the same packages again.",
    ],
    causes: [
      "The test sleeps {ms} ms instead of waiting for the row to appear.",
      "Two tests share a temporary folder with a fixed name.",
    ],
    mergeTitles: [
      "Wait for the event instead of sleeping in the checkout test",
      "Cache packages between pipeline jobs",
      "Give every test its own folder",
    ],
    approaches: [
      "The test has a fake clock now and takes {n} ms. It ran 500 times without a failure.",
      "The cache key is the lock file's hash; a cold pipeline is as slow as before, a warm one takes {n} minutes.",
    ],
    talk: [
      "Quarantined in the meantime, so that it does not block others.",
      "Rerunning until green is not a fix. 🙈",
      "It fails with `--parallel` on two cores, each time, if that helps.",
    ],
    reviews: [
      "Please no retry here; it would hide the next race.",
      "This restores a cache of another branch.",
    ],
    evidence: "FAILED checkout_test (ms={ms})\n  expected 2 rows, got 1",
    before: ["await sleep(500);", "assertEquals(rows.length, 2);"],
    after: ["await rows.until((all) => all.length === 2);"],
  },
  {
    area: "config",
    slug: "config-errors",
    labels: ["usability", "feature"],
    issueTitles: [
      "A typo in the config is ignored silently",
      "Report every config problem at once",
      "Allow comments in the config file",
    ],
    symptoms: [
      "I wrote `retires: {n}` instead of `retries`, and nothing told me for two weeks.",
      "Each start shows one problem; with {n} of them that means {n} starts.",
    ],
    causes: [
      "Unknown keys pass the schema.",
      "The parser throws at the first wrong value.",
    ],
    mergeTitles: [
      "Refuse unknown config keys, with a suggestion",
      "Collect all config problems before giving up",
      "Read the config as JSON with comments",
    ],
    approaches: [
      "The schema is strict. A near key is suggested by edit distance.",
      "Every problem is listed with its path, line and what was expected.",
    ],
    talk: [
      "Strict would break people who keep notes under made-up keys. A warning for one release first?",
      "Please show the path like `sources[0].url`.",
    ],
    reviews: [
      "The message ends with a period, the others do not.",
      "Exit code 2 here, as for wrong flags.",
    ],
    evidence: '$ tool start\nconfig: unknown key "retires" (did you mean "retries"?)',
    before: ["return schema.parse(json);"],
    after: [
      "const problems = check(json, schema);",
      "if (problems.length > 0) throw configError(problems);",
    ],
  },
  {
    area: "docs",
    slug: "install-guide",
    labels: ["documentation", "good first issue"],
    issueTitles: [
      "Install guide: step {n} fails on a fresh machine",
      "Document the upgrade from {version}",
      "Examples in the README do not compile",
    ],
    symptoms: [
      "The guide assumes that the database is already running.",
      "The second example imports a function that was renamed in {version}.",
    ],
    causes: [
      "Nobody has run these steps from scratch since {version}.",
      "Code blocks are not tested.",
    ],
    mergeTitles: [
      "Start the install guide from a fresh machine",
      "Add upgrade notes for {version}",
      "Test the README's code blocks",
    ],
    approaches: [
      "Every step was run in an empty container. Two were missing, one was wrong.",
      "Code blocks are extracted and type-checked in the pipeline.",
    ],
    talk: [
      "As a newcomer, I got stuck exactly here. Thank you! 🙏",
      "Could we have this in Portuguese, too? I'd translate it. Posso ajudar com isso.",
    ],
    reviews: [
      '"Simply" is not simple for everyone; just drop the word.',
      "This link is broken.",
    ],
    evidence: "$ make setup\nerror: connection refused (is the server running on {host}?)",
    before: ["Run `make setup`."],
    after: ["Start the database (`make database`), then run `make setup`."],
  },
];
