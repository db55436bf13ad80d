-- What ties a ledger row to the log, the output and the work that was done.
alter table sync_runs add column run_id text;
alter table sync_runs add column mode text;
alter table sync_runs add column phase text;
-- What was asked for, as JSON.
alter table sync_runs add column requested_counts text;
alter table sync_runs add column total_items_processed integer not null default 0;
alter table sync_runs add column total_errors integer not null default 0;

create index sync_runs_run_id on sync_runs (run_id);
-- The phase in which it failed, for a run whose phase is "failed".
alter table sync_runs add column failed_phase text;
-- How often it was begun: more than once for a run that was resumed.
alter table sync_runs add column attempts integer not null default 1;

-- The items that a surgical run was asked for, and what came of each.
create table run_items (
  run_id      text    not null,
  kind        text    not null check (kind in ('issue', 'merge_request')),
  iid         integer not null,
  -- Key of the item; null before it is stored.
  item_id     integer,
  status      text    not null check (status in ('pending', 'refreshed', 'unchanged', 'skipped',
    'failed')),
  -- Why it was skipped or failed, in a word and in a sentence.
  reason      text,
  message     text,
  -- Where it was moved to: group/project#12.
  moved_to    text,
  -- 1 once anything of it is stored that was not there before, or not so.
  changed     integer not null default 0,
  -- How many of them the forge has; null where that was not asked.
  discussions integer,
  events      integer,
  files       integer,
  primary key (run_id, kind, iid)
) strict, without rowid;
