-- Keys stand in a store of their own now, on a server of their own. What a transaction erases there it writes down here,
-- and it is erased right after the commit; what a crash left between is found here. keys.shards stays for the version
-- before, and is read until a night has moved what stands in it.
create table keys_to_erase (
    id uuid primary key
);

comment on table keys_to_erase is 'what is to be erased in the key store: records, of which every shard goes, or single shards';
comment on table keys.shards is 'where the version before keeps its shards: read, and moved to the key store in the night';
