/** Themes of what runs behind the scenes: logins, caches, retries, queues, storage. @module */

import type { Theme } from "./themes.ts";

/** Themes of services. */
export const SERVICE_THEMES: readonly Theme[] = [
  {
    area: "auth",
    slug: "login-timeout",
    labels: ["bug", "auth", "customer"],
    issueTitles: [
      "Login times out after {n} seconds behind the company proxy",
      "Login hangs when the identity provider answers slowly",
      "Users are thrown back to the login page after single sign-on",
    ],
    symptoms: [
      "Signing in from the office network shows the spinner until the gateway gives up. The same account works from home.",
      "About one login in {n} ends in a timeout. The identity provider's own log shows a successful sign-in each time.",
      "After the redirect from single sign-on the session cookie is there, but the next request is anonymous again.",
    ],
    causes: [
      "The token exchange has no deadline of its own, so it inherits the proxy's {n} seconds.",
      "We wait for the user's avatar before the session is written. 🐌",
      "The clock of {host} is {n} seconds ahead, so fresh tokens count as not yet valid.",
    ],
    mergeTitles: [
      "Give the token exchange its own deadline",
      "Write the session before fetching the profile",
      "Tolerate clock skew when a login token is checked",
    ],
    approaches: [
      "The exchange now has a deadline of {ms} ms and one retry, and the login page says what happened.",
      "Profile data is loaded in the background; the session is valid without it.",
    ],
    talk: [
      "I can reproduce the login timeout by putting a {ms} ms delay in front of `{host}`.",
      "Do we also need this for the device login? It goes through the same exchange.",
      "Support counted {n} tickets about this last week, all of them from behind a proxy.",
    ],
    reviews: [
      "The deadline should come from the config; someone will have a slower identity provider.",
      "Does the session survive if the profile request fails? A test would help.",
    ],
    evidence: "POST /oauth/token 504 after {ms} ms\nlogin failed: deadline exceeded (host={host})",
    before: ["const token = await exchange(code);", "const profile = await loadProfile(token);"],
    after: [
      "const token = await exchange(code, { deadline: LOGIN_DEADLINE });",
      "session.open(token);",
    ],
  },
  {
    area: "auth",
    slug: "refresh-tokens",
    labels: ["security", "auth"],
    issueTitles: [
      "Refresh tokens are never rotated",
      "Two tabs refreshing at once log the user out",
      "Revoked tokens keep working for {n} minutes",
    ],
    symptoms: [
      "A stolen refresh token stays valid until it expires, {n} days later. It should be replaced on each use.",
      "With two tabs open, both refresh at the same moment and the second one is treated as a replay.",
    ],
    causes: [
      "The revocation list is cached per process and only read again after {n} minutes.",
      "There is no lock between tabs; the token family is revoked on the first collision.",
    ],
    mergeTitles: [
      "Rotate refresh tokens on each use",
      "Let tabs share one refresh",
      "Publish revocations to every process at once",
    ],
    approaches: [
      "Each refresh gives a new token; the old one is accepted for {n} more seconds so that slow tabs survive.",
      "A `BroadcastChannel` elects the tab that refreshes, the others wait for its result.",
    ],
    talk: [
      "A grace time of {n} seconds is what other providers do, too.",
      "Security asked for an audit event whenever a family is revoked.",
      "今のところ再現できました。二つのタブで同時に更新すると必ず起きます。",
    ],
    reviews: [
      "Please compare in constant time here.",
      "Nit: this is the family id, not the token id.",
    ],
    evidence: "$ lorectl tokens list --user 17\nfamily 9f2c  issued 3  revoked 1  grace {n}s",
    before: ["if (stored.token === given) return stored;"],
    after: ["if (timingSafeEqual(stored.token, given)) return rotate(stored);"],
  },
  {
    area: "cache",
    slug: "cache-invalidation",
    labels: ["bug", "cache", "performance"],
    issueTitles: [
      "Stale prices after cache invalidation",
      "Cache invalidation misses keys with a locale suffix",
      "Deleting a project leaves its pages in the cache",
    ],
    symptoms: [
      "After an edit the old value is shown for up to {n} minutes on some nodes, while others are right at once.",
      "Invalidating `page:42` leaves `page:42:de` and `page:42:ja` in place.",
    ],
    causes: [
      "The invalidation message is sent before the transaction commits, so a quick reader fills the cache again with the old row.",
      "Keys are built in {n} places, and only some of them know about locales.",
    ],
    mergeTitles: [
      "Invalidate the cache after commit, not before",
      "Build cache keys in one place",
      "Drop a project's pages when it is deleted",
    ],
    approaches: [
      "Invalidations are collected in the transaction and sent by an after-commit hook.",
      "`cacheKey()` is the only way to make a key now; a lint rule keeps it that way.",
    ],
    talk: [
      "There are only two hard things… and we have managed both in one file. 😅",
      "Could we version the keys instead? Then nothing has to be invalidated at all.",
      "The hit rate fell from 94 % to 71 % when I tried it with a TTL of {n} s.",
    ],
    reviews: [
      "This runs once per row; collect the keys and invalidate them together.",
      "What happens if the process dies between commit and hook?",
    ],
    evidence: "cache: hit page:42:de age={ms}ms version=7\ndb:    page 42 version=8",
    before: ["cache.delete(`page:${id}`);", "await transaction.commit();"],
    after: [
      "transaction.afterCommit(() => cache.delete(pageKeys(id)));",
      "await transaction.commit();",
    ],
  },
  {
    area: "http",
    slug: "retry-backoff",
    labels: ["bug", "reliability"],
    issueTitles: [
      "Retries hammer the upstream when it is already down",
      "Retry ignores Retry-After",
      "A 502 during deploys surfaces to users instead of being retried",
    ],
    symptoms: [
      "When `{host}` restarts, every worker retries at the same instant, {n} times in a row, and takes it down again.",
      "We answer 429 with `Retry-After: {n}`, and our own client comes back after {ms} ms.",
    ],
    causes: [
      "The backoff has no jitter, so all workers stay in step.",
      "The header is parsed as a date only; plain seconds become `NaN`.",
    ],
    mergeTitles: [
      "Add jitter to the retry backoff",
      "Honour Retry-After in seconds and as a date",
      "Retry idempotent requests on 502 and 503",
    ],
    approaches: [
      "Full jitter between zero and the exponential bound, at most {n} attempts, and the caller's abort signal ends the wait.",
      "Only GET, HEAD and PUT are retried; POST needs an idempotency key.",
    ],
    talk: [
      "The thundering herd is visible in the graph of last Tuesday: {n} peaks, exactly {ms} ms apart.",
      "Should a retry count against the circuit breaker? I would say yes.",
      "Retrying a POST twice would charge the customer twice. Please don't.",
    ],
    reviews: [
      "The timer keeps the process alive after an abort.",
      "Could this be a table of status codes? Three ifs in a row are hard to scan.",
    ],
    evidence:
      "GET https://{host}/v1/orders 502\nretry 1 in 1000 ms\nretry 2 in 2000 ms\nretry 3 in 4000 ms",
    before: ["await sleep(1000 * 2 ** attempt);"],
    after: ["await sleep(Math.random() * Math.min(CAP, 1000 * 2 ** attempt), { signal });"],
  },
  {
    area: "queue",
    slug: "duplicate-jobs",
    labels: ["bug", "queue", "reliability"],
    issueTitles: [
      "Jobs run twice after a worker restart",
      "Dead letter queue grows without an alert",
      "The nightly import starts before the previous one has ended",
    ],
    symptoms: [
      "After a deploy some mails are sent twice. The job ids are equal, {ms} ms apart.",
      "There were {n}00 messages in the dead letter queue before anyone noticed.",
    ],
    causes: [
      "The lease is {n} seconds, but a big import takes longer and never renews it.",
      "Acknowledging happens in a `finally`, so that failed jobs count as done.",
    ],
    mergeTitles: [
      "Renew job leases while a job runs",
      "Alert on the age of the oldest dead letter",
      "Take a lock for the nightly import",
    ],
    approaches: [
      "A heartbeat renews the lease every third of its time; a worker that lost its lease stops.",
      "Jobs carry an idempotency key, which the mailer remembers for {n} days.",
    ],
    talk: [
      "At-least-once means that we have to be idempotent anyway. The lease only makes it rarer.",
      "I replayed yesterday's queue against this branch: {n} duplicates before, none after. 🎉",
    ],
    reviews: [
      "If renewing throws, the job goes on without a lease. Is that intended?",
      "Please name the unit: is this seconds or ms?",
    ],
    evidence:
      "worker-3 lease lost job=import-2041 held={ms}ms\nworker-5 lease taken job=import-2041",
    before: ["finally { await queue.acknowledge(job); }"],
    after: ["await queue.acknowledge(job);", "lease.release();"],
  },
  {
    area: "storage",
    slug: "slow-migration",
    labels: ["database", "performance"],
    issueTitles: [
      "Migration {n}4 locks the orders table for minutes",
      "Full table scan on every dashboard load",
      "Deadlock between the import and the cleanup job",
    ],
    symptoms: [
      "Adding the column with a default rewrites the whole table. On staging that took {n} minutes, during which nothing could be written.",
      "The dashboard asks for the latest {n}0 rows by `updated_at`, and there is no index for it.",
    ],
    causes: [
      "The index was dropped together with the old column and nobody missed it at test sizes.",
      "Both jobs lock accounts and orders, in opposite order.",
    ],
    mergeTitles: [
      "Add the column without a table rewrite",
      "Index orders by updated_at",
      "Lock accounts before orders, everywhere",
    ],
    approaches: [
      "Three steps instead of one: add it nullable, fill it in batches of {n}00, then set the constraint.",
      "The index is built concurrently; the query now takes {n} ms instead of {ms}.",
    ],
    talk: [
      "`explain` says sequential scan, cost {ms}.",
      "Can we ship the index first and the query with the next release? Rolling back would be easier.",
    ],
    reviews: [
      "This batch has no order by, so it may visit rows twice.",
      "A partial index on open orders would be a tenth of the size.",
    ],
    evidence:
      "select * from orders where updated_at > $1 order by updated_at limit 50;\n-- Seq Scan on orders (actual time={ms})",
    before: ["alter table orders add column region text not null default 'eu';"],
    after: [
      "alter table orders add column region text;",
      "create index concurrently orders_updated on orders (updated_at);",
    ],
  },
  {
    area: "telemetry",
    slug: "missing-logs",
    labels: ["observability"],
    issueTitles: [
      "The last log lines before a crash are missing",
      "Trace ids get lost across the queue",
      "Tokens show up in debug logs",
    ],
    symptoms: [
      "When a worker is killed, the last {n} seconds of its log never reach the disk, and those are the interesting ones.",
      "A trace ends at the producer; the consumer starts a new one.",
    ],
    causes: [
      "The log is buffered in memory and only flushed every {ms} ms.",
      "The message envelope has no field for the trace context.",
    ],
    mergeTitles: [
      "Write log lines unbuffered",
      "Carry the trace context through the queue",
      "Redact tokens in every log sink",
    ],
    approaches: [
      "One write per line in append mode. It costs {n} µs and loses nothing.",
      "Redaction sits in the sink, so no call site can forget it.",
    ],
    talk: [
      "We debugged the outage of {n} May blind because of this.",
      "Structured fields, please. Grepping prose at three in the morning is no fun. 🌙",
    ],
    reviews: [
      "Does this also cover the JSON formatter?",
      "A regex per line is expensive; check for the prefix first.",
    ],
    evidence: '{"level":"ERROR","message":"worker lost","elapsed_ms":{ms}}\nKilled',
    before: ["buffer.push(format(record));"],
    after: ["file.write(format(redact(record)));"],
  },
];
