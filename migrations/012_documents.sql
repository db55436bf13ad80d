-- What may have changed and has no fresh document yet.
create table dirty_documents (
  kind          text    not null check (kind in ('issue', 'merge_request', 'discussion')),
  entity_id     integer not null,
  -- The run that made it so.
  origin_run_id text    not null,
  primary key (kind, entity_id)
) strict, without rowid;

create index dirty_documents_origin on dirty_documents (origin_run_id);

-- What search finds: one row for each issue, merge request and discussion.
create table documents (
  id           integer primary key,
  kind         text    not null check (kind in ('issue', 'merge_request', 'discussion')),
  -- Key in issues, merge_requests or discussions.
  entity_id    integer not null,
  project_id   integer not null references projects (id),
  -- Key of the item that a discussion is about; null for items.
  parent_kind  text    check (parent_kind in ('issue', 'merge_request')),
  parent_id    integer,
  -- Number within the project; for a discussion that of its item.
  iid          integer not null,
  -- Username: who opened it; null where the forge does not say.
  author       text,
  -- State of the item; for a discussion that of its item.
  state        text    not null,
  -- JSON array of names; for a discussion those of its item.
  labels       text    not null,
  created_at   integer not null,
  -- For a discussion the last change of any of its notes.
  updated_at   integer not null,
  web_url      text    not null,
  -- For a discussion the title of its item.
  title        text    not null,
  -- Reference, people, labels, milestone, branches, paths: one a line.
  keywords     text    not null,
  body         text    not null,
  -- 53-bit hash of title, keywords and body.
  content_hash integer not null,
  unique (kind, entity_id)
) strict;

-- Words of documents by rowid = documents.id. Holds no text: scripts without spaces are indexed as
-- pairs of characters, which is not what a reader wants to see. What a discussion is about, the title
-- of its item, is in context: the item itself is to be found first.
create virtual table documents_words using fts5 (
  title, keywords, body, context,
  content = '', contentless_delete = 1,
  tokenize = 'porter unicode61 remove_diacritics 2'
);

insert into documents_words (documents_words, rank) values ('rank', 'bm25(10.0, 3.0, 1.0, 0.5)');

-- Parts of words: titles of items, their labels, branches and paths.
create virtual table documents_parts using fts5 (
  text,
  content = '', contentless_delete = 1,
  tokenize = 'trigram remove_diacritics 1'
);
