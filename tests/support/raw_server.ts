/**
 * A server below HTTP: answers connections with bytes as written, for what no HTTP library sends.
 *
 * @module
 */

/** What a connection gets after its request: bytes, then an end or silence. */
export interface RawAnswer {
  readonly bytes: string;
  /** Keep the connection open and say no more. */
  readonly hang?: boolean;
}

/** A listening server. */
export interface RawServer extends AsyncDisposable {
  readonly url: string;
  /** The heads of the requests so far. */
  readonly heads: string[];
  /** Settles when the first answer was written. */
  readonly answered: Promise<void>;
}

/** Serves one answer a connection, the last one over and over. */
export function serveRaw(answers: readonly RawAnswer[]): RawServer {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const heads: string[] = [];
  const open = new Set<Deno.Conn>();
  const answered = Promise.withResolvers<void>();
  const serving = (async () => {
    for await (const connection of listener) {
      open.add(connection);
      const answer = answers[Math.min(heads.length, answers.length - 1)];
      heads.push(await readHead(connection));
      await connection.write(new TextEncoder().encode(answer?.bytes ?? ""));
      answered.resolve();
      if (answer?.hang) continue;
      connection.close();
      open.delete(connection);
    }
  })();
  return {
    url: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    heads,
    answered: answered.promise,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) connection.close();
      await serving;
    },
  };
}

async function readHead(connection: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(4096);
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const size = await connection.read(buffer);
    if (size === null) break;
    head += new TextDecoder().decode(buffer.subarray(0, size));
  }
  return head;
}
