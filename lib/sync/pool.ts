/** A bounded number of workers over a stream of tasks. @module */

/**
 * Works off `tasks` with at most `workers` at once. The first failure stops the others (through the
 * signal that `work` gets) and is thrown once all have stopped.
 */
export async function pool<T>(
  tasks: Iterator<T>,
  options: { readonly workers: number; readonly signal: AbortSignal },
  work: (task: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const abort = (): void => stop.abort(options.signal.reason);
  if (options.signal.aborted) abort();
  options.signal.addEventListener("abort", abort, { once: true });
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        const next = tasks.next();
        if (next.done === true) return;
        await work(next.value, stop.signal);
      } catch (error) {
        failures.push(error);
        stop.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: options.workers }, worker));
  options.signal.removeEventListener("abort", abort);
  options.signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
