/**
 * Everything that can go wrong between a client and a forge, switched on by rules.
 *
 * Owns: which request meets which fault, and what the client then gets. Leaves to others: right
 * answers (`router.ts`).
 *
 * @module
 */

import type { Clock } from "../../platform/clock.ts";
import type { Answer } from "./answer.ts";

/** What goes wrong. */
export type Fault =
  /** Another status, with that body. */
  | {
    readonly kind: "status";
    readonly status: number;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
  }
  /** The connection breaks in the middle of the body. */
  | { readonly kind: "truncate" }
  /** The connection breaks before there is an answer. */
  | { readonly kind: "drop" }
  /** No answer, until the client gives up. */
  | { readonly kind: "hang" }
  /** The right answer, `ms` later by the forge's clock. */
  | { readonly kind: "delay"; readonly ms: number }
  /** The answer that the same path was given before, whatever page is asked for now. */
  | { readonly kind: "repeatPage" }
  /** A list that ends too soon, though its count says otherwise: without the rows that are left out. */
  | { readonly kind: "leaveOut"; readonly where: (row: Row) => boolean }
  /** The right answer with some of its rows spoilt: all of them where `where` is absent. */
  | {
    readonly kind: "malformed";
    readonly change: (row: Row) => unknown;
    readonly where?: (row: Row) => boolean;
  };

/** A row as it is answered. */
export type Row = Readonly<Record<string, unknown>>;

/** When a fault strikes. */
export interface FaultRule {
  /**
   * By path with query, or by the request and its number: 1 for the first since the rules were set.
   */
  readonly match: RegExp | ((request: Request, sequence: number) => boolean);
  /** How often; without end when absent. */
  readonly times?: number;
  readonly fault: Fault;
}

/** Ready-made faults. */
export const FAULTS = {
  /** 429 as GitLab answers it; without `Retry-After` when no seconds are given. */
  rateLimited: (retryAfterSecs?: number): Fault => ({
    kind: "status",
    status: 429,
    body: "Retry later\n",
    headers: {
      "content-type": "text/plain",
      ...(retryAfterSecs === undefined ? {} : { "retry-after": String(retryAfterSecs) }),
    },
  }),
  /** 502 of the proxy in front, in HTML. */
  badGateway: (): Fault => ({
    kind: "status",
    status: 502,
    body: "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
    headers: { "content-type": "text/html" },
  }),
  /** Any refusal in GitLab's form, as in `403 Forbidden`. */
  refused: (status: number, what: string): Fault => ({
    kind: "status",
    status,
    body: JSON.stringify({ message: `${status} ${what}` }),
  }),
  /** 200 with a login page. */
  loginPage: (): Fault => ({
    kind: "status",
    status: 200,
    body: '<!DOCTYPE html><html><body><form action="/users/sign_in">Sign in</form></body></html>',
    headers: { "content-type": "text/html; charset=utf-8" },
  }),
  /** Sent elsewhere. */
  redirect: (location: string, status = 302): Fault => ({
    kind: "status",
    status,
    body: "",
    headers: { location },
  }),
  /** Valid JSON that is no list and no object. */
  notAList: (): Fault => ({ kind: "status", status: 200, body: '{"error":"try again"}' }),
  truncated: { kind: "truncate" } as Fault,
  dropped: { kind: "drop" } as Fault,
  hanging: { kind: "hang" } as Fault,
  repeatedPage: { kind: "repeatPage" } as Fault,
} as const;

/** Ready-made ways to spoil a row. */
export const MALFORMED = {
  /** The title is a number. */
  title: (row: Row): unknown => ({ ...row, title: 42 }),
  /** There is no iid. */
  iid: ({ iid: _iid, ...row }: Row): unknown => row,
  /** The time of the last change is no time. */
  updatedAt: (row: Row): unknown => ({ ...row, updated_at: "yesterday" }),
  /** The author is a bare name. */
  author: (row: Row): unknown => ({ ...row, author: "ada" }),
  /** The row is not even an object. */
  row: (): unknown => null,
} as const;

/** A fault at the n-th request alone; 1 is the first. */
export function failAt(n: number, fault: Fault = FAULTS.dropped): FaultRule {
  return { match: (_request, sequence) => sequence === n, fault };
}

/** A fault at the n-th request and all that follow. */
export function failAlwaysFrom(n: number, fault: Fault = FAULTS.dropped): FaultRule {
  return { match: (_request, sequence) => sequence >= n, fault };
}

