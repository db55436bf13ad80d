-- A thread of notes, or one note standing alone, on one issue or one merge request.
create table discussions (
  id               integer primary key,
  project_id       integer not null references projects (id),
  issue_id         integer references issues (id) on delete cascade,
  merge_request_id integer references merge_requests (id) on delete cascade,
  forge_id         text    not null,
  individual       integer not null,
  check ((issue_id is null) <> (merge_request_id is null)),
  unique (project_id, forge_id)
) strict;

-- Narrow, for counting: the unique key is wide.
create index discussions_project on discussions (project_id);
create index discussions_issue on discussions (issue_id) where issue_id is not null;
create index discussions_merge_request on discussions (merge_request_id)
  where merge_request_id is not null;

create table notes (
  id             integer primary key,
  discussion_id  integer not null references discussions (id) on delete cascade,
  forge_id       integer not null,
  -- null, DiffNote, DiscussionNote or LegacyDiffNote
  type           text,
  body           text    not null,
  author_id      integer references users (id),
  created_at     integer not null,
  updated_at     integer not null,
  -- Written by the forge itself.
  system         integer not null,
  internal       integer not null,
  resolvable     integer not null,
  resolved       integer not null,
  resolved_by_id integer references users (id),
  resolved_at    integer,
  -- Where in the diff a diff note stands; null for all others.
  old_path       text,
  new_path       text,
  old_line       integer,
  new_line       integer,
  start_line     integer,
  end_line       integer,
  position_type  text,
  base_sha       text,
  start_sha      text,
  head_sha       text,
  unique (discussion_id, forge_id)
) strict;

create index notes_author on notes (author_id);
-- What is still to be resolved.
create index notes_unresolved on notes (discussion_id)
  where resolvable = 1 and resolved = 0 and system = 0;
create index notes_path on notes (new_path) where new_path is not null;
