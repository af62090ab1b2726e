-- Whether a key or a session still lets in. Asked again at the end of a call, which may have waited: what ended meanwhile
-- ends it too, but not what the call itself has ended. The keys of a body that ends are revoked with it.
create or replace function still_opens(p_key uuid, p_on date)
returns boolean
language sql stable
as $$
    select exists (
            select from api_keys k
            where k.id = p_key and k.expires_on >= p_on
              and (k.revoked_on is null or k.xmin = pg_current_xact_id_if_assigned()::xid))
        or exists (
            select from link_sessions s join bodies b on b.id = s.body
            where s.id = p_key and s.key is null and s.address in (b.email, b.deputy)
              and (b.state <> 'ended' or b.xmin = pg_current_xact_id_if_assigned()::xid))
$$;

-- How many other cases were opened on a day with a key, or by the links of a body, which have a session each; -1 where
-- this one was among them. Of two that come at once the second waits until the first is counted. It looks across bodies,
-- since a case that was opened may have gone on to another one.
create or replace function cases_opened(p_key uuid, p_body uuid, p_by_link boolean, p_on date, p_case uuid)
returns integer
language plpgsql volatile
security definer
set search_path = public, pg_temp
as $$
begin
    if exists (select from case_openings where case_id = p_case and api_key = p_key and day = p_on) then
        return -1;
    end if;
    perform pg_advisory_xact_lock(hashtextextended(case when p_by_link then p_body else p_key end::text, 0));
    return (
        select count(distinct case_id)::integer
        from case_openings
        where day = p_on and case when p_by_link then by_link and body = p_body else api_key = p_key end
          and case_id <> p_case);
end
$$;

-- Adds to the audit, in this transaction, and holds all others up until it ends: to be called last.
create or replace function append_audit(p_acts text[], p_subjects bytea[], p_key uuid, p_body uuid, p_on date)
returns void
language plpgsql volatile
security definer
set search_path = public, pg_temp
as $$
declare
    v_position bigint;
    v_hash bytea;
begin
    perform pg_advisory_xact_lock(x'41756469745F6368'::bigint);
    select a.position, a.hash into v_position, v_hash from audit a order by a.position desc limit 1;
    if not found then
        v_position := 0;
        v_hash := decode(repeat('00', 32), 'hex');
    end if;
    for v_at in 1 .. cardinality(p_acts) loop
        v_position := v_position + 1;
        v_hash := sha256(v_hash || convert_to(
            concat_ws('|', v_position, to_char(p_on, 'YYYY-MM-DD'), coalesce(p_key::text, ''), coalesce(p_body::text, ''),
                      p_acts[v_at], coalesce(encode(p_subjects[v_at], 'hex'), '')), 'UTF8'));
        insert into audit (position, day, key, body, act, subject, hash)
        values (v_position, p_on, p_key, p_body, p_acts[v_at], p_subjects[v_at], v_hash);
    end loop;
end
$$;