/** What the demo meets on its way: one 429 and one 502. */
export function demoFaults({ retryAfterSecs = 1 }: { readonly retryAfterSecs?: number } = {}) {
  const rules: readonly FaultRule[] = [
    { match: /\/issues\?/, times: 1, fault: FAULTS.rateLimited(retryAfterSecs) },
    { match: /\/merge_requests\/\d+\/discussions/, times: 1, fault: FAULTS.badGateway() },
  ];
  return rules;
}

/** Thrown in place of an answer when the connection breaks, as `fetch` does. */
export class ConnectionBroken extends TypeError {
  override readonly name = "TypeError";

  constructor() {
    super("error sending request: connection reset by peer");
  }
}

/** What applying a fault needs. */
export interface FaultContext {
  readonly clock: Clock;
  /** Aborts when the client gives up or the forge stops serving. */
  readonly signal: AbortSignal;
  /** The right answer. */
  readonly answer: () => Answer;
}

/** The rules in force. */
export class Faults {
  /** Requests since the rules were set. */
  sequence = 0;
  /** Faults that struck since the rules were set. */
  struck = 0;
  readonly #rules: { readonly rule: FaultRule; left: number }[];
  /** The last answer of each path, where a rule may repeat it. */
  readonly #given = new Map<string, Answer>();
  readonly #remembers: boolean;

  constructor(rules: readonly FaultRule[] = []) {
    this.#rules = rules.map((rule) => ({ rule, left: rule.times ?? Infinity }));
    this.#remembers = rules.some(({ fault }) => fault.kind === "repeatPage");
  }

  /** Answers a request, rightly or not. @throws ConnectionBroken, or the signal's reason */
  async answer(request: Request, context: FaultContext): Promise<Answer> {
    const fault = this.#faultFor(request);
    const { pathname } = new URL(request.url);
    const answer = fault === undefined
      ? context.answer()
      : await this.#apply(fault, { pathname, context });
    if (this.#remembers && answer.status === 200) this.#given.set(pathname, answer);
    return answer;
  }

  #faultFor(request: Request): Fault | undefined {
    this.sequence++;
    if (this.#rules.length === 0) return undefined;
    const { pathname, search } = new URL(request.url);
    const found = this.#rules.find(({ rule: { match }, left }) =>
      left > 0 &&
      (match instanceof RegExp ? match.test(pathname + search) : match(request, this.sequence))
    );
    if (found === undefined) return undefined;
    found.left--;
    this.struck++;
    return found.rule.fault;
  }

  async #apply(
    fault: Fault,
    { pathname, context }: { readonly pathname: string; readonly context: FaultContext },
  ): Promise<Answer> {
    switch (fault.kind) {
      case "status":
        return statusAnswer(fault);
      case "truncate":
        return { ...context.answer(), cut: true };
      case "drop":
        throw new ConnectionBroken();
      case "hang":
        return await aborted(context.signal);
      case "delay":
        await context.clock.sleep(fault.ms, { signal: context.signal });
        return context.answer();
      case "repeatPage":
        return this.#given.get(pathname) ?? context.answer();
      case "leaveOut":
        return leaveOut(context.answer(), fault);
      case "malformed":
        return spoil(context.answer(), fault);
    }
  }
}

function statusAnswer(fault: Fault & { readonly kind: "status" }): Answer {
  const { status, body = "", headers = {} } = fault;
  return { status, body, headers: { "content-type": "application/json", ...headers } };
}

/** Rejects when the signal aborts, and never settles otherwise. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function leaveOut(answer: Answer, { where }: Fault & { readonly kind: "leaveOut" }): Answer {
  if (answer.status !== 200) return answer;
  const rows = JSON.parse(answer.body) as readonly Row[];
  return { ...answer, body: JSON.stringify(rows.filter((row) => !where(row))) };
}

function spoil(answer: Answer, { change, where }: Fault & { readonly kind: "malformed" }): Answer {
  if (answer.status !== 200) return answer;
  const spoilRow = (row: Row): unknown => (where === undefined || where(row) ? change(row) : row);
  const value: unknown = JSON.parse(answer.body);
  const spoilt = Array.isArray(value) ? value.map(spoilRow) : spoilRow(value as Row);
  return { ...answer, body: JSON.stringify(spoilt) };
}
