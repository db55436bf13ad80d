/** A forge that fails: told by code, place and a way out. @module */

import { type FaultRule, FAULTS } from "../../lib/forge/demo/mod.ts";
import { type Case, configOf, testCases } from "../support/refusals.ts";

const always = (fault: FaultRule["fault"], match = /./): FaultRule[] => [{ match, fault }];

/** A port on which nobody listens. */
function closedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

const FORGE_CASES: readonly Case[] = [
  {
    name: "a project that is not there, and no other",
    config: configOf({ projects: ["acme/wbe"] }),
    exit: 5,
    code: "NOT_FOUND",
    message: /acme%2Fwbe" answered 404 Project Not Found/,
    hint: /Check the name/,
  },
  {
    name: "a project that is not there, beside others",
    config: configOf({ projects: ["acme/wbe", "acme/api"] }),
    exit: 3,
    code: "PARTIAL",
    message: /acme%2Fwbe" answered 404/,
    hint: /Check the name/,
  },
  {
    name: "a project by -p that no source has",
    argv: ["sync", "-p", "acme/nothing"],
    exit: 5,
    code: "NOT_FOUND",
    message: /No source of the config has the project "acme\/nothing"/,
    hint: /Add it to a source's projects/,
    requests: 0,
  },
  {
    name: "a project that the token may not see",
    change: (forge) => forge.changes.setAccess("acme/web", "hidden"),
    exit: 3,
    code: "PARTIAL",
    message: /acme%2Fweb" answered 404/,
    hint: /token's user may see it/,
  },
  {
    name: "a project whose items the token may not see, beside others",
    change: (forge) => forge.changes.setAccess("acme/web", "forbidden"),
    exit: 3,
    code: "PARTIAL",
    message: /answered 403 Forbidden/,
    hint: /scope read_api/,
  },
  {
    name: "a token that is refused",
    variables: { WORK_TOKEN: "wrong" },
    exit: 4,
    code: "AUTH_FAILED",
    message: /answered 401 Unauthorized/,
    hint: /token: it may be wrong, expired or revoked/,
    requests: 1,
  },
  {
    name: "a forge that is down",
    config: configOf({ url: `http://127.0.0.1:${closedPort()}` }),
    network: true,
    exit: 6,
    code: "FORGE_UNAVAILABLE",
    message: /"http:\/\/127\.0\.0\.1:\d+\/.*cannot be reached.*refused/,
    hint: /"127\.0\.0\.1:\d+" is up/,
  },
  {
    name: "a forge that answers with a login page",
    faults: always(FAULTS.loginPage()),
    exit: 6,
    code: "FORGE_UNAVAILABLE",
    message: /gitlab\.acme\.example.*an HTML page where JSON was expected/,
    hint: /url/,
  },
  {
    name: "a forge whose answers break off",
    faults: always(FAULTS.truncated),
    exit: 6,
    code: "FORGE_UNAVAILABLE",
    message: /broke off its answer/,
    hint: /gitlab\.acme\.example/,
  },
  {
    name: "a forge that answers something else than a list",
    faults: always(FAULTS.notAList(), /issues\?|merge_requests\?/),
    exit: 6,
    code: "FORGE_UNAVAILABLE",
    message: /\/issues.*answered/,
    hint: /./,
  },
  {
    name: "a forge that limits every request",
    faults: always(FAULTS.rateLimited()),
    exit: 6,
    code: "RATE_LIMITED",
    message: /answered 429/,
    hint: /sync\.concurrency/,
  },
  {
    name: "a forge that wants to be left alone for hours",
    faults: always(FAULTS.rateLimited(7200)),
    exit: 6,
    code: "RATE_LIMITED",
    message: /asks to wait 7200 s/,
    hint: /Try again after 20/,
  },
  {
    name: "a forge that sends its clients elsewhere",
    faults: always(FAULTS.redirect("https://evil.example/api")),
    exit: 6,
    code: "FORGE_UNAVAILABLE",
    message: /redirects to another host: "https:\/\/evil\.example\/api"/,
    hint: /nothing was sent to "https:\/\/evil\.example"/,
  },
  {
    name: "a forge that repeats its first page for ever",
    faults: always(FAULTS.repeatedPage, /\/issues\?/),
    config: configOf({ projects: ["acme/web"] }),
    pageRows: 2,
    exit: 6,
    code: "FORGE_UNAVAILABLE",
    message: /issues.*where those from .* on were asked for/,
    hint: /cache or proxy/,
  },
];

testCases("A forge that fails is told of, with what to do", FORGE_CASES);
