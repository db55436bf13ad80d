-- How the stored vectors were made; at most one row.
create table embedding_model (
  id         integer primary key check (id = 1),
  -- Provider, model and the version of what lore does around it.
  model      text    not null,
  -- Numbers in a vector, as the provider gives them.
  dimensions integer not null
) strict;

-- Documents whose vectors are missing or out of date. One that is gone stays until its vectors are.
create table embedding_queue (
  document_id   integer primary key,
  -- The run that alone put it here; null for any.
  origin_run_id text
) strict;

create index embedding_queue_origin on embedding_queue (origin_run_id)
  where origin_run_id is not null;

-- Pieces of documents and their vectors. The key is the vector's place: block * 1024 + position. Which
-- places a document has is in the blocks: an index here would be the dearest part of a row.
create table chunks (
  id          integer primary key,
  document_id integer not null,
  seq         integer not null,
  -- Where in the document's body, in UTF-16 units.
  start_at    integer not null,
  end_at      integer not null,
  -- The rotated vector is scale * codes, one signed byte for each number.
  scale       real    not null,
  codes       blob    not null
) strict;

-- Signs of the rotated vectors, 1,024 to a block: what a question reads of all of them.
create table vector_blocks (
  id        integer primary key,
  -- Taken places.
  used      integer not null,
  -- documents.id of each place, 32 bits little-endian; 0 for a free one.
  documents blob    not null,
  -- One bit for each number, place after place.
  signs     blob    not null
) strict;

create index vector_blocks_free on vector_blocks (id) where used < 1024;
