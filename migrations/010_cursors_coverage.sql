-- How far the walk of a project's items has come, by the forge's own time.
create table sync_cursors (
  project_id integer not null references projects (id),
  kind       text    not null check (kind in ('issue', 'merge_request')),
  -- Greatest updated_at that was stored.
  updated_at integer not null,
  -- 1 once a walk from the beginning has reached the end.
  complete   integer not null default 0,
  primary key (project_id, kind)
) strict, without rowid;

-- What each walk covered: the proof behind "complete".
create table coverage (
  id           integer primary key,
  run_id       text    not null,
  project_id   integer not null references projects (id),
  kind         text    not null check (kind in ('issue', 'merge_request')),
  -- The interval of updated_at that was walked; null from = from the beginning.
  updated_from integer,
  updated_to   integer,
  rows_seen    integer not null,
  -- Rows in the list by the forge's own count; null where it gives none.
  forge_total  integer,
  unparsed     integer not null,
  -- Server time of the last page.
  server_time  integer not null,
  -- 1 when the walk reached the end of the list.
  finished     integer not null
) strict;

create index coverage_project on coverage (project_id, kind, id);
