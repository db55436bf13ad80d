-- What ties a ledger row to the log, the output and the work that was done.
alter table sync_runs add column run_id text;
alter table sync_runs add column mode text;
alter table sync_runs add column phase text;
-- What was asked for, as JSON.
alter table sync_runs add column requested_counts text;
alter table sync_runs add column total_items_processed integer not null default 0;
alter table sync_runs add column total_errors integer not null default 0;

create index sync_runs_run_id on sync_runs (run_id);
