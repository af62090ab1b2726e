-- The key store: the random halves of the keys, without which no sealed field of their records can be read. It lies on a
-- server of its own, whose WAL is archived nowhere, and is written anew every night: what is erased here is erased.
-- A record has one shard; a second one while it is sealed anew under another master secret. No times: what is erased
-- must not have told when somebody came.
create table shards (
    id     uuid primary key,
    record uuid not null,
    shard  bytea not null,
    master bytea not null,
    day    date not null
);

create index shards_record on shards (record);

comment on column shards.record is 'whose it is: the id of an interest, a starter, a group or a webhook';
comment on column shards.master is 'the name of the master secret that makes a key of it; empty: not known, and each is tried';
comment on column shards.day is 'the Oslo day on which it was made: one that no record took by the next night but one is of a transaction that was undone';
