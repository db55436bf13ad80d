/**
 * The demo forge: a small GitLab, deterministic by seed, in process or on loopback.
 *
 * Owns: the server's time, tokens, the log of requests, and turning answers into responses. Leaves
 * to others: what there is (`world.ts`), what is answered (`router.ts`).
 *
 * @module
 */

import { LoreError } from "../../errors.ts";
import { type Clock, systemClock } from "../../platform/clock.ts";
import type { Fetch } from "../../platform/fetch.ts";
import { type HttpServer, serveHttp } from "../../platform/http_server.ts";
import { type Answer, type Question, refusal } from "./answer.ts";
import { changeALittle } from "./a_little.ts";
import { Changes } from "./changes.ts";
import { ConnectionBroken, type FaultRule, Faults } from "./faults.ts";
import { personNamed } from "./people.ts";
import { RateLimit, type RateLimitOptions } from "./rate_limit.ts";
import { route } from "./router.ts";
import type { Desk } from "./routes_items.ts";
import { type ProjectSnapshot, snapshotOf } from "./snapshot.ts";
import { OWNER, type Viewer } from "./viewer.ts";
import { World } from "./world.ts";

/** How a demo forge is made. */
export interface DemoForgeOptions {
  /** Equal seeds give equal forges. Default 1. */
  readonly seed?: number;
  /** Issues over all projects. Default 180. */
  readonly issues?: number;
  /** Merge requests over all projects. Default 90. */
  readonly mergeRequests?: number;
  /** Default 3. */
  readonly projects?: number;
  /** Unix ms: server time at the start; all generated history lies before. Default 2026-01-15. */
  readonly endsAt?: number;
  /** Each answer takes this long, in ms. Default 0. */
  readonly latencyMs?: number;
  /** The token that is let in. Default `demo-token`. */
  readonly token?: string;
  /** For latency, and for server time when `ticking`. */
  readonly clock?: Clock;
  /** Whether server time goes on by itself. Default false: only {@link DemoForge.advance} moves it. */
  readonly ticking?: boolean;
  /** Where web links lead. Default `https://gitlab.acme.example`. */
  readonly webUrl?: string;
  /** What goes wrong; {@link DemoForge.setFaults} changes it. Default nothing. */
  readonly faults?: readonly FaultRule[];
  /** Rate-limit headers on every answer, and refusals where asked for. Default none, as in GitLab. */
  readonly rateLimit?: RateLimitOptions;
}

/** One line of the log of requests. */
export interface LoggedRequest {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  /** 0 when there was no answer. */
  readonly status: number;
}

/** Server time at the start unless told otherwise. */
export const DEFAULT_ENDS_AT: number = Date.UTC(2026, 0, 15, 12);

/** Requests that the log keeps; the older half goes when it is full. */
const LOGGED_REQUESTS = 200_000;

const API = "/api/v4/";

/** A forge that runs. */
export class DemoForge {
  readonly world: World;
  /** Changes of what the forge holds; each happens at server time. */
  readonly changes: Changes;
  /** What was asked, oldest first; {@link clearRequests} empties it. */
  readonly requests: LoggedRequest[] = [];
  /** Answers requests to any host, in process. */
  readonly fetch: Fetch = (request) => this.#answer(request, "in process");
  readonly #options: DemoForgeOptions;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #limit: RateLimit | undefined;
  #stopped = new AbortController();
  #faults: Faults;
  #advanced = 0;
  #viewer = OWNER;
  #token: string;

  constructor(options: DemoForgeOptions = {}) {
    this.#options = options;
    this.#token = options.token ?? "demo-token";
    this.#clock = options.clock ?? systemClock;
    this.#faults = new Faults(options.faults);
    this.#limit = options.rateLimit === undefined ? undefined : new RateLimit(options.rateLimit);
    this.#startedAt = this.#clock.monotonic();
    this.world = new World({
      seed: options.seed ?? 1,
      endsAt: options.endsAt ?? DEFAULT_ENDS_AT,
      projects: options.projects ?? 3,
      issues: options.issues ?? 180,
      mergeRequests: options.mergeRequests ?? 90,
    });
    this.changes = new Changes(this.world, this);
  }

  /** Server time in Unix ms. */
  now(): number {
    const start = this.#options.endsAt ?? DEFAULT_ENDS_AT;
    const passed = this.#options.ticking ? this.#clock.monotonic() - this.#startedAt : 0;
    return Math.floor(start + passed) + this.#advanced;
  }

  /** Moves server time forward. */
  advance(ms: number): void {
    this.#advanced += ms;
  }

  /** Forgets the requests so far. */
  clearRequests(): void {
    this.requests.length = 0;
  }

  /** Changes a little of everything and tells what, one line a change; some minutes pass. */
  changeALittle(): string[] {
    return changeALittle({ world: this.world, changes: this.changes, time: this });
  }

