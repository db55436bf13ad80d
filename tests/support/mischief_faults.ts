/** What goes wrong with the answers of a demo forge, at random. @module */

import { type FaultRule, FAULTS, MALFORMED, type Row } from "../../lib/forge/demo/mod.ts";
import type { Random } from "../../lib/forge/demo/random.ts";

const every = (random: Random) => {
  const [step, rest] = [random.between(2, 5), random.between(0, 1)];
  return ({ iid, id }: Row): boolean => Number(iid ?? id) % step === rest;
};

/** What was seen by nobody knows whom is never taken for gone: then a comparison does not mend all. */
const ASKS_WHO = /\/(user|personal_access_tokens\/self)$/;

/** What can go wrong with answers. */
export const FAULTY: readonly ((random: Random) => FaultRule)[] = [
  (random) => ({ match: /\/issues\?/, fault: { kind: "leaveOut", where: every(random) } }),
  (random) => ({ match: /\/merge_requests\?/, fault: { kind: "leaveOut", where: every(random) } }),
  () => ({ match: /\/discussions\?/, times: 2, fault: { kind: "leaveOut", where: () => true } }),
  () => ({
    match: /\/resource_label_events\?/,
    times: 2,
    fault: { kind: "leaveOut", where: () => true },
  }),
  () => ({ match: /\/diffs\?/, times: 2, fault: { kind: "leaveOut", where: () => true } }),
  (random) => ({
    match: /\/(issues|merge_requests)\?/,
    fault: { kind: "malformed", change: MALFORMED.title, where: every(random) },
  }),
  (random) => ({
    match: /\/issues\?/,
    fault: { kind: "malformed", change: MALFORMED.iid, where: every(random) },
  }),
  () => ({ match: /\/discussions\?/, times: 2, fault: FAULTS.refused(403, "Forbidden") }),
  () => ({ match: /\/issues\/\d+(\?|$)/, times: 1, fault: FAULTS.refused(403, "Forbidden") }),
  (random) => {
    const moment = random.between(2, 40);
    return {
      match: ({ url }, sequence) => sequence === moment && !ASKS_WHO.test(url),
      fault: FAULTS.dropped,
    };
  },
  (random) => {
    const moment = random.between(2, 40);
    return {
      match: ({ url }, sequence) => sequence >= moment && !ASKS_WHO.test(url),
      fault: FAULTS.badGateway(),
    };
  },
];

/** A list that lacks some rows and breaks off before its end. */
export function brokenList(random: Random): FaultRule[] {
  const list = random.pick([/\/issues\?/, /\/merge_requests\?/]);
  const last = random.between(2, 4);
  let pages = 0;
  return [
    { match: ({ url }) => list.test(url) && ++pages === last, fault: FAULTS.dropped },
    { match: list, fault: { kind: "leaveOut", where: every(random) } },
  ];
}
