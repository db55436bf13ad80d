-- How far the walk of a project's items has come, by the forge's own time.
create table sync_cursors (
  project_id integer not null references projects (id),
  kind       text    not null check (kind in ('issue', 'merge_request')),
  -- Greatest updated_at that was stored.
  updated_at integer not null,
  -- Server time of the first page of the walk from the beginning that it goes on from.
  began_at   integer not null,
  -- 1 once that walk has reached the end.
  complete   integer not null default 0,
  primary key (project_id, kind)
) strict, without rowid;

-- What each walk covered: the proof behind "complete".
create table coverage (
  id           integer primary key,
  run_id       text    not null,
  project_id   integer not null references projects (id),
  kind         text    not null check (kind in ('issue', 'merge_request')),
  -- incremental, full, or reconcile: the whole list, compared with what is stored.
  mode         text    not null,
  -- The interval of updated_at that was walked; null from = from the beginning.
  updated_from integer,
  updated_to   integer,
  rows_seen    integer not null,
  -- Rows in the list by the forge's own count; null where it gives none.
  forge_total  integer,
  unparsed     integer not null,
  -- Rows that the forge counted on its pages and did not give, nor showed when asked one by one.
  withheld     integer not null,
  -- Server time of the first page.
  began_at     integer not null,
  -- Server time of the last page.
  server_time  integer not null,
  -- Who the token belonged to, and its scopes; null where the forge does not tell.
  token_username text,
  token_scopes text,
  -- identity_no of the project: with which rights it was walked.
  identity_no  integer not null default 0,
  -- 1 when the walk reached the end of the list.
  finished     integer not null,
  -- Server time as of which this walk, with those that it goes on from, covers the whole list and was
  -- compared with what is stored; null where it covers what changed.
  whole_since  integer,
  -- Of a reconcile: items that the forge has no more, that changed without a new updated_at, that
  -- its list left out though it has them, and that only another token could see.
  found_gone     integer not null default 0,
  found_changed  integer not null default 0,
  found_left_out integer not null default 0,
  found_hidden   integer not null default 0
) strict;

create index coverage_project on coverage (project_id, kind, id);
create index coverage_whole on coverage (project_id, kind, id) where whole_since is not null;

-- What was mirrored and is gone from the forge: kept here alone, so that nothing shows it by default.
create table tombstones (
  id         integer primary key,
  project_id integer not null references projects (id),
  kind       text    not null check (kind in ('issue', 'merge_request', 'note')),
  -- The forge's id.
  forge_id   integer not null,
  -- Number of the item; of a note that of its item.
  iid        integer not null,
  -- Of a note the kind of its item; null for items.
  item_kind  text    check (item_kind in ('issue', 'merge_request')),
  -- Of a note that of its item.
  title      text    not null,
  web_url    text    not null,
  -- Server time when it was found gone; it may have been gone before.
  gone_at    integer not null,
  -- The run that found it.
  run_id     text    not null,
  -- What was stored of it, as JSON.
  content    text    not null,
  -- 0 where it may also have been made confidential: the token's owner would not see it any more.
  certain    integer not null default 1,
  unique (project_id, kind, forge_id)
) strict;

create index tombstones_item on tombstones (project_id, kind, iid);

-- What shows up again is not gone.
create trigger issues_back after insert on issues begin
  delete from tombstones where project_id = new.project_id and kind = 'issue' and iid = new.iid;
end;

create trigger merge_requests_back after insert on merge_requests begin
  delete from tombstones where project_id = new.project_id and kind = 'merge_request'
    and iid = new.iid;
end;