  /** The whole truth about a project, in the words of the API. @throws LoreError `NOT_FOUND` */
  snapshot(path: string): ProjectSnapshot {
    const project = this.world.projects.find((one) => one.path === path);
    if (project !== undefined) return snapshotOf(this.#desk(), project);
    throw new LoreError(
      "NOT_FOUND",
      `Cannot take a snapshot of "${path}": there is no such project`,
    );
  }

  /** Lets the token belong to somebody else, see and do less or more, or be another one. */
  setViewer(
    { username, token = this.#token, ...rights }: Partial<Omit<Viewer, "person">> & {
      readonly username?: string;
      readonly token?: string;
    },
  ): void {
    this.#token = token;
    const person = username === undefined ? this.#viewer.person : personNamed(username);
    if (person === undefined) throw new LoreError("NOT_FOUND", `There is no "${username}"`);
    this.#viewer = { ...this.#viewer, ...rights, person };
  }

  /** Puts rules of faults into force in place of those before, and counts requests from 1. */
  setFaults(rules: readonly FaultRule[]): void {
    this.#faults = new Faults(rules);
  }

  /** How many faults struck since the rules were set. */
  get faultsStruck(): number {
    return this.#faults.struck;
  }

  /** Serves the same answers over HTTP on loopback; disposing it ends requests that hang. */
  serve({ port }: { readonly port: number }): HttpServer {
    const server = serveHttp((request) => this.#overHttp(request), { port });
    return {
      url: server.url,
      port: server.port,
      finished: server.finished,
      [Symbol.asyncDispose]: async () => {
        this.#stopped.abort(new ConnectionBroken());
        this.#stopped = new AbortController();
        await server[Symbol.asyncDispose]();
      },
    };
  }

  /** A server cannot refuse to answer: the nearest to it is a body that breaks at once. */
  async #overHttp(request: Request): Promise<Response> {
    try {
      return await this.#answer(request, "over HTTP");
    } catch (error) {
      if (error instanceof ConnectionBroken) return brokenOff("", { way: "over HTTP" });
      throw error;
    }
  }

  async #answer(request: Request, way: Way): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname + url.search;
    try {
      const { now = this.now(), ...answer } = await this.#faulty(request, url, way);
      this.#log({ method: request.method, path, status: answer.status });
      const headers = { ...answer.headers, ...this.#limit?.headers() };
      return respond({ ...answer, headers }, { now, way });
    } catch (error) {
      this.#log({ method: request.method, path, status: 0 });
      throw error;
    }
  }

  /** The answer, and the time as of which it is true: others may be answered meanwhile. */
  async #faulty(
    request: Request,
    url: URL,
    way: Way,
  ): Promise<Answer & { readonly now?: number }> {
    let now: number | undefined;
    const { latencyMs = 0 } = this.#options;
    // Over HTTP the signal of a request aborts after each answer, and Deno warns of its use.
    const signal = way === "in process" ? request.signal : this.#stopped.signal;
    signal.throwIfAborted();
    if (latencyMs > 0) await this.#clock.sleep(latencyMs, { signal });
    const answer = await this.#faults.answer(request, {
      clock: this.#clock,
      signal,
      answer: () => {
        now = this.now();
        return this.#limit?.refuse(now) ?? this.#decide(request, url);
      },
    });
    return now === undefined ? answer : { ...answer, now };
  }

  #decide(request: Request, url: URL): Answer {
    const at = url.pathname.indexOf(API);
    if (at === -1) return refusal(404, "Not Found");
    if (!this.#isLetIn(request.headers)) return refusal(401, "Unauthorized");
    const path = decode(url.pathname.slice(at + API.length));
    if (path === undefined) return refusal(404, "Not Found");
    const question: Question = { method: request.method, url, path, query: url.searchParams };
    return route(this.#desk(), question);
  }

  #desk(): Desk {
    const webUrl = this.#options.webUrl ?? "https://gitlab.acme.example";
    return { world: this.world, frame: { webUrl, now: this.now() }, viewer: this.#viewer };
  }

  #isLetIn(headers: Headers): boolean {
    return headers.get("authorization") === `Bearer ${this.#token}` ||
      headers.get("private-token") === this.#token;
  }

  #log(entry: LoggedRequest): void {
    if (this.requests.length >= LOGGED_REQUESTS) this.requests.splice(0, LOGGED_REQUESTS / 2);
    this.requests.push(entry);
  }
}

/** Makes a demo forge. */
export function createDemoForge(options: DemoForgeOptions = {}): DemoForge {
  return new DemoForge(options);
}

/** The parts of a path; undefined when it is not properly encoded. */
function decode(path: string): string[] | undefined {
  try {
    return path.split("/").filter((part) => part !== "").map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** How an answer travels. */
type Way = "in process" | "over HTTP";

/** The answer as a response, dated by server time. */
function respond(
  { status, body, headers, cut = false }: Answer,
  { now, way }: { readonly now: number; readonly way: Way },
): Response {
  const date = new Date(now).toUTCString();
  if (cut) return brokenOff(body, { way, headers: { ...headers, date } });
  const empty = status === 204 || status === 304;
  return new Response(empty ? null : body, { status, headers: { ...headers, date } });
}

/**
 * A response of which half arrives, though its length is that of the whole. A server that ends a
 * body too early breaks the connection; in process the body has to fail by itself.
 */
function brokenOff(
  body: string,
  { way, headers = {} }: { readonly way: Way; readonly headers?: Answer["headers"] },
): Response {
  const bytes = new TextEncoder().encode(body);
  let left = bytes.subarray(0, bytes.length >> 1);
  const half = new ReadableStream<Uint8Array>({
    pull(controller): void {
      if (left.length > 0) controller.enqueue(left);
      else if (way === "over HTTP") controller.close();
      else controller.error(new ConnectionBroken());
      left = left.subarray(left.length);
    },
  });
  const length = String(Math.max(1, bytes.length));
  return new Response(half, { headers: { ...headers, "content-length": length } });
}
