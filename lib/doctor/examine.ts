/**
 * `lore doctor`: whether everything that a sync needs is in order.
 *
 * Owns: which checks there are, and that none of them stops the others. Leaves to others: each check,
 * words (`diagnosis_text.ts`).
 *
 * @module
 */

import type { LoadedConfig } from "../config/types.ts";
import type { Environment } from "../platform/environment.ts";
import { span } from "../spans/mod.ts";
import { type Check, fail, ok, unchecked } from "./check.ts";
import { checkCoverage } from "./coverage_check.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { checkEmbedding } from "./embedding_check.ts";
import { checkPermissions } from "./permission_check.ts";
import { checkSources, type SourceHost, sourcesUnchecked } from "./source_checks.ts";
import { checkLock, checkLogging, checkStore } from "./store_checks.ts";

/** What a diagnosis looks at. */
export interface DoctorHost extends SourceHost {
  readonly environment: Environment;
  /** @throws LoreError */
  config(): Promise<LoadedConfig>;
  /** @throws LoreError */
  dataDir(): Promise<string>;
}

/** How long a silent holder of the lock counts as alive where no config says, ms. */
const STALE_LOCK_MS = 30 * 60_000;

/** Makes every check. Throws only when aborted. */
export async function examine(host: DoctorHost): Promise<Diagnosis> {
  const config = await configCheck(host);
  const { loaded } = config;
  const dataDir = await attempt(() => host.dataDir());
  const [sources, embedding] = await Promise.all([
    loaded === undefined
      ? sourcesUnchecked()
      : span("check_sources", {}, () => checkSources(loaded, host)),
    checked(
      "check_embedding",
      () =>
        loaded === undefined
          ? unchecked("there is no config that can be read")
          : checkEmbedding(loaded, { ...host, dataDir: dataDir.value }),
    ),
  ]);
  return {
    checks: {
      config: config.check,
      ...sources,
      ...await dataChecks(host, { dataDir, loaded }),
      logging: await checked("check_logging", () => checkLogging(loaded, host.environment)),
      permissions: await checked(
        "check_permissions",
        () => checkPermissions({ loaded, environment: host.environment }),
      ),
      embedding,
    },
  };
}

/** What there is in the data directory. */
async function dataChecks(
  { clock }: DoctorHost,
  { dataDir, loaded }: {
    readonly dataDir: Attempt<string>;
    readonly loaded: LoadedConfig | undefined;
  },
): Promise<Pick<Diagnosis["checks"], "store" | "coverage" | "lock">> {
  const inDataDir = (name: string, body: (folder: string) => Check): Promise<Check> =>
    checked(name, () => dataDir.value === undefined ? fail(dataDir.error) : body(dataDir.value));
  const staleMs = loaded === undefined
    ? STALE_LOCK_MS
    : loaded.config.sync.stale_lock_minutes * 60_000;
  const store = await inDataDir("check_store", checkStore);
  return {
    store,
    coverage: store.status === "fail"
      ? unchecked("the store cannot be read")
      : await inDataDir("check_coverage", checkCoverage),
    lock: await inDataDir(
      "check_lock",
      (folder) => checkLock(folder, { now: clock.now(), staleMs }),
    ),
  };
}

async function configCheck(
  host: DoctorHost,
): Promise<{ readonly check: Check; readonly loaded?: LoadedConfig }> {
  const { value: loaded, error } = await attempt(() => host.config());
  if (loaded === undefined) return { check: fail(error) };
  const { path, place, config } = loaded;
  const sources = config.sources.map(({ name }) => name);
  return { check: ok(`${path} (${place})`, { path, place, source_names: sources }), loaded };
}

/** What a check throws is its answer. */
async function checked(name: string, body: () => Check | Promise<Check>): Promise<Check> {
  try {
    return await span(name, {}, async () => await body());
  } catch (error) {
    return fail(error);
  }
}

/** What a function returned, or why it did not. */
interface Attempt<T> {
  readonly value?: T;
  readonly error?: unknown;
}

async function attempt<T>(body: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await body() };
  } catch (error) {
    return { error };
  }
}
