-- Gives a body something to do; false where the same is still to be done. Whoever finds what is to be done need not see
-- what other bodies have to do: hence the rights of another role.
create or replace function add_errand(p_id uuid, p_body uuid, p_kind text, p_about uuid, p_day date)
returns boolean
language plpgsql volatile
security definer
set search_path = public, pg_temp
as $$
begin
    insert into errands (id, body, kind, about, day) values (p_id, p_body, p_kind, p_about, p_day)
    on conflict (about, kind, body) where done_on is null do nothing;
    return found;
end
$$;

-- What there was to do about something is done, whoever had to do it; how many errands these were.
create or replace function finish_errands(p_about uuid, p_kinds text[], p_day date)
returns integer
language plpgsql volatile
security definer
set search_path = public, pg_temp
as $$
declare
    v_done integer;
begin
    update errands set done_on = p_day where about = p_about and kind = any (p_kinds) and done_on is null;
    get diagnostics v_done = row_count;
    return v_done;
end
$$;
