-- Those of these records that are there and may have something sealed: a key of any other belongs to nothing.
create or replace function records_with_keys(ids uuid[])
returns setof uuid
language sql stable
as $$
    select id from interests where id = any (ids)
    union all
    select id from starters where id = any (ids)
    union all
    select id from webhooks where id = any (ids)
    union all
    select id from groups where id = any (ids) and contact is not null
$$;
