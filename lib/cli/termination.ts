/** From signals of the system to an `AbortSignal`. @module */

import type { Host } from "./app.ts";

/** A signal that aborts on the first SIGINT or SIGTERM; the second ends the process as usual. */
export function watchTermination(
  host: Pick<Host, "onTermination">,
  onFirst: (name: string) => void,
): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  let disposed = false;
  const watch = host.onTermination((name) => {
    // Without a listener the next one has its default effect, whatever the command still does.
    watch[Symbol.dispose]();
    disposed = true;
    onFirst(name);
    controller.abort(new DOMException(`Interrupted by ${name}`, "AbortError"));
  });
  return {
    signal: controller.signal,
    [Symbol.dispose](): void {
      if (!disposed) watch[Symbol.dispose]();
      disposed = true;
    },
  };
}
