/**
 * Keeping secrets out of everything that is written.
 *
 * Owns: what counts as a secret, by value (the configured tokens), by name (`private-token`) and by
 * shape (`glpat-…`). The log's formats call it for every text; whoever stores or prints a text that
 * a forge or the network had a hand in calls {@link redact}.
 *
 * @module
 */

/** What stands in a secret's place. */
export const REDACTED = "[redacted]";

/** A shorter value would blot out ordinary words. */
const SHORTEST_SECRET = 8;

/** Configured secrets with the number of their owners. */
const owners = new Map<string, number>();
/** What to look for, longest first, so that no secret hides a piece of a longer one. */
let needles: readonly string[] = [];
let longest = 0;
let version = 0;

/**
 * Keeps a secret's value out of all that is written, until disposed. Also as it looks in a URL and
 * in JSON. A value below 8 characters is not taken: blotting it out would garble ordinary text.
 */
export function registerSecret(value: string): Disposable {
  if (value.length < SHORTEST_SECRET) return { [Symbol.dispose]: () => {} };
  owners.set(value, (owners.get(value) ?? 0) + 1);
  refreshNeedles();
  let held = true;
  return {
    [Symbol.dispose](): void {
      if (!held) return;
      held = false;
      const left = (owners.get(value) ?? 1) - 1;
      if (left > 0) owners.set(value, left);
      else owners.delete(value);
      refreshNeedles();
    },
  };
}

function refreshNeedles(): void {
  version++;
  const all = new Set<string>();
  for (const value of owners.keys()) {
    all.add(value);
    all.add(encodeURIComponent(value.toWellFormed()));
    all.add(JSON.stringify(value).slice(1, -1));
  }
  needles = [...all].sort((a, b) => b.length - a.length);
  longest = needles[0]?.length ?? 0;
}

/** Names whose values are secret, without regard to case, `-`, `_`, `.` and blanks. */
const SECRET_NAME =
  /(?:^(?:proxy)?authorization|token|passw(?:or)?d|passphrase|secret|apikey|privatekey|^(?:set)?cookie)$/;

/** Whether the value under this name is to be kept out of sight: `Private-Token`, `PASSWORD`. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.toLowerCase().replace(/[-_.\s]/g, ""));
}

/**
 * Found in every text that {@link RULES} may change, and cheap to look for: clean text, which is
 * nearly all, costs this one test.
 */
const SUSPICIOUS =
  /gl[a-z]{2,6}-|gh[opsur]_|github_pat_|bearer|basic|authori[sz]|token|passw|passphrase|secret|api[-_]?key|private[-_]?key|cookie|@/i;

/** A secret's text after `name=` or `name: `: up to the end of the word, and never a lone quote. */
const VALUE = String.raw`(?:[^\s"'&,;\\]|\\[^"])+`;

/** Names that stand before a value, in prose, headers, queries and JSON. */
const NAME = String
  .raw`[\w-]*(?:token|passwo?r?d|passphrase|secret|api[-_]?key|private[-_]?key)`;

/** What to look for, and what to put there. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/\bgl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct)-[\w.=-]{6,}/g, REDACTED],
  [/\b(?:gh[opsur]|github_pat)_\w{6,}/g, REDACTED],
  [
    new RegExp(
      String.raw`\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?:\w+\s+)?${VALUE}`,
      "gi",
    ),
    `$1${REDACTED}`,
  ],
  [/\bBearer\s+[\w.~+\/=-]{6,}/gi, `Bearer ${REDACTED}`],
  [/\bBasic\s+(?=[A-Za-z\/+]*[\dA-Z=\/+])[A-Za-z\d+\/]{6,}={0,2}/g, `Basic ${REDACTED}`],
  [/\b([a-z][a-z\d+.-]*:\/\/)[^\s\/?#@"']*:[^\s\/?#@"']*@/gi, `$1${REDACTED}@`],
  [/\b(https?:\/\/)[^\s\/?#@"':]+@/gi, `$1${REDACTED}@`],
  [new RegExp(String.raw`\b(${NAME}=)["']?${VALUE}`, "gi"), `$1${REDACTED}`],
  [new RegExp(String.raw`(["']${NAME}["']\s*:\s*")(?:[^"\\]|\\.)*`, "gi"), `$1${REDACTED}`],
  [
    new RegExp(String.raw`\b((?:private|job|deploy|access|refresh)[-_]token:\s*)${VALUE}`, "gi"),
    `$1${REDACTED}`,
  ],
  [/\b((?:set-)?cookie:\s*)[^\r\n"]+/gi, `$1${REDACTED}`],
];

/** The text with every secret in it replaced by `[redacted]`. Applying it twice changes nothing. */
export function redact(text: string): string {
  let clean = text;
  for (const needle of needles) {
    if (clean.includes(needle)) clean = clean.replaceAll(needle, REDACTED);
  }
  if (!SUSPICIOUS.test(clean)) return clean;
  for (const [pattern, replacement] of RULES) clean = clean.replace(pattern, replacement);
  return clean;
}

/** How much of a text may be a piece of a secret that was cut through, in characters. */
export function longestSecret(): number {
  return Math.max(longest, 1024);
}

/** Changes whenever a secret is added or taken back: texts that were cleaned before are outdated. */
export function secretsVersion(): number {
  return version;
}
