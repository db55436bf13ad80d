-- What may have changed and has no fresh document yet.
create table dirty_documents (
  kind          text    not null check (kind in ('issue', 'merge_request', 'discussion')),
  entity_id     integer not null,
  -- The run that made it so.
  origin_run_id text    not null,
  primary key (kind, entity_id)
) strict, without rowid;

create index dirty_documents_origin on dirty_documents (origin_run_id);
