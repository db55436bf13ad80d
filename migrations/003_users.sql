-- People, as the forge names them.
create table users (
  id         integer primary key,
  source_id  integer not null references sources (id),
  forge_id   integer not null,
  username   text    not null,
  name       text    not null,
  web_url    text,
  avatar_url text,
  state      text,
  unique (source_id, forge_id)
) strict;

create index users_username on users (username);
