-- Labels, one row for each name in a project. A label that only items name has no forge_id.
create table labels (
  id          integer primary key,
  project_id  integer not null references projects (id),
  forge_id    integer,
  name        text    not null,
  color       text,
  description text,
  unique (project_id, name)
) strict;

-- Milestones of a project and of the groups above it, as seen from the project.
create table milestones (
  id          integer primary key,
  project_id  integer not null references projects (id),
  forge_id    integer not null,
  iid         integer not null,
  title       text    not null,
  description text,
  state       text,
  -- YYYY-MM-DD
  start_date  text,
  -- YYYY-MM-DD
  due_date    text,
  web_url     text,
  created_at  integer,
  updated_at  integer,
  -- Titles that it had before, as JSON: events of items may still name them. null for none.
  former_titles text,
  unique (project_id, forge_id)
) strict;
