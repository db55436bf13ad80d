-- The files that a merge request changes.
create table merge_request_files (
  id               integer primary key,
  merge_request_id integer not null references merge_requests (id) on delete cascade,
  old_path         text    not null,
  new_path         text    not null,
  change           text    not null check (change in ('added', 'modified', 'renamed', 'deleted')),
  -- The forge left the diff out because it is long.
  collapsed        integer not null,
  too_large        integer not null,
  generated        integer not null,
  -- Lines, counted in the diff; null where the diff was left out.
  additions        integer,
  deletions        integer,
  unique (merge_request_id, new_path, old_path)
) strict;

create index merge_request_files_new on merge_request_files (new_path);
-- Renames alone have an old path of their own: by it, and by the new one.
create index merge_request_files_old on merge_request_files (old_path) where old_path <> new_path;
create index merge_request_files_renamed on merge_request_files (new_path)
  where old_path <> new_path;
