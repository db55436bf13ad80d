-- A configured forge account.
create table sources (
  id             integer primary key,
  name           text    not null unique,
  forge          text    not null check (forge in ('gitlab', 'github')),
  url            text    not null,
  -- Who the token belonged to when it was last asked: what a mirror holds depends on it.
  token_user_id  integer,
  token_username text,
  -- Scopes of the token, separated by spaces; null where the forge does not tell.
  token_scopes   text,
  -- Tells that token from others, and nothing of it.
  token_mark     text,
  -- When that was, by the clock of the machine that asked.
  identity_at    integer
) strict;

-- A project, keyed by the forge's numeric id, so that renames do not matter.
create table projects (
  id               integer primary key,
  source_id        integer not null references sources (id),
  forge_id         integer not null,
  path             text    not null,
  name             text    not null,
  description      text,
  default_branch   text,
  web_url          text    not null,
  visibility       text,
  -- How much of it the token may see, as the forge told last: of issues and merge requests 0 when
  -- switched off, 1 for members, 2 for all; and the level of the token's owner. Null: not told.
  issues_access         integer,
  merge_requests_access integer,
  role                  integer,
  -- Which of its project_identities looks at it; 0 before that was told.
  identity_no      integer not null default 0,
  archived         integer not null default 0,
  created_at       integer,
  last_activity_at integer,
  -- When project, labels and milestones were last fetched, by the clock of the machine that did.
  refreshed_at     integer,
  -- When the forge did not show it any more, though the config asks for it.
  gone_at          integer,
  unique (source_id, forge_id)
) strict;

create index projects_path on projects (path);

-- Who looked at a project, and how much of it they might see: what one saw another may not see.
create table project_identities (
  project_id            integer not null references projects (id),
  no                    integer not null,
  -- Null for a token of which nobody knows whose it is.
  token_user_id         integer,
  token_scopes          text,
  -- As in projects.
  issues_access         integer,
  merge_requests_access integer,
  role                  integer,
  primary key (project_id, no)
) strict, without rowid;

-- Every path by which a project is or was known: configs may name an old one.
create table project_paths (
  source_id  integer not null references sources (id),
  path       text    not null,
  project_id integer not null references projects (id),
  primary key (source_id, path)
) strict, without rowid;
