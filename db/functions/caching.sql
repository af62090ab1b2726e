-- Tells every instance that something changed which everybody is shown the same: what they keep of it is thrown away
-- (Web/PublicChanges.cs). PostgreSQL tells it when the change is committed, and once for each table in a transaction. Work columns, which
-- change with every registration, are not among these.
create or replace function tell_public_change()
returns trigger
language plpgsql
as $$
begin
    perform pg_notify('public_change', tg_table_name);
    return null;
end
$$;

create or replace trigger tell_public_change
    after insert or delete or truncate or update of
        body, name, topics, state, capacity, members, joining, form, venue, address, municipality, longitude, latitude,
        visibility, rrule, starts_at, duration_minutes, pauses, languages, gender, age_bands, confirmed_on, demonstration
    on groups
    for each statement execute function tell_public_change();

create or replace trigger tell_public_change
    after insert or delete or truncate or update of kind, name, phone, email, url, state
    on bodies
    for each statement execute function tell_public_change();

create or replace trigger tell_public_change
    after insert or delete or truncate or update
    on body_coverage
    for each statement execute function tell_public_change();

create or replace trigger tell_public_change
    after insert or delete or truncate or update
    on places
    for each statement execute function tell_public_change();

-- Boundaries alone may change what a map shows.
create or replace trigger tell_public_change
    after insert or delete or truncate or update
    on map_outlines
    for each statement execute function tell_public_change();
