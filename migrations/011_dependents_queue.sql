-- What is still to be fetched of items: an interrupted run goes on here.
create table dependents_queue (
  id           integer primary key,
  project_id   integer not null references projects (id),
  kind         text    not null check (kind in ('issue', 'merge_request')),
  item_id      integer not null,
  iid          integer not null,
  job          text    not null check (job in ('discussions', 'events', 'files')),
  -- The run that alone may work this off; null for any.
  scope_run_id text,
  attempts     integer not null default 0,
  last_error   text,
  unique (kind, item_id, job)
) strict;

create index dependents_queue_claim on dependents_queue (project_id, kind, job, scope_run_id, id);
create index dependents_queue_scoped on dependents_queue (scope_run_id)
  where scope_run_id is not null;

-- Items whose answer could not be read: fetched again by the next sync.
create table unparsed_items (
  id            integer primary key,
  project_id    integer not null references projects (id),
  -- What could not be read: item, or what hangs on it: discussions, events or files.
  what          text    not null,
  -- The kind of item it belongs to.
  kind          text    not null check (kind in ('issue', 'merge_request')),
  -- null where even that could not be read
  iid           integer,
  -- Where in the answer, as in author.username
  path          text    not null,
  message       text    not null,
  run_id        text    not null,
  -- Where a walk must begin to meet the item again, when iid is null: an updated_at.
  walk_from     integer,
  first_seen_at integer not null
) strict;

create index unparsed_items_project on unparsed_items (project_id, kind, iid);
