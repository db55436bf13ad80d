/**
 * Sentences that fit any of the demo's themes.
 *
 * @module
 */

/** Values of the slot `{host}`. */
export const HOSTS = [
  "id.acme.example",
  "orders.internal",
  "edge-2.acme.example",
  "mirror.acme.example",
  "localhost:8080",
] as const;

/** Values of the slot `{version}`. */
export const VERSIONS = ["1.8", "2.0", "2.1.3", "2.4", "3.0-rc1"] as const;

/** Openings of issues. */
export const OPENINGS = [
  "Seen since {version}.",
  "Reported by two customers this week.",
  "I noticed this while working on something else.",
  "Steps to reproduce are below, it happens every time.",
  "Not urgent, but it comes up again and again.",
  "",
  "",
] as const;

/** What should be so instead. */
export const WISHES = [
  "**Expected:** it just works, or it says what is wrong.",
  "**Expected:** the same answer every time.",
  "Acceptance criteria:\n\n- [ ] a failing test first\n- [ ] a line in the changelog\n- [x] agreed with support",
  "A workaround is to restart the service, but that should not be needed.",
  "Happy to send a fix if someone points me to the right place.",
] as const;

/** Comments for any issue. */
export const COMMENTS = [
  "Thanks for the report! Which version is this?",
  "It is {version}, on Debian 12.",
  "Confirmed on main.",
  "+1, we see this as well.",
  "Moving this to the next milestone, there is no capacity left in this one.",
  "Could you attach the log with debug level switched on?",
  "Let us talk about it in the planning on Thursday.",
  "I'll take this one.",
  "Is this still happening? I cannot reproduce it any more.",
  "Yes, just now again.",
  "Closing, since nobody has seen it for a while. Please reopen if it comes back.",
  "Great find! 🚀",
] as const;

/** Replies in threads. */
export const REPLIES = [
  "Good point, done.",
  "I'd rather keep it simple here and do that in a follow-up.",
  "Done in the last commit.",
  "Makes sense, thanks!",
  "I tried that first; it breaks the import on Windows.",
  "Agreed. Opened a follow-up issue.",
  "Hm, let me think about it.",
  "You are right, that was wrong. Fixed.",
] as const;

/** Comments for any merge request. */
export const MERGE_COMMENTS = [
  "LGTM 👍",
  "Nice and small, thank you.",
  "Can you rebase? There is a conflict in the changelog.",
  "The pipeline is red, but that seems to be unrelated.",
  "Please add a test that fails without the change.",
  "I have tested this on staging, works as described.",
  "Is there anything to tell users about in the release notes?",
  "/cc @ada.okafor",
] as const;

/** Endings of merge requests' descriptions. */
export const CHECKLISTS = [
  "- [x] tests\n- [x] changelog\n- [ ] screenshots",
  "No user-visible change.",
  "How to review: commit by commit, the first one only moves code.",
  "",
] as const;

/** Lines of code around a change. */
export const CONTEXT_LINES = [
  "",
  "}",
  "  return result;",
  "  if (value === undefined) return;",
  "  // see the note above",
  '  log.debug("done", { count });',
  "export function run(options) {",
  "  const started = clock.now();",
] as const;

/** What may follow an issue's title. */
export const TITLE_TAILS = [
  "",
  "",
  "",
  " since {version}",
  " on {host}",
  " for large accounts",
  " on Windows",
  " in Firefox",
  " after a restart",
  " under load",
] as const;
