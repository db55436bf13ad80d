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

create index documents_project on documents (project_id);

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

-- What refers to what, as texts and the forge's own notes say: a row for each place that says so. One
-- end is the item in which it stands, the other is named: by the path of its project, since it may be
-- mirrored later, or never. project_paths tells whose path that is now.
create table entity_references (
  id               integer primary key,
  -- The item in whose description or notes it stands.
  issue_id         integer references issues (id) on delete cascade,
  merge_request_id integer references merge_requests (id) on delete cascade,
  -- Where in its notes; null for title and description.
  discussion_id    integer references discussions (id) on delete cascade,
  note_forge_id    integer,
  source           text    not null check (source in ('description', 'note', 'system_note')),
  relation         text    not null check (relation in ('closes', 'mentions', 'related', 'blocks',
    'duplicates', 'moved_to', 'parent_of')),
  -- 1 where the other item is the one that closes, mentions, blocks: the forge's notes say that.
  incoming         integer not null check (incoming in (0, 1)),
  -- 1 where it is said that it is no longer so; "related" then takes back "blocks" as well.
  retracted        integer not null check (retracted in (0, 1)),
  -- 1 for a word like web#12: a project beside this one if there is such a project, else no reference.
  assumed          integer not null check (assumed in (0, 1)),
  other_path       text    not null collate nocase,
  other_kind       text    not null check (other_kind in ('issue', 'merge_request')),
  other_iid        integer not null,
  -- Of the note; else that of the item.
  created_at       integer not null,
  check ((issue_id is null) <> (merge_request_id is null)),
  check ((discussion_id is null) = (note_forge_id is null))
) strict;

create index entity_references_issue on entity_references (issue_id) where issue_id is not null;
create index entity_references_merge_request on entity_references (merge_request_id)
  where merge_request_id is not null;
create index entity_references_discussion on entity_references (discussion_id)
  where discussion_id is not null;
create index entity_references_other on entity_references (other_path, other_kind, other_iid);

create index project_paths_any_case on project_paths (path collate nocase);
create index project_paths_project on project_paths (project_id);
