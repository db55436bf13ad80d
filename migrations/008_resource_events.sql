-- Changes of state, label and milestone, which the forge does not keep as notes.
create table resource_events (
  id               integer primary key,
  project_id       integer not null references projects (id),
  issue_id         integer references issues (id) on delete cascade,
  merge_request_id integer references merge_requests (id) on delete cascade,
  kind             text    not null check (kind in ('state', 'label', 'milestone')),
  forge_id         integer not null,
  user_id          integer references users (id),
  created_at       integer not null,
  -- add, remove, or the new state
  action           text    not null,
  -- null when the label is gone
  label_name       text,
  -- null when the milestone is gone
  milestone_title  text,
  check ((issue_id is null) <> (merge_request_id is null)),
  unique (project_id, kind, forge_id)
) strict;

create index resource_events_issue on resource_events (issue_id) where issue_id is not null;
create index resource_events_merge_request on resource_events (merge_request_id)
  where merge_request_id is not null;
