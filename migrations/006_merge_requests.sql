create table merge_requests (
  id                integer primary key,
  project_id        integer not null references projects (id),
  forge_id          integer not null,
  iid               integer not null,
  title             text    not null,
  state             text    not null,
  author_id         integer references users (id),
  milestone_id      integer references milestones (id),
  source_branch     text    not null,
  target_branch     text    not null,
  source_project_forge_id integer,
  target_project_forge_id integer,
  draft             integer not null,
  -- Head commit.
  sha               text,
  merge_commit_sha  text,
  squash_commit_sha text,
  merge_status      text,
  created_at        integer not null,
  updated_at        integer not null,
  merged_at         integer,
  merged_by_id      integer references users (id),
  closed_at         integer,
  closed_by_id      integer references users (id),
  -- Comments by people, as the forge counts them.
  note_count        integer not null,
  upvotes           integer not null,
  downvotes         integer not null,
  discussion_locked integer not null,
  web_url           text    not null,
  -- 53-bit hashes of the answer that this row was made from: of what happened to the item, and of
  -- everything.
  content_hash      integer not null default 0,
  row_hash          integer not null default 0,
  -- 1 when that answer differed from the one before without an updated_at newer than that, and than
  -- what was fetched since.
  silent            integer not null default 0,
  -- Server time of the answer that this row was made from.
  seen_at           integer not null,
  -- identity_no of the project when it was last seen.
  seen_identity     integer not null default 0,
  -- identity_no of the project when the discussions were last fetched in full, every stored note
  -- among them.
  discussions_identity integer not null default 0,
  -- Of the last full list of discussions: comments by people that are stored since, what the forge
  -- counts and did not show, and notes that are stored and were not shown.
  notes_stored      integer not null default 0,
  notes_missing     integer not null default 0,
  notes_hidden      integer not null default 0,
  -- Server time when the discussions were last fetched in full.
  discussions_at    integer,
  -- Server time when the resource events were last fetched in full.
  events_at         integer,
  -- Server time when the list of files was last fetched.
  files_at          integer,
  -- Since when all that hangs on it has been read: the oldest of these times.
  parts_at          integer generated always as
    (min(discussions_at, coalesce(events_at, discussions_at), files_at)) virtual,
  -- 0 when the forge may have cut the list of files short; null while there is none.
  files_complete    integer,
  -- Last, for what is long lies across pages: whoever asks for other columns does not read them.
  description       text,
  unique (project_id, iid)
) strict;

create index merge_requests_updated on merge_requests (project_id, updated_at);
create index merge_requests_state on merge_requests (state, updated_at);
-- One project with one state, in order; and counts by project and state without a table.
create index merge_requests_project_state on merge_requests (project_id, state, updated_at);
create index merge_requests_unfetched on merge_requests (project_id)
  where discussions_at is null or files_at is null;
create index merge_requests_cut on merge_requests (project_id) where files_complete = 0;
-- Never fetched, or so shortly after a change that more may have come unnoticed: see SETTLE_MS.
create index merge_requests_unsettled_discussions on merge_requests (project_id)
  where coalesce(discussions_at, 0) < updated_at + 70000;
create index merge_requests_unsettled_events on merge_requests (project_id)
  where coalesce(events_at, 0) < updated_at + 70000 and updated_at <> created_at;
create index merge_requests_unsettled_files on merge_requests (project_id)
  where coalesce(files_at, 0) < updated_at + 70000;
-- What was read longest ago.
create index merge_requests_parts on merge_requests (project_id, parts_at);
create index merge_requests_notes_missing on merge_requests (project_id) where notes_missing > 0;
create index merge_requests_notes_hidden on merge_requests (project_id) where notes_hidden > 0;
create index merge_requests_author on merge_requests (author_id);

create table merge_request_labels (
  merge_request_id integer not null references merge_requests (id) on delete cascade,
  label_id         integer not null references labels (id),
  primary key (merge_request_id, label_id)
) strict, without rowid;

create index merge_request_labels_label on merge_request_labels (label_id);

create table merge_request_assignees (
  merge_request_id integer not null references merge_requests (id) on delete cascade,
  user_id          integer not null references users (id),
  primary key (merge_request_id, user_id)
) strict, without rowid;

create index merge_request_assignees_user on merge_request_assignees (user_id);

create table merge_request_reviewers (
  merge_request_id integer not null references merge_requests (id) on delete cascade,
  user_id          integer not null references users (id),
  primary key (merge_request_id, user_id)
) strict, without rowid;

create index merge_request_reviewers_user on merge_request_reviewers (user_id);
