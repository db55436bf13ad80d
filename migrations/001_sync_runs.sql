-- The run ledger: one row for every run that changes the store. Times are Unix ms.
create table sync_runs (
  id           integer primary key,
  started_at   integer not null,
  -- Moves while the run is alive.
  heartbeat_at integer not null,
  finished_at  integer,
  status       text    not null check (status in ('running', 'succeeded', 'failed', 'interrupted')),
  command      text    not null,
  error        text,
  -- The tree of stage timings, as JSON.
  metrics_json text
) strict;

create index sync_runs_started on sync_runs (started_at);
