create table issues (
  id                integer primary key,
  project_id        integer not null references projects (id),
  forge_id          integer not null,
  iid               integer not null,
  title             text    not null,
  state             text    not null,
  author_id         integer references users (id),
  milestone_id      integer references milestones (id),
  confidential      integer not null,
  issue_type        text,
  -- YYYY-MM-DD
  due_date          text,
  weight            integer,
  health_status     text,
  created_at        integer not null,
  updated_at        integer not null,
  closed_at         integer,
  closed_by_id      integer references users (id),
  -- Comments by people, as the forge counts them.
  note_count        integer not null,
  upvotes           integer not null,
  downvotes         integer not null,
  discussion_locked integer not null,
  moved_to_forge_id integer,
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
  -- Since when all that hangs on it has been read: the oldest of these times.
  parts_at          integer generated always as
    (min(discussions_at, coalesce(events_at, discussions_at))) virtual,
  -- Last, for what is long lies across pages: whoever asks for other columns does not read them.
  description       text,
  unique (project_id, iid)
) strict;

create index issues_updated on issues (project_id, updated_at);
create index issues_state on issues (state, updated_at);
-- One project with one state, in order; and counts by project and state without a table.
create index issues_project_state on issues (project_id, state, updated_at);
create index issues_unfetched on issues (project_id) where discussions_at is null;
-- Never fetched, or so shortly after a change that more may have come unnoticed: see SETTLE_MS.
create index issues_unsettled_discussions on issues (project_id)
  where coalesce(discussions_at, 0) < updated_at + 70000;
create index issues_unsettled_events on issues (project_id)
  where coalesce(events_at, 0) < updated_at + 70000 and updated_at <> created_at;
-- What was read longest ago.
create index issues_parts on issues (project_id, parts_at);
create index issues_notes_missing on issues (project_id) where notes_missing > 0;
create index issues_notes_hidden on issues (project_id) where notes_hidden > 0;
create index issues_author on issues (author_id);

create table issue_labels (
  issue_id integer not null references issues (id) on delete cascade,
  label_id integer not null references labels (id),
  primary key (issue_id, label_id)
) strict, without rowid;

create index issue_labels_label on issue_labels (label_id);

create table issue_assignees (
  issue_id integer not null references issues (id) on delete cascade,
  user_id  integer not null references users (id),
  primary key (issue_id, user_id)
) strict, without rowid;

create index issue_assignees_user on issue_assignees (user_id);
