CREATE SCHEMA keys;

CREATE FUNCTION public.acting_bodies() RETURNS uuid[]
    LANGUAGE sql STABLE
    AS $$
    select array(
        select acting_body() where acting_body() is not null
        union
        select m.body
        from networks n
        join network_members m on m.network = n.id
        join bodies b on b.id = n.lead
        where n.lead = acting_body() and b.state = 'active')
$$;

CREATE FUNCTION public.acting_body() RETURNS uuid
    LANGUAGE sql STABLE
    AS $$
    select case when current_setting('matching.acting', true) = 'staff'
                then nullif(current_setting('matching.body', true), '')::uuid end
$$;

CREATE FUNCTION public.acts_as_system() RETURNS boolean
    LANGUAGE sql STABLE
    AS $$ select coalesce(current_setting('matching.acting', true), '') = 'system' $$;

CREATE FUNCTION public.acts_nationally() RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select coalesce(current_setting('matching.acting', true), '') = 'staff'
        and coalesce(current_setting('matching.role', true), '') = 'national-admin'
$$;

CREATE FUNCTION public.add_area_of_place() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into areas (code) values (new.code) on conflict do nothing;
    return null;
end
$$;

CREATE FUNCTION public.add_errand(p_id uuid, p_body uuid, p_kind text, p_about uuid, p_day date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into errands (id, body, kind, about, day) values (p_id, p_body, p_kind, p_about, p_day)
    on conflict (about, kind, body) where done_on is null do nothing;
    return found;
end
$$;

CREATE FUNCTION public.adults_of(p_municipalities text[]) RETURNS bigint
    LANGUAGE plpgsql STABLE
    AS $$
begin
    return (
        select coalesce(sum(case
            when mine.number = (select count(*) from places m where m.kind = 'municipality' and m.county = mine.county and not m.historical)
                then greatest(mine.known, (select c.adults from places c where c.kind = 'county' and c.county = mine.county))
            else mine.known end), 0)
        from (
            select m.county, count(*) as number, coalesce(sum(m.adults), 0) as known
            from places m
            where m.kind = 'municipality' and m.municipality = any (p_municipalities) and not m.historical
            group by m.county) mine);
end
$$;

CREATE FUNCTION public.announce(p_types text[], p_subjects uuid[], p_jobs uuid[], p_now timestamp with time zone) RETURNS integer
    LANGUAGE sql
    AS $$
    with added as (
        insert into jobs (id, kind, subject, run_at)
        select told.job, 'announce:' || told.type, told.subject, p_now
        from unnest(p_types, p_subjects, p_jobs) as told(type, subject, job)
        where exists (select from webhooks_told(told.type, told.subject))
            and not exists (select from jobs where id = told.job)
        order by told.subject, told.type
        on conflict (kind, coalesce(subject, '00000000-0000-0000-0000-000000000000'))
        where state = 'waiting' and lease is null
        do update set run_at = jobs.run_at
        returning id)
    select count(*)::integer from added
$$;

CREATE FUNCTION public.append_audit(p_acts text[], p_subjects bytea[], p_key uuid, p_body uuid, p_on date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.area_to_keep(p_place text, p_share double precision) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
declare
    v_areas text[];
begin
    select array_agg(distinct coalesce((
        select a.area from municipality_areas a
        where a.municipality = m and a.need * p_share >= 20
        order by a.need limit 1), 'country:no'))
    into v_areas
    from unnest(municipalities_of(p_place)) m;

    return case
        when cardinality(v_areas) = 1 then v_areas[1]
        when cardinality(v_areas) > 1 and p_place like 'county:%' and not 'country:no' = any (v_areas) then p_place
        else 'country:no' end;
end
$$;

CREATE FUNCTION public.areas_from(p_longitude double precision, p_latitude double precision) RETURNS TABLE(area text, km_from double precision, km_to double precision)
    LANGUAGE plpgsql STABLE
    AS $$
#variable_conflict use_column
begin
    return query
    with far as materialized (
        select p.municipality, p.county, p.historical,
               st_distance(st_setsrid(st_makepoint(p.longitude, p.latitude), 4326)::geography,
                           st_setsrid(st_makepoint(p_longitude, p_latitude), 4326)::geography) / 1000 as km
        from places p
        where p.kind = 'municipality' and p.longitude is not null)
    select 'municipality:' || f.municipality, min(f.km), max(f.km) from far f group by f.municipality
    union all
    select 'county:' || f.county, min(f.km), max(f.km)
    from far f where not f.historical and f.county is not null group by f.county
    union all
    select 'country:no', min(f.km), max(f.km) from far f where not f.historical
    union all
    select a.area, min(f.km), max(f.km)
    from area_parts a join far f using (municipality)
    group by a.area;
end
$$;

CREATE FUNCTION public.audit_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'the audit is only added to' using errcode = 'insufficient_privilege';
end
$$;

CREATE FUNCTION public.cases_opened(p_key uuid, p_body uuid, p_by_link boolean, p_on date, p_case uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE TABLE public.jobs (
    id uuid NOT NULL,
    kind text NOT NULL,
    subject uuid,
    run_at timestamp with time zone NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    lease uuid,
    leased_until timestamp with time zone,
    state text DEFAULT 'waiting'::text NOT NULL,
    finished_at timestamp with time zone,
    error text,
    CONSTRAINT jobs_state CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'dead'::text])))
);

COMMENT ON COLUMN public.jobs.subject IS 'the body or group that it is about; never an interest';

COMMENT ON COLUMN public.jobs.lease IS 'the fence: finishing is refused unless the lease is still one''s own';

COMMENT ON COLUMN public.jobs.error IS 'code of the last failure, never text from outside';

CREATE FUNCTION public.claim_job(p_now timestamp with time zone, p_leased_until timestamp with time zone, p_lease uuid, p_most_attempts integer, p_retries boolean DEFAULT true) RETURNS SETOF public.jobs
    LANGUAGE sql
    AS $$
    update jobs set state = 'dead', error = 'worker-lost', finished_at = p_now, lease = null, leased_until = null
    where id in (
        select id from jobs
        where state = 'waiting' and leased_until < p_now and attempts >= p_most_attempts
        for update skip locked);

    update jobs set lease = p_lease, leased_until = p_leased_until, attempts = attempts + 1
    where id = (
        select id from jobs
        where state = 'waiting' and run_at <= p_now and (lease is null or leased_until < p_now)
            and (p_retries or attempts = 0)
            and not exists (
                select from jobs running
                where running.kind = jobs.kind and running.subject is not distinct from jobs.subject
                    and running.id <> jobs.id and running.state = 'waiting' and running.lease is not null
                    and running.leased_until >= p_now)
        order by run_at
        limit 1
        for update skip locked)
    returning *
$$;

CREATE FUNCTION public.count_answer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    perform count_event('answered', new.day, i.area, i.topics[1], new.day - c.day)
    from cases c join interests i on i.id = c.interest
    where c.id = new.case_id
      and not exists (
          select from case_history h
          where h.case_id = new.case_id and h.position < new.position
            and h.act in ('acknowledged', 'answered', 'offered', 'invited', 'closed'));
    return null;
end
$$;

CREATE FUNCTION public.count_event(p_event text, p_on date, p_area text, p_topic smallint, p_days integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    v_period constant text := to_char(p_on, 'YYYY-Q');
    v_county constant text := county_of(p_area);
    v_topic constant text := topic_class(p_topic);
    v_days constant text := days_band(p_event, p_days);
    v_part uuid;
begin
    select c.part into v_part
    from counters c
    where (c.period, c.event, c.county, c.topic, c.days) = (v_period, p_event, v_county, v_topic, v_days)
    limit 1
    for update skip locked;

    if found then
        update counters set count = count + 1 where part = v_part;
    else
        insert into counters (period, event, county, topic, days, count)
        values (v_period, p_event, v_county, v_topic, v_days, 1);
    end if;
end
$$;

CREATE FUNCTION public.count_move() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    v_on constant date := greatest(
        new.day,
        (select max(h.day) from cases c join case_history h on h.case_id = c.id where c.interest = new.id),
        (select max(m.day) from matches m where m.interest = new.id));
begin
    if new.was_matched and not old.was_matched then
        perform count_event('matched', v_on, new.area, new.topics[1], null);
    end if;
    if new.was_placed and not old.was_placed then
        perform count_event('placed', v_on, new.area, new.topics[1], v_on - new.day);
    end if;
    return null;
end
$$;

CREATE FUNCTION public.count_registration() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    perform count_event('registered', new.day, new.area, new.topics[1], null);
    if new.was_matched then
        perform count_event('matched', new.day, new.area, new.topics[1], null);
    end if;
    return null;
end
$$;

CREATE FUNCTION public.count_start() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    if not new.was_opened and new.state in ('open', 'full') then
        new.was_opened := true;
        if tg_op = 'UPDATE' and not new.demonstration then
            perform count_event('group-started', new.confirmed_on, 'municipality:' || new.municipality, new.topics[1], null);
        end if;
    end if;
    return new;
end
$$;

CREATE FUNCTION public.county_of(p_area text) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
declare
    v_kind text;
    v_county text;
begin
    select p.kind, p.county into v_kind, v_county from places p where p.code = p_area;

    if v_county is null and v_kind is distinct from 'country' then
        select case when count(distinct m.county) = 1 then min(m.county) end into v_county
        from places m
        where m.code in (select 'municipality:' || number from unnest(municipalities_of(p_area)) as number);
    end if;
    return coalesce(v_county, 'several');
end
$$;

CREATE FUNCTION public.days_band(p_event text, p_days integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select case p_event
        when 'answered' then (array['0-1', '2-3', '4-5', '6-10', '11-20', 'over-20'])[
            1 + width_bucket(p_days, array[2, 4, 6, 11, 21])]
        when 'placed' then (array['0-7', '8-14', '15-30', '31-60', '61-90', 'over-90'])[
            1 + width_bucket(p_days, array[8, 15, 31, 61, 91])]
        else '' end
$$;

CREATE FUNCTION public.ended_quarter(p_period text, p_today date) RETURNS TABLE(event text, county text, topic text, days text, count bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    select c.event, c.county, c.topic, c.days, sum(c.count)::bigint
    from counters c
    where c.period = p_period and c.period < to_char(p_today, 'YYYY-Q')
    group by c.event, c.county, c.topic, c.days
$$;

CREATE FUNCTION public.ended_quarters(p_today date) RETURNS TABLE(period text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    select distinct c.period from counters c where c.period < to_char(p_today, 'YYYY-Q') order by 1
$$;

CREATE FUNCTION public.fan_out(p_event uuid, p_type text, p_subject uuid, p_occurred_at timestamp with time zone, p_now timestamp with time zone) RETURNS integer
    LANGUAGE sql
    AS $$
    with added as (
        insert into webhook_deliveries (id, webhook, event, type, subject, occurred_at)
        select gen_random_uuid(), told.id, p_event, p_type, p_subject, p_occurred_at
        from webhooks_told(p_type, p_subject) as told(id)
        on conflict on constraint webhook_deliveries_once do nothing
        returning id),
    enqueued as (
        insert into jobs (id, kind, subject, run_at)
        select gen_random_uuid(), 'deliver-webhook', added.id, p_now from added
        returning id)
    select count(*)::integer from enqueued
$$;

CREATE FUNCTION public.find_places(p_query text, p_limit integer, p_after text DEFAULT ''::text) RETURNS TABLE(code text, key text)
    LANGUAGE sql STABLE
    AS $$
    with asked as materialized (select r.*, replace(r.name, ' ', '') as joined from read_place(p_query) r),
    plain as materialized (
        select n.place, case when n.folded = a.number then 0 else 1 end as rank, 0.0 as off
        from asked a, place_names n
        where n.folded ~>=~ a.number and n.folded ~<~ 'a' and starts_with(n.folded, a.number)
        union all
        select n.place,
               case when n.folded in (a.name, a.words) then 2
                    when starts_with(n.folded, a.name) or starts_with(replace(n.folded, ' ', ''), a.joined) then 3
                    else 4 end, 0
        from asked a, place_names n
        where n.folded ~>=~ 'a'
          and (n.folded = a.words or starts_with(replace(n.folded, ' ', ''), a.joined) or n.folded like '% ' || a.name || '%')),
    today as materialized (select from plain h join places p on p.code = h.place where not p.historical),
    inside as materialized (
        select n.place, 5 as rank, case when exists (
                   select from places within join place_names w on w.place = within.code
                   where within.code in (p.parent, 'county:' || p.county) and within.code <> p.code
                     and ' ' || a.words || ' ' like '% ' || w.folded || ' %'
                     and not exists (select from place_names s where s.place = within.code and s.folded = n.folded))
                   then 0 else 1 end as off
        from asked a
        join place_names n on n.folded ~>=~ 'a' and ' ' || a.words || ' ' like '% ' || n.folded || ' %'
        join places p on p.code = n.place
        where n.folded <> a.words and not exists (select from today)),
    alike as materialized (
        select s.place, t.rank, s.slips as off
        from (select name as text, 6 as rank from asked
              union all
              select word, 7 from asked, unnest(string_to_array(name, ' ')) word
              where name like '% %' and length(word) > 4) t, places_alike(t.text) s
        where s.slips is not null
          -- Ordinary words that look like a name.
          and t.text <> all (array['alene', 'aleine', 'hjemme', 'heime', 'here', 'hello', 'hold', 'holde', 'kjenne', 'leier',
                                   'ryggen', 'saker', 'timer', 'times', 'fore', 'felt', 'fell', 'self', 'skin', 'very', 'often',
                                   'harm', 'skolen', 'mandag'])
          and not exists (select from today) and not exists (select from inside)),
    hits as (
        select distinct on (h.place) h.place, h.rank, h.off
        from (select * from plain union all select * from inside union all select * from alike) h
        order by h.place, h.rank, h.off),
    keyed as (
        select p.code, concat_ws(' ', h.rank, p.historical::integer, to_char(h.off, 'FM0.00'),
                   (p.kind in ('county', 'country'))::integer,
                   to_char(999999999 - coalesce(p.population, -1), 'FM0000000000'),
                   array_position(array['municipality', 'town', 'county', 'country', 'postal-code'], p.kind),
                   to_char(999999999 - coalesce(m.population, -1), 'FM0000000000'), p.code) collate "C" as key
        from hits h
        join places p on p.code = h.place
        left join places m on m.code = p.parent and m.kind = 'municipality')
    select keyed.code, keyed.key
    from keyed
    where keyed.key > p_after
    order by keyed.key
    limit p_limit
$$;

CREATE FUNCTION public.finish_errands(p_about uuid, p_kinds text[], p_day date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    v_done integer;
begin
    update errands set done_on = p_day where about = p_about and kind = any (p_kinds) and done_on is null;
    get diagnostics v_done = row_count;
    return v_done;
end
$$;

CREATE FUNCTION public.finish_job(p_id uuid, p_lease uuid, p_state text, p_now timestamp with time zone, p_run_at timestamp with time zone, p_error text, p_given_back integer DEFAULT 0) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
    mine jobs;
begin
    select * into mine from jobs where id = p_id and lease = p_lease and state = 'waiting' for update;
    if not found then
        return false;
    end if;
    if p_state = 'waiting' and exists (
        select from jobs
        where kind = mine.kind and subject is not distinct from mine.subject and state = 'waiting' and lease is null)
    then
        delete from jobs where id = p_id;
        return true;
    end if;
    begin
        update jobs
        set state = p_state, run_at = p_run_at, error = p_error, lease = null, leased_until = null,
            attempts = attempts - p_given_back,
            finished_at = case when p_state = 'waiting' then null else p_now end
        where id = p_id;
    exception when unique_violation then
        -- It was enqueued between the look and the update.
        delete from jobs where id = p_id;
    end;
    return true;
end
$$;

CREATE FUNCTION public.fold(term text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path TO 'public', 'pg_temp'
    AS $$
    select btrim(regexp_replace(
        replace(replace(replace(
            translate(lower(term),
                'ÁÀÂÃÅÄÆČĆĐÉÈÊËÍÌÎÏŊÑÓÒÔÕØÖŠŚŦÚÙÛÜÝŽŹáàâãåčćđéèêëíìîïŋñóòôõøöšśŧúùûüýžźäæ',
                'aaaaaeeccdeeeeiiiinnoooooosstuuuuyzzaaaaaccdeeeeiiiinnoooooosstuuuuyzzee'),
            'aa', 'a'), 'ae', 'e'), 'oe', 'o'),
        '[^a-z0-9]+', ' ', 'g'))
$$;

CREATE FUNCTION public.forget_order(p_table text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET lock_timeout TO '1s'
    AS $_$
declare
    v_column name := (
        select a.attname
        from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid = format('public.%I', p_table)::regclass and i.indisclustered);
begin
    if v_column is null then
        raise exception using errcode = 'undefined_object', message = 'a table without the mark of an order';
    end if;
    execute format('lock table public.%I in access exclusive mode', p_table);
    -- Else each row would still bear the number of the transaction that wrote it.
    execute format('update public.%1$I set %2$I = %2$I', p_table, v_column);
    execute format('cluster public.%I', p_table);
    return true;
exception when lock_not_available then
    return false;
end
$_$;

CREATE FUNCTION public.group_facts(p_longitudes double precision[], p_latitudes double precision[], p_groups uuid[], p_on date) RETURNS TABLE(group_id uuid, topics smallint[], form text, languages text[], gender text, age_bands text[], times text, free_places integer, confirmed_on date, km_from double precision, km_to double precision)
    LANGUAGE sql STABLE
    AS $$
    select g.id, g.topics, g.form, g.languages, g.gender, g.age_bands, g.times,
           g.capacity - g.members - places_on_offer(g.id, p_on), g.confirmed_on, d.km_from, d.km_to
    from groups g
    left join lateral (
        select min(m.km) as km_from, max(m.km) as km_to
        from (
            select st_distance(
                       st_setsrid(st_makepoint(g.public_longitude, g.public_latitude), 4326)::geography,
                       st_setsrid(st_makepoint(at.longitude, at.latitude), 4326)::geography) / 1000 as km
            from unnest(p_longitudes, p_latitudes) as at (longitude, latitude)) m) d
        on g.form in ('in-person', 'hybrid')
    where g.id = any (p_groups)
$$;

CREATE FUNCTION public.groups_around(p_longitudes double precision[], p_latitudes double precision[], p_within_km double precision, p_query text, p_after_km double precision, p_after_id uuid, p_limit integer) RETURNS TABLE(id uuid, km double precision)
    LANGUAGE plpgsql STABLE
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
declare
    at_a_distance constant double precision := 100000;
    v_points geometry;
    v_query constant text := nullif(fold(coalesce(p_query, '')), '');
begin
    select st_collect(st_transform(st_setsrid(st_makepoint(at.longitude, at.latitude), 4326), 25833))
    into v_points
    from unnest(p_longitudes, p_latitudes) as at (longitude, latitude);

    return query
    select f.id, f.km
    from (
        select g.id, case when g.form in ('digital', 'telephone') then at_a_distance else
                   st_distance(
                       st_transform(st_closestpoint(v_points, g.public_point), 4326)::geography,
                       st_setsrid(st_makepoint(g.public_longitude, g.public_latitude), 4326)::geography) / 1000 end as km
        from groups g
        where g.state <> 'ended'
          and (g.form in ('digital', 'telephone') or g.public_point && st_expand(v_points, p_within_km * 1030))
          and (v_query is null or position(v_query in fold(g.name)) > 0 or g.number::text = p_query)) f
    where (f.km <= p_within_km or f.km = at_a_distance)
      and (p_after_km is null or (f.km, f.id) > (p_after_km, p_after_id))
    order by f.km, f.id
    limit p_limit;
end
$$;

CREATE FUNCTION public.journeys(p_areas text[], p_places text[]) RETURNS TABLE(area text, place text, km_from double precision, km_to double precision)
    LANGUAGE plpgsql STABLE
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
begin
    return query
    with origins as materialized (
        select a.code as area, st_makepoint(m.longitude, m.latitude)::geography as point
        from (select u.code, municipalities_of(u.code) as numbers from (select distinct unnest(p_areas) as code) u) a
        join places m on m.kind = 'municipality' and m.municipality = any (a.numbers) and m.longitude is not null),
    goals as materialized (
        select p.code, st_makepoint(p.longitude, p.latitude)::geography as point
        from places p
        where p.code = any (p_places))
    select o.area, g.code, min(d.km), max(d.km)
    from origins o cross join goals g,
         lateral (select st_distance(o.point, g.point) / 1000 as km offset 0) d
    group by o.area, g.code;
end
$$;

CREATE FUNCTION public.list_group() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    delete from group_listings where group_id = new.id;
    if new.form in ('in-person', 'hybrid') then
        insert into group_listings (group_id, topic, state, form, weekday, languages, longitude, latitude, point)
        select new.id, listed.topic, new.state, new.form, new.weekday, new.languages,
               new.public_longitude, new.public_latitude, new.public_point
        from (
            select 0::smallint as topic
            union select unnest(new.topics)
            union select id from topics where slug = 'across-topics' and cardinality(new.topics) = 0) listed;
    end if;
    return null;
end
$$;

CREATE FUNCTION public.list_interest() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
    v_looks constant boolean := new.state in ('waiting', 'matched', 'declined');
begin
    if tg_op = 'UPDATE' then
        if v_looks = (old.state in ('waiting', 'matched', 'declined'))
           and (old.topics, old.languages, old.area, old.travel_km)
               is not distinct from (new.topics, new.languages, new.area, new.travel_km) then
            return null;
        end if;
        delete from interest_listings where interest = new.id;
    end if;

    if v_looks then
        insert into interest_listings (interest, topic, language, area, reach, travel_km, day, lot)
        select new.id, t.topic, l.language, new.area, width_bucket(new.travel_km, array[31, 61, 101]), new.travel_km,
               new.day, new.lot
        from (
            select 0::smallint as topic
            union select unnest(new.topics)
            union select (-1)::smallint where cardinality(new.topics) = 0) t
        cross join (
            select distinct case when said.language in ('nn', 'no') then 'nb' else said.language end as language
            from unnest(new.languages) as said (language)) l;
    end if;
    return null;
end
$$;

CREATE FUNCTION public.list_waiting() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    delete from waiting_listings where interest = new.id;
    if new.without_place then
        insert into waiting_listings (interest, topic, area, day, lot, travel_km)
        select new.id, listed.topic, new.area, new.day, new.lot, new.travel_km
        from (
            select 0::smallint as topic
            union select unnest(new.topics)
            union select -1::smallint where new.topics = '{}') listed;
    end if;
    return null;
end
$$;

CREATE FUNCTION public.looks_for_such_a_group(p_interest uuid, p_group uuid, p_on date, p_forms text[], p_for_gender text, p_for_ages text[]) RETURNS SETOF boolean
    LANGUAGE sql STABLE
    AS $$
    select true
    from interests i
    where i.id = p_interest
      and i.kept_until >= p_on
      and i.meeting && p_forms
      and (p_for_gender = 'any' or p_for_gender = i.gender)
      and (p_for_ages = '{}' or coalesce(i.age_band = any (p_for_ages), false))
      and not exists (select from matches m where m.interest = p_interest and m.group_id = p_group)
      and not exists (
          select from remembered_noes n where n.interest = p_interest and n.group_id = p_group and n.until >= p_on)
$$;

CREATE FUNCTION public.match_candidates(p_longitudes double precision[], p_latitudes double precision[], p_travel_km integer, p_topics smallint[], p_forms text[], p_languages text[], p_gender text, p_age_band text, p_on date, p_limit integer) RETURNS TABLE(group_id uuid, topics smallint[], form text, languages text[], gender text, age_bands text[], times text, free_places integer, confirmed_on date, km_from double precision, km_to double precision)
    LANGUAGE plpgsql STABLE
    SET jit TO 'off'
    AS $$
declare
    -- A metre of the plane is at most 1.2 % off a metre on the ground anywhere in Norway.
    v_reach constant double precision := p_travel_km * 1012.0;
    v_points geometry;
    v_topic smallint;
    v_near uuid[] := '{}';
begin
    select st_collect(st_transform(st_setsrid(st_makepoint(at.longitude, at.latitude), 4326), 25833))
    into v_points
    from unnest(p_longitudes, p_latitudes) as at (longitude, latitude);

    -- One ordered index scan for each topic.
    foreach v_topic in array p_topics loop
        v_near := v_near || array(
            select l.group_id
            from group_listings l join groups g on g.id = l.group_id
            where l.topic = v_topic and l.state in ('open', 'forming') and l.point && st_expand(v_points, v_reach)
              and g.form = any (p_forms) and g.languages && p_languages and g.gender in ('any', p_gender)
              and (g.age_bands = '{}' or p_age_band = any (g.age_bands))
              and g.capacity - g.members > places_on_offer(g.id, p_on)
            order by l.point <-> v_points
            limit p_limit);
    end loop;

    return query
    with candidates as (
        select g.id, d.km_from, d.km_to
        from groups g, lateral (
            select min(m.km) as km_from, max(m.km) as km_to
            from (
                select st_distance(
                           st_setsrid(st_makepoint(g.public_longitude, g.public_latitude), 4326)::geography,
                           st_setsrid(st_makepoint(at.longitude, at.latitude), 4326)::geography) / 1000 as km
                from unnest(p_longitudes, p_latitudes) as at (longitude, latitude)) m) d
        where g.id = any (v_near) and d.km_from <= p_travel_km
        union all
        (select g.id, null, null
         from groups g
         where g.form in ('digital', 'telephone') and g.state in ('open', 'forming')
           and (0 = any (p_topics) or g.topics = '{}' or g.topics && p_topics)
           and g.form = any (p_forms) and g.languages && p_languages and g.gender in ('any', p_gender)
           and (g.age_bands = '{}' or p_age_band = any (g.age_bands))
           and g.capacity - g.members > places_on_offer(g.id, p_on)
         order by (g.topics && p_topics) desc, g.id
         limit p_limit))
    select g.id, g.topics, g.form, g.languages, g.gender, g.age_bands, g.times,
           g.capacity - g.members - places_on_offer(g.id, p_on), g.confirmed_on, c.km_from, c.km_to
    from candidates c join groups g on g.id = c.id;
end
$$;

CREATE FUNCTION public.meeting_sites(p_area text, p_km double precision, p_limit integer) RETURNS TABLE(code text, municipality text, longitude double precision, latitude double precision, house boolean)
    LANGUAGE plpgsql STABLE
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
declare
    v_area geometry;
begin
    select st_collect(p.point) into v_area
    from places p
    where p.kind = 'municipality' and p.municipality = any (municipalities_of(p_area));

    return query
    select s.code, s.municipality, s.longitude, s.latitude, s.house
    from (
        select p.code, p.municipality, p.longitude, p.latitude, p.point, p.kind,
               p.code in (select b.house from bodies b where b.kind = 'contact-point' and b.state = 'active') as house
        from places p
        where p.point is not null and p.municipality is not null and not p.historical
          and (p.kind = 'town'
               or p.code in (select b.house from bodies b where b.kind = 'contact-point' and b.state = 'active'))) s
    where st_dwithin(s.point, v_area, p_km * 1012.0)
    order by st_distance(s.point, v_area), s.code
    limit p_limit;
end
$$;

CREATE FUNCTION public.mend_jobs(p_now timestamp with time zone) RETURNS void
    LANGUAGE sql
    AS $$
    update jobs set run_at = p_now
    where state = 'waiting' and lease is null and run_at > p_now + interval '8 days';
    update jobs set leased_until = p_now
    where state = 'waiting' and lease is not null and leased_until > p_now + interval '2 hours';
$$;

CREATE FUNCTION public.municipalities_of(p_code text) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
    select coalesce(
        (select municipalities_of_today(a.municipalities) from areas a where a.code = p_code and a.municipalities is not null),
        (select array_agg(m.municipality order by m.municipality)
         from places p join places m on m.kind = 'municipality' and case p.kind
             when 'country' then not m.historical
             when 'county' then m.county = p.county and not m.historical
             else m.municipality = p.municipality end
         where p.code = p_code),
        '{}')
$$;

CREATE FUNCTION public.municipalities_of_today(p_numbers text[]) RETURNS text[]
    LANGUAGE plpgsql STABLE
    AS $$
begin
    if not exists (
        select from unnest(p_numbers) n
        where not exists (select from places p where p.code = 'municipality:' || n and not p.historical)) then
        return p_numbers;
    end if;

    return array(
        select distinct coalesce(s.new, n)
        from unnest(p_numbers) n left join lateral unnest(successors_of(n)) as s(new) on true
        order by 1);
end
$$;

CREATE FUNCTION public.municipality_at(p_longitude double precision, p_latitude double precision) RETURNS TABLE(municipality text, located text)
    LANGUAGE plpgsql STABLE
    AS $$
declare
    v_point constant geometry := st_setsrid(st_makepoint(p_longitude, p_latitude), 4326);
    v_plane constant geometry := st_transform(v_point, 25833);
begin
    return query
    select b.municipality, 'boundary' from municipality_boundaries b
    where st_covers(b.area, v_point)
      and not exists (select from places p where p.code = 'municipality:' || b.municipality and p.historical)
    order by b.municipality limit 1;
    if found then
        return;
    end if;

    return query
    select nearest.municipality, 'nearest'
    from (
        (select b.municipality, b.plane <-> v_plane as metres from municipality_boundaries b
         where not exists (select from places p where p.code = 'municipality:' || b.municipality and p.historical)
         order by b.plane <-> v_plane limit 1)
        union all
        (select p.municipality, p.point <-> v_plane from places p
         where p.kind = 'town' and not exists (select from municipality_boundaries b where b.municipality = p.municipality)
         order by p.point <-> v_plane limit 1)
        union all
        (select p.municipality, p.point <-> v_plane from places p
         where p.kind = 'municipality' and not p.historical
           and not exists (select from municipality_boundaries b where b.municipality = p.municipality)
         order by p.point <-> v_plane limit 1)) nearest
    where nearest.metres < 100000
    order by nearest.metres, nearest.municipality
    limit 1;
end
$$;

CREATE FUNCTION public.nearest_groups(p_longitude double precision, p_latitude double precision, p_limit integer, p_radius_km double precision, p_after_km double precision, p_after_id uuid, p_topics smallint[], p_states text[], p_forms text[], p_weekdays text[], p_languages text[]) RETURNS TABLE(id uuid, km double precision)
    LANGUAGE plpgsql STABLE ROWS 20
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
declare
    stretch constant double precision := 1.03;
    shrink constant double precision := 999.5; -- metres in the plane that 1 km is at least (999.6 on 15° E)
    here geography := st_makepoint(p_longitude, p_latitude)::geography;
    p geometry := st_transform(st_setsrid(st_makepoint(p_longitude, p_latitude), 4326), 25833);
    topics smallint[] := case when cardinality(p_topics) = 0 then array[0]::smallint[] else p_topics end;
    after_km double precision := coalesce(p_after_km, -1);
    after_id uuid := coalesce(p_after_id, '00000000-0000-0000-0000-000000000000');
    farthest double precision := coalesce(p_radius_km, 25000);
    found_km double precision;
    found_count integer;
begin
    if not p_states <@ array['open', 'forming'] then
        -- Groups that nobody can join: few ask, and everything that fits is measured.
        return query
        select distinct l.group_id, m.km
        from group_listings l
        cross join lateral (
            select st_distance(st_makepoint(l.longitude, l.latitude)::geography, here) / 1000 as km offset 0) m
        where l.topic = any (topics) and l.state = any (p_states)
          and (cardinality(p_forms) = 0 or l.form = any (p_forms))
          and (cardinality(p_weekdays) = 0 or l.weekday = any (p_weekdays))
          and (cardinality(p_languages) = 0 or l.languages && p_languages)
          and m.km <= farthest and (m.km, l.group_id) > (after_km, after_id)
        order by m.km, l.group_id
        limit p_limit;
        return;
    end if;

    if p_limit is not null then
        select count(*), max(nearest.km) into found_count, found_km
        from (
            select distinct near.group_id, near.km
            from unnest(topics) as asked (topic)
            cross join lateral (
                select l.group_id, st_distance(st_makepoint(l.longitude, l.latitude)::geography, here) / 1000 as km
                from group_listings l
                where l.topic = asked.topic and l.state in ('open', 'forming') and l.state = any (p_states)
                  and (cardinality(p_forms) = 0 or l.form = any (p_forms))
                  and (cardinality(p_weekdays) = 0 or l.weekday = any (p_weekdays))
                  and (cardinality(p_languages) = 0 or l.languages && p_languages)
                  and l.point && st_expand(p, farthest * 1000 * stretch)
                  and (l.point <-> p) >= after_km * shrink
                  and (p_after_km is null
                       or (st_distance(st_makepoint(l.longitude, l.latitude)::geography, here) / 1000, l.group_id)
                          > (after_km, after_id))
                order by l.point <-> p
                limit p_limit) near
            order by near.km
            limit p_limit) nearest;
        if found_count = p_limit then
            farthest := least(found_km, farthest);
        end if;
    end if;

    -- The fence (offset 0) lets the index be asked topic by topic and each distance be measured once.
    return query
    select distinct near.group_id, near.km
    from unnest(topics) as asked (topic)
    cross join lateral (
        select l.group_id, st_distance(st_makepoint(l.longitude, l.latitude)::geography, here) / 1000 as km
        from group_listings l
        where l.topic = asked.topic and l.state in ('open', 'forming') and l.state = any (p_states)
          and (cardinality(p_forms) = 0 or l.form = any (p_forms))
          and (cardinality(p_weekdays) = 0 or l.weekday = any (p_weekdays))
          and (cardinality(p_languages) = 0 or l.languages && p_languages)
          and l.point && st_expand(p, farthest * 1000 * stretch + 1)
          and (l.point <-> p) >= after_km * shrink
        offset 0) near
    where near.km <= farthest and (near.km, near.group_id) > (after_km, after_id)
    order by near.km, near.group_id
    limit p_limit;
end
$$;

CREATE FUNCTION public.next_occasions(p_longitudes double precision[], p_latitudes double precision[], p_travel_km integer, p_reach_km integer, p_sort text, p_languages text[], p_after timestamp without time zone, p_before timestamp without time zone) RETURNS TABLE(occasion uuid, km double precision)
    LANGUAGE plpgsql STABLE
    SET jit TO 'off'
    AS $$
begin
    return query
    with upcoming as (
        select o.id, o.kind, o.begins_at, d.km
        from occasions o
        join bodies b on b.id = o.body and b.state <> 'ended',
        lateral (
            select min(st_distance(st_makepoint(o.longitude, o.latitude)::geography,
                                   st_makepoint(at.longitude, at.latitude)::geography)) / 1000 as km
            from unnest(p_longitudes, p_latitudes) as at (longitude, latitude)) d
        where o.sort = p_sort and o.begins_at > p_after and o.begins_at < p_before
          and o.kind in ('in-person', 'digital') and o.cancelled_on is null and o.languages && p_languages)
    (select u.id, u.km
     from upcoming u
     where u.kind = 'in-person' and u.km <= p_reach_km
     order by u.km > p_travel_km, u.begins_at, u.km, u.id
     limit 1)
    union all
    (select u.id, null
     from upcoming u
     where u.kind = 'digital'
     order by u.begins_at, u.id
     limit 1);
end
$$;

CREATE FUNCTION public.next_starter(p_group uuid, p_related smallint[], p_languages text[], p_on date) RETURNS TABLE(starter uuid, km integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    select r.starter, starter_km(g.id, r.starter)
    from groups g,
         starters_in_reach(array[g.public_longitude], array[g.public_latitude], g.topics, p_related, p_languages,
                           null, p_on, null) with ordinality r (starter, km_from, km_to, turn)
    where g.id = p_group
      and not exists (
          select from starter_requests q
          where q.group_id = g.id and q.starter = r.starter and q.state <> 'withdrawn')
    order by r.turn
    limit 1
$$;

CREATE FUNCTION public.note_firsts() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.was_matched := new.was_matched or new.state in ('matched', 'offered', 'placed');
    new.was_placed := new.was_placed or new.state = 'placed';
    return new;
end
$$;

CREATE FUNCTION public.only_count() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op <> 'UPDATE' or (new.part, new.period, new.event, new.county, new.topic, new.days, new.count)
                            is distinct from (old.part, old.period, old.event, old.county, old.topic, old.days, old.count + 1) then
        raise exception 'nothing is taken away from a counter';
    end if;
    return new;
end
$$;

CREATE FUNCTION public.places_alike(p_text text) RETURNS TABLE(place text, slips numeric)
    LANGUAGE sql STABLE
    AS $$
    with typed as (
        select p_text as text, 0 as slips
        union all
        select left(p_text, i - 1) || substr(p_text, i + 1, 1) || substr(p_text, i, 1) || substr(p_text, i + 2), 1
        from generate_series(1, length(p_text) - 1) i),
    most as (select length(p_text) as letters, case when length(p_text) < 10 then 1 else 2 end as slips)
    select n.place, min(t.slips + least(
               case when m.letters > 6 or t.slips > 0 or length(n.folded) <> m.letters then
                   nullif(levenshtein_less_equal(n.folded, t.text, m.slips - t.slips), m.slips - t.slips + 1) end,
               0.5 + case when m.letters > 7 then least(
                   nullif(levenshtein_less_equal(left(n.folded, m.letters), t.text, 1 - t.slips), 2 - t.slips),
                   nullif(levenshtein_less_equal(left(n.folded, m.letters - 1), t.text, 1 - t.slips), 2 - t.slips),
                   nullif(levenshtein_less_equal(left(n.folded, m.letters + 1), t.text, 1 - t.slips), 2 - t.slips)) end))
    from most m, typed t, place_names n
    where m.letters > 3 and n.folded ~>=~ 'a' and left(n.folded, 1) = left(t.text, 1)
      and length(n.folded) >= m.letters - m.slips
    group by n.place
$$;

CREATE FUNCTION public.places_on_offer(p_group uuid, p_on date) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    select count(*)::integer from offers where group_id = p_group and state = 'open' and until >= p_on
$$;

CREATE FUNCTION public.rank_matches(p_interests uuid[]) RETURNS void
    LANGUAGE sql
    AS $$
    update matches m
    set rank = r.rank
    from (
        select interest, group_id,
               row_number() over (partition by interest order by km_from is null, score desc, group_id)::integer as rank
        from matches
        where interest = any (p_interests)) r
    where m.interest = r.interest and m.group_id = r.group_id and m.rank <> r.rank
$$;

CREATE FUNCTION public.read_place(p_query text, OUT number text, OUT name text, OUT words text) RETURNS record
    LANGUAGE sql IMMUTABLE
    AS $_$
    with asked as (
        select w.word, w.at, count(*) over () as words, w.word ~ '^[0-9]+$' as is_number
        from unnest(string_to_array(fold(normalize(p_query)), ' ')) with ordinality as w (word, at))
    select min(word) filter (where is_number and (words = 1 or length(word) = 4)),
           string_agg(word, ' ' order by at) filter (where not is_number and not (words > 1 and (
               word in ('n', 'by', 'sentrum', 'kommune', 'herad', 'fylke', 'fylkeskommune', 'suohkan', 'gielda', 'tjielte')
               or at = words and length(word) > 2
                  and (starts_with('kommune', word) or starts_with('sentrum', word) or starts_with('fylkeskommune', word))))),
           string_agg(word, ' ' order by at) filter (where not is_number)
    from asked
$_$;

CREATE FUNCTION public.records_with_keys(ids uuid[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE
    AS $$
    select id from interests where id = any (ids)
    union all
    select id from starters where id = any (ids)
    union all
    select id from webhooks where id = any (ids)
    union all
    select id from groups where id = any (ids) and contact is not null
$$;

CREATE FUNCTION public.responsible_chain(p_municipalities text[], p_topics smallint[], p_share double precision, p_on date) RETURNS TABLE(link integer, body uuid, kind text, because text, passed_over text)
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
declare
    v_municipalities constant text[] := municipalities_of_today(p_municipalities);
begin
    return query
    with numbers as (
        select n as today, n as number from unnest(v_municipalities) n
        union all
        select a.number, a.old from municipality_ancestors a where a.number = any (v_municipalities)),
    covering as (
        select m.body, min(m.priority) as priority, bool_and(m.takes) as takes
        from (
            -- Rows of one municipality may overlap in time: any that takes the topic takes it.
            select c.body, n.today, bool_or(t.takes) as takes,
                   coalesce(max(c.priority) filter (where t.takes), max(c.priority)) as priority
            from numbers n join body_coverage c on c.municipality = n.number,
                 lateral (select c.topics is null or coalesce(p_topics[1] = any (c.topics), false) as takes) t
            where c.from_day <= p_on and (c.until_day is null or c.until_day >= p_on)
            group by c.body, n.today) m
        group by m.body
        having count(*) = (select count(distinct n) from unnest(v_municipalities) n)),
    leads as (
        select n.lead as body,
               coalesce(bool_or(c.topics is null or coalesce(p_topics[1] = any (c.topics), false)), true) as takes,
               count(c.body) > 0 as covers
        from (
            select distinct n.lead
            from covering v
                join bodies b on b.id = v.body and b.kind = 'contact-point'
                join network_members m on m.body = v.body
                join networks n on n.id = m.network) n
            left join body_coverage c on c.body = n.lead
                and c.from_day <= p_on and (c.until_day is null or c.until_day >= p_on)
        group by n.lead),
    candidates as (
        select b.id, case b.kind when 'contact-point' then 1 when 'link-centre' then 3 else 4 end as rank,
               b.kind || '-covers' as because, v.priority, v.takes
        from covering v join bodies b on b.id = v.body
        where b.kind <> 'national-office'
        union all
        select b.id, 2, 'leads-network', 0, l.takes
        from leads l join bodies b on b.id = l.body
        where b.kind <> 'national-office' and (l.covers or b.state <> 'ended')
        union all
        select b.id, 5, case when cardinality(p_municipalities) = 0 then 'municipality-unknown' else 'last-resort' end,
               0, true
        from bodies b
        where b.kind = 'national-office'),
    -- The nearest rank in which a body stands; a contact point that leads its own network stands there once.
    chain as (
        select distinct on (k.id) k.id, k.rank, k.because, k.priority, k.takes from candidates k order by k.id, k.rank)
    select (row_number() over (order by k.rank, k.priority desc, k.metres nulls last, k.id))::integer,
           k.id, k.kind, k.because,
           case when k.rank = 5 then null
                when k.state = 'ended' then 'ended'
                when k.state = 'paused' then 'paused'
                when k.unreachable_since is not null then 'unreachable'
                when k.silent_since is not null then 'overdue'
                when not k.takes then 'topic-not-taken'
                when p_share is not null and p_share * adults_of(array(
                    select unnest(array[c.municipality, a.number])
                    from body_coverage c left join municipality_ancestors a on a.old = c.municipality
                    where c.body = k.id and c.from_day <= p_on and (c.until_day is null or c.until_day >= p_on))) < 20
                    then 'too-few-people' end
    from (
        select h.*, b.kind, b.state, b.unreachable_since, b.silent_since,
               case when count(*) over (partition by h.rank, h.priority) > 1 then (
                   select min(st_distance(
                       st_setsrid(st_makepoint(p.longitude, p.latitude), 4326)::geography,
                       st_setsrid(st_makepoint(house.longitude, house.latitude), 4326)::geography))
                   from places p, places house
                   where p.kind = 'municipality' and p.municipality = any (v_municipalities)
                     and house.code = b.house) end as metres
        from chain h join bodies b on b.id = h.id) k
    order by 1;
end
$$;

CREATE FUNCTION public.review_proposal_without_member() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into proposals_to_review (proposal) values (old.proposal);
    return null;
end
$$;

CREATE FUNCTION public.review_proposals_of_interest() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
    insert into proposals_to_review (proposal)
    select proposal from proposal_members where interest = new.id and live;
    return null;
end
$$;

CREATE FUNCTION public.starter_km(p_group uuid, p_starter uuid) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    select round(st_distance(
               st_makepoint(g.public_longitude, g.public_latitude)::geography,
               st_makepoint(s.longitude, s.latitude)::geography) / 1000)::integer
    from groups g, starters s
    where g.id = p_group and s.id = p_starter
$$;

CREATE FUNCTION public.starter_load(p_starter uuid, p_groups_now integer) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
    select p_groups_now + count(*)
    from starter_requests q
    where q.starter = p_starter and q.state in ('asked', 'accepted')
$$;

CREATE FUNCTION public.starter_requests_over(p_on date) RETURNS TABLE(request uuid, group_id uuid, how text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    select q.id, q.group_id, o.how
    from starter_requests q
        join groups g on g.id = q.group_id
        join starters s on s.id = q.starter
        join bodies b on b.id = s.body,
        lateral (
            select case
                when q.state = 'accepted' then case g.state when 'ended' then 'ended' end
                when q.until < p_on then 'lapsed'
                when g.state <> 'forming' or s.body <> q.body or b.state = 'ended'
                     or (s.paused_on is not null and (s.paused_until is null or s.paused_until >= p_on))
                     or starter_km(g.id, s.id) <> q.km then 'withdrawn'
            end as how) o
    where q.state in ('asked', 'accepted') and o.how is not null
$$;

CREATE FUNCTION public.starters_in_reach(p_longitudes double precision[], p_latitudes double precision[], p_topics smallint[], p_related smallint[], p_languages text[], p_shown_to uuid, p_on date, p_limit integer) RETURNS TABLE(starter uuid, km_from double precision, km_to double precision)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET jit TO 'off'
    AS $$
begin
    return query
    with points as materialized (
        select p.point::geography as on_earth, st_transform(p.point, 25833) as in_plane
        from (
            select st_setsrid(st_makepoint(at.longitude, at.latitude), 4326) as point
            from unnest(p_longitudes, p_latitudes) as at (longitude, latitude)) p),
    -- A point within her radius lies in her square, so the nearest of those in it is the nearest of all.
    near as (
        select s.id, min(st_distance(st_makepoint(s.longitude, s.latitude)::geography, p.on_earth)) / 1000 as km
        from points p
        join starters s on s.reach && p.in_plane
        join bodies b on b.id = s.body and b.state <> 'ended'
        where starter_load(s.id, s.groups_now) < s.groups_at_a_time
          and (s.paused_on is null or s.paused_until < p_on)
          and s.languages && p_languages
          and (p_shown_to is null or s.body = p_shown_to or s.consented_on is not null)
          and (cardinality(p_topics) = 0 or s.topics = '{}' or s.topics && p_topics or s.topics && p_related)
        group by s.id),
    first as (
        select s.id, s.longitude, s.latitude, n.km,
               row_number() over (
                   order by round(n.km), starter_load(s.id, s.groups_now)::double precision / s.groups_at_a_time,
                            case when cardinality(p_topics) = 0 or s.topics && p_topics then 0
                                 when s.topics && p_related then 1 else 2 end,
                            s.id) as rank
        from near n join starters s on s.id = n.id
        where n.km <= s.radius_km
        order by rank
        limit p_limit)
    select f.id, f.km,
           (select max(st_distance(st_makepoint(f.longitude, f.latitude)::geography, p.on_earth)) / 1000 from points p)
    from first f
    order by f.rank;
end
$$;

CREATE FUNCTION public.stay_published() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'what was published is never changed';
end
$$;

CREATE FUNCTION public.still_opens(p_key uuid, p_on date) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select exists (
            select from api_keys k
            where k.id = p_key and k.expires_on >= p_on
              and (k.revoked_on is null or k.xmin = pg_current_xact_id_if_assigned()::xid))
        or exists (
            select from link_sessions s join bodies b on b.id = s.body
            where s.id = p_key and s.key is null and s.address in (b.email, b.deputy)
              and (b.state <> 'ended' or b.xmin = pg_current_xact_id_if_assigned()::xid))
$$;

CREATE FUNCTION public.successors_of(p_number text) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
    with recursive chain as (
        select p_number as number
        union
        select s.new
        from chain c join municipality_successors s on s.old = c.number
        where s.from_day = (select max(l.from_day) from municipality_successors l where l.old = c.number))
    select coalesce(array_agg(c.number order by c.number), '{}')
    from chain c join places p on p.code = 'municipality:' || c.number
    where not p.historical or not exists (select from municipality_successors s where s.old = c.number)
$$;

CREATE FUNCTION public.tell_public_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_notify('public_change', tg_table_name);
    return null;
end
$$;

CREATE FUNCTION public.topic_class(p_topic smallint) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
declare
    v_slug text := 'across-topics';
    v_next smallint := p_topic;
begin
    while v_next is not null loop
        select t.slug, t.parent into v_slug, v_next from topics t where t.id = v_next;
    end loop;
    return coalesce(v_slug, 'across-topics');
end
$$;

CREATE FUNCTION public.waiting_for_group(p_group uuid, p_on date, p_limit integer) RETURNS TABLE(interest uuid, day date, lot uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
declare
    v_longitude double precision;
    v_latitude double precision;
    v_form text;
    v_forms text[];
    v_gender text;
    v_age_bands text[];
    v_own smallint[];
    v_topics smallint[];
    v_languages text[];
begin
    select g.public_longitude, g.public_latitude, g.form, g.gender, g.age_bands, g.topics,
           array(select distinct case when l in ('nn', 'no') then 'nb' else l end from unnest(g.languages) l),
           case g.form when 'hybrid' then array['hybrid', 'in-person', 'digital'] else array[g.form] end
    into v_longitude, v_latitude, v_form, v_gender, v_age_bands, v_own, v_languages, v_forms
    from groups g
    where g.id = p_group;

    -- A group across topics fits everybody; another whoever wants its topics, close relatives of these, or names none.
    v_topics := case when v_own = '{}' then array[0]::smallint[] else array(
        select t.id from topics t
        where t.id = any (v_own) or t.parent = any (v_own)
           or t.id in (select own.parent from topics own where own.id = any (v_own))
        union select (-1)::smallint) end;

    if v_form in ('digital', 'telephone') then
        return query
        select distinct on (r.day, r.lot, r.interest) r.interest, r.day, r.lot
        from unnest(v_topics) as asked (topic)
        cross join unnest(v_languages) as spoken (language)
        cross join lateral (
            select l.interest, l.day, l.lot
            from (
                select interest, day, lot from interest_listings
                where topic = asked.topic and language = spoken.language
                order by topic, language, day, lot
                offset 0) l
            where exists (
                select from looks_for_such_a_group(l.interest, p_group, p_on, v_forms, v_gender, v_age_bands) offset 0)
            limit p_limit) r
        order by r.day, r.lot, r.interest
        limit p_limit;
        return;
    end if;

    return query
    with lists as materialized (
        select asked.topic, spoken.language, a.area, (class.reach - 1)::smallint as reach, a.km_from
        from areas_from(v_longitude, v_latitude) a
        join unnest(array[30, 60, 100, 300]) with ordinality as class (most_km, reach) on a.km_from <= class.most_km
        cross join unnest(v_topics) as asked (topic)
        cross join unnest(v_languages) as spoken (language)),
    begun as materialized (
        select s.topic, s.language, s.area, s.reach, s.km_from, dense_rank() over (order by r.day, r.lot) as turn
        from lists s
        cross join lateral (
            select l.day, l.lot
            from (
                select interest, day, lot from interest_listings
                where topic = s.topic and language = s.language and area = s.area and reach = s.reach
                  and travel_km >= s.km_from
                order by topic, language, area, reach, day, lot
                offset 0) l
            where exists (
                select from looks_for_such_a_group(l.interest, p_group, p_on, v_forms, v_gender, v_age_bands) offset 0)
            limit 1) r)
    select distinct on (r.day, r.lot, r.interest) r.interest, r.day, r.lot
    from begun s
    cross join lateral (
        select l.interest, l.day, l.lot
        from (
            select interest, day, lot from interest_listings
            where topic = s.topic and language = s.language and area = s.area and reach = s.reach
              and travel_km >= s.km_from
            order by topic, language, area, reach, day, lot
            offset 0) l
        where exists (
            select from looks_for_such_a_group(l.interest, p_group, p_on, v_forms, v_gender, v_age_bands) offset 0)
        limit p_limit) r
    where s.turn <= p_limit
    order by r.day, r.lot, r.interest
    limit p_limit;
end
$$;

CREATE FUNCTION public.waiting_neighbours(p_interest uuid, p_area text, p_travel_km integer, p_beyond_km integer, p_topics smallint[], p_across boolean, p_languages text[], p_times text[], p_on date, p_limit integer) RETURNS TABLE(interest uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
declare
    -- A metre of the plane is at most 1.2 % off a metre on the ground anywhere in Norway.
    v_metres constant double precision := 1012.0;
    v_farthest constant integer := 300;
    v_topics constant smallint[] := case when p_across or p_topics = '{}' then array[0]::smallint[]
                                         else p_topics || (-1)::smallint end;
    v_hers geometry;
begin
    select st_collect(p.point) into v_hers
    from places p
    where p.kind = 'municipality' and p.municipality = any (municipalities_of(p_area));

    return query
    with far as materialized (
        select p.municipality, p.county, p.historical, st_distance(p.point, v_hers) as metres
        from places p
        where p.kind = 'municipality' and p.point is not null),
    near as materialized (
        select 'municipality:' || f.municipality as code, f.metres from far f where not f.historical
        union all
        select 'county:' || f.county, min(f.metres)
        from far f
        where not f.historical and f.county is not null
        group by f.county
        union all
        select a.area, min(f.metres)
        from area_parts a join far f using (municipality)
        group by a.area
        union all
        select 'country:no', 0)
    select n.interest
    from (
        select distinct l.interest, l.day, l.lot
        from near a
        cross join unnest(v_topics) as asked (topic)
        cross join lateral (
            select w.interest, w.day, w.lot
            from waiting_listings w join interests i on i.id = w.interest
            where w.topic = asked.topic and w.area = a.code
              and a.metres <= (w.travel_km + p_travel_km + 2 * p_beyond_km) * v_metres
              and i.id <> p_interest
              and i.state in ('waiting', 'matched', 'declined') and i.kept_until >= p_on
              and i.meeting && array['in-person', 'hybrid']
              and i.languages && p_languages
              and (p_times = '{}' or i.times = '{}' or i.times && p_times)
            order by w.day, w.lot
            limit p_limit) l
        where a.metres <= (v_farthest + p_travel_km + 2 * p_beyond_km) * v_metres) n
    order by n.day, n.lot
    limit p_limit;
end
$$;

CREATE FUNCTION public.webhooks_told(p_type text, p_subject uuid) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    select w.id
    from webhooks w join bodies b on b.id = w.body
    where w.state = 'active' and b.state <> 'ended' and p_type = any (w.events)
        and (w.body = p_subject or not starts_with(p_type, 'desk.'))
$$;

CREATE TABLE keys.shards (
    record uuid NOT NULL,
    shard bytea NOT NULL
);

COMMENT ON TABLE keys.shards IS 'where the version before keeps its shards: read, and moved to the key store in the night';

CREATE TABLE public.action_links (
    hash bytea NOT NULL,
    body uuid NOT NULL,
    address text,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    renewed_at timestamp with time zone,
    key uuid
);

COMMENT ON COLUMN public.action_links.hash IS 'SHA-256 of the token that stands in the mail; the token is kept nowhere';

COMMENT ON COLUMN public.action_links.address IS 'the address of the body that it was sent to: at another one it opens nothing; null where a key asked for it';

COMMENT ON COLUMN public.action_links.renewed_at IS 'when a new link was asked for with it, which is possible once';

COMMENT ON COLUMN public.action_links.key IS 'the key that asked for it: taken away, it opens nothing';

CREATE TABLE public.api_keys (
    id uuid NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL,
    body uuid NOT NULL,
    role text NOT NULL,
    name text NOT NULL,
    created_on date NOT NULL,
    expires_on date NOT NULL,
    revoked_on date,
    kind text DEFAULT 'program'::text NOT NULL,
    scopes text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT api_keys_kind CHECK ((kind = ANY (ARRAY['person'::text, 'program'::text]))),
    CONSTRAINT api_keys_role CHECK ((role = ANY (ARRAY['coordinator'::text, 'body-admin'::text, 'national-admin'::text])))
);

COMMENT ON COLUMN public.api_keys.prefix IS 'the first characters of the key, to tell keys apart in a list';

COMMENT ON COLUMN public.api_keys.hash IS 'SHA-256 of the key, which is 256 random bits and so needs no slow hash';

COMMENT ON COLUMN public.api_keys.scopes IS 'empty: all that its role may; read: nothing is changed by it; else only these parts of the API';

CREATE TABLE public.applied_scripts (
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.area_parts (
    area text NOT NULL,
    municipality text NOT NULL
);

CREATE TABLE public.areas (
    code text NOT NULL,
    municipalities text[],
    names text[],
    within text,
    CONSTRAINT areas_parts CHECK (((municipalities IS NULL) = (names IS NULL)))
);

COMMENT ON TABLE public.areas IS 'what interests.area may say; those of an earlier partition stay as long as an interest uses them';

COMMENT ON COLUMN public.areas.code IS 'a place, or cell: and a hash of the numbers, so that the same municipalities are the same area in every partition';

COMMENT ON COLUMN public.areas.municipalities IS 'their numbers; null: those that the place of this code consists of today';

COMMENT ON COLUMN public.areas.names IS 'what it is called by, the largest first: its municipalities, or its counties where it is whole ones';

COMMENT ON COLUMN public.areas.within IS 'the name of the county that it is a part of; null where it is whole counties';

CREATE TABLE public.audit (
    "position" bigint NOT NULL,
    day date NOT NULL,
    key uuid,
    body uuid,
    act text NOT NULL,
    subject bytea,
    hash bytea NOT NULL,
    CONSTRAINT audit_act CHECK ((act ~ '^[a-z-]+$'::text))
);

COMMENT ON COLUMN public.audit."position" IS 'from 1, without a gap';

COMMENT ON COLUMN public.audit.key IS 'the key, or the session of a link; null: a verb of the program';

COMMENT ON COLUMN public.audit.subject IS 'HMAC-SHA-256 of the id of what it was done to, under the pepper';

COMMENT ON COLUMN public.audit.hash IS 'SHA-256 of the hash before and this entry, as append_audit writes them';

CREATE TABLE public.bodies (
    id uuid NOT NULL,
    external_id text,
    kind text NOT NULL,
    name text NOT NULL,
    phone text,
    email text NOT NULL,
    url text,
    house text NOT NULL,
    state text NOT NULL,
    unreachable_since date,
    policy jsonb NOT NULL,
    silent_since date,
    deputy text GENERATED ALWAYS AS ((policy ->> 'deputy'::text)) STORED,
    news bigint DEFAULT 0 NOT NULL,
    news_told bigint DEFAULT 0 NOT NULL,
    mailed_on date,
    mails integer DEFAULT 0 NOT NULL,
    CONSTRAINT bodies_kind CHECK ((kind = ANY (ARRAY['contact-point'::text, 'link-centre'::text, 'district-office'::text, 'national-office'::text]))),
    CONSTRAINT bodies_state CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'ended'::text])))
);

COMMENT ON COLUMN public.bodies.house IS 'the place of its house: between bodies of one rank the nearer house answers';

COMMENT ON COLUMN public.bodies.unreachable_since IS 'the day its mail was refused for good; it is passed over until mail reaches it again';

COMMENT ON COLUMN public.bodies.silent_since IS 'the day a case passed on because it stayed silent; it is passed over until it answers a case or says that it is back';

COMMENT ON COLUMN public.bodies.news IS 'how much happened that it is to be told of, ever, beside those who wait for its answer; news_told: how much of it a mail told of';

COMMENT ON COLUMN public.bodies.mailed_on IS 'the last Oslo day on which it was written to; mails: how often on that day';

CREATE TABLE public.body_coverage (
    body uuid NOT NULL,
    municipality text NOT NULL,
    from_day date NOT NULL,
    until_day date,
    priority integer DEFAULT 0 NOT NULL,
    topics smallint[],
    CONSTRAINT body_coverage_days CHECK (((until_day IS NULL) OR (until_day >= from_day)))
);

COMMENT ON COLUMN public.body_coverage.until_day IS 'the last day it counts; null: for the time being';

COMMENT ON COLUMN public.body_coverage.priority IS 'the larger one answers first where bodies of one rank overlap';

COMMENT ON COLUMN public.body_coverage.topics IS 'null: every topic and none; else just these, and not an interest without a topic';

CREATE TABLE public.case_history (
    case_id uuid NOT NULL,
    "position" integer NOT NULL,
    day date NOT NULL,
    act text NOT NULL,
    body uuid NOT NULL,
    reason text,
    note bytea,
    by_link boolean DEFAULT false NOT NULL
);

CREATE TABLE public.case_openings (
    case_id uuid NOT NULL,
    api_key uuid NOT NULL,
    body uuid NOT NULL,
    day date NOT NULL,
    reason text,
    by_link boolean DEFAULT false NOT NULL
);

COMMENT ON COLUMN public.case_openings.api_key IS 'the key that it was read with, or the session of a link';

CREATE TABLE public.case_reasons (
    code text NOT NULL,
    act text NOT NULL,
    effect text NOT NULL,
    nb text NOT NULL,
    nn text NOT NULL,
    en text NOT NULL,
    days integer,
    needs_place boolean DEFAULT false NOT NULL,
    CONSTRAINT case_reasons_act CHECK ((act = ANY (ARRAY['closure'::text, 'handover'::text, 'pass-on'::text, 'proposal'::text]))),
    CONSTRAINT case_reasons_days CHECK (((effect = ANY (ARRAY['remember'::text, 'park'::text])) = (days IS NOT NULL))),
    CONSTRAINT case_reasons_effect CHECK ((effect = ANY (ARRAY['re-match'::text, 'remember'::text, 'park'::text, 'end'::text, 'pass-on'::text])))
);

COMMENT ON COLUMN public.case_reasons.effect IS 're-match: matched again, goes on waiting; remember: a no to a group for so many days, then the same; park: left alone until a day; end: left alone until she writes; pass-on: another body answers';

COMMENT ON COLUMN public.case_reasons.days IS 'how long a no is remembered, or the usual time to be left alone';

COMMENT ON COLUMN public.case_reasons.needs_place IS 'only for a person who has a place';

CREATE TABLE public.cases (
    id uuid NOT NULL,
    interest uuid NOT NULL,
    body uuid NOT NULL,
    state text NOT NULL,
    day date NOT NULL,
    deadline date NOT NULL,
    reason text,
    because text NOT NULL,
    reminded_on date,
    CONSTRAINT cases_state CHECK ((state = ANY (ARRAY['told'::text, 'acknowledged'::text, 'closed'::text])))
);

COMMENT ON COLUMN public.cases.because IS 'code of the reason why this body answers';

COMMENT ON COLUMN public.cases.reminded_on IS 'the day its body was last reminded that nobody has acknowledged it';

CREATE TABLE public.cohort_codes (
    fingerprint bytea NOT NULL,
    cohort uuid NOT NULL
);

COMMENT ON TABLE public.cohort_codes IS 'those that nobody has used; a used one is deleted with its use';

COMMENT ON COLUMN public.cohort_codes.fingerprint IS 'HMAC-SHA-256 of the code under a pepper that is not in the database';

CREATE TABLE public.cohorts (
    id uuid NOT NULL,
    body uuid NOT NULL,
    place text NOT NULL,
    topics smallint[] NOT NULL,
    participants integer NOT NULL,
    finishes_on date NOT NULL,
    from_day date NOT NULL,
    until_day date NOT NULL,
    travel_km integer,
    meeting text[] NOT NULL,
    times text[] NOT NULL,
    languages text[] NOT NULL,
    CONSTRAINT cohorts_days CHECK (((finishes_on <= from_day) AND (from_day <= until_day))),
    CONSTRAINT cohorts_participants CHECK (((participants >= 2) AND (participants <= 50))),
    CONSTRAINT cohorts_travel_km CHECK (((travel_km >= 1) AND (travel_km <= 300)))
);

COMMENT ON COLUMN public.cohorts.from_day IS 'until then what is registered with one of its codes is parked';

COMMENT ON COLUMN public.cohorts.until_day IS 'the last day of its codes';

COMMENT ON COLUMN public.cohorts.meeting IS 'empty, as times and languages and a distance of null: each says it for herself, or as it is usual';

CREATE TABLE public.counters (
    part uuid DEFAULT gen_random_uuid() NOT NULL,
    period text NOT NULL,
    event text NOT NULL,
    county text NOT NULL,
    topic text NOT NULL,
    days text NOT NULL,
    count bigint NOT NULL,
    CONSTRAINT counters_count CHECK ((count > 0)),
    CONSTRAINT counters_event CHECK ((event = ANY (ARRAY['registered'::text, 'matched'::text, 'answered'::text, 'placed'::text, 'group-started'::text]))),
    CONSTRAINT counters_period CHECK ((period ~ '^[0-9]{4}-[1-4]$'::text))
)
WITH (fillfactor='50');

COMMENT ON TABLE public.counters IS 'kept by triggers in the transaction of each event; read for a quarter that has ended, by ended_quarter';

COMMENT ON COLUMN public.counters.part IS 'one of several rows of the same counter, so that nobody waits for another to count';

COMMENT ON COLUMN public.counters.period IS 'a quarter, say 2026-4';

COMMENT ON COLUMN public.counters.county IS 'its number; several: the area that is kept does not lie in one';

COMMENT ON COLUMN public.counters.topic IS 'slug of the widest topic above the first one named; across-topics: none was named';

COMMENT ON COLUMN public.counters.days IS 'band of the days since the registration, of an answer or a place; else empty';

CREATE TABLE public.errands (
    id uuid NOT NULL,
    body uuid NOT NULL,
    kind text NOT NULL,
    about uuid NOT NULL,
    day date NOT NULL,
    done_on date,
    case_id uuid GENERATED ALWAYS AS (
CASE
    WHEN starts_with(kind, 'case-'::text) THEN about
    ELSE NULL::uuid
END) STORED
);

COMMENT ON COLUMN public.errands.case_id IS 'an errand about a case is erased with it';

CREATE TABLE public.group_listings (
    group_id uuid NOT NULL,
    topic smallint NOT NULL,
    state text NOT NULL,
    form text NOT NULL,
    weekday text,
    languages text[] NOT NULL,
    longitude double precision NOT NULL,
    latitude double precision NOT NULL,
    point public.geometry(Point,25833) NOT NULL
);

COMMENT ON COLUMN public.group_listings.longitude IS 'degrees beside the point in the plane: the plane finds the candidates, the geodesic distance decides';

CREATE TABLE public.groups (
    id uuid NOT NULL,
    number integer NOT NULL,
    external_id text,
    body uuid NOT NULL,
    name text NOT NULL,
    topics smallint[] NOT NULL,
    state text NOT NULL,
    capacity integer NOT NULL,
    members integer NOT NULL,
    joining text NOT NULL,
    form text NOT NULL,
    venue text,
    address text,
    municipality text NOT NULL,
    longitude double precision NOT NULL,
    latitude double precision NOT NULL,
    public_longitude double precision NOT NULL,
    public_latitude double precision NOT NULL,
    visibility text NOT NULL,
    rrule text,
    starts_at timestamp without time zone,
    duration_minutes integer,
    weekday text,
    times text,
    languages text[] NOT NULL,
    gender text NOT NULL,
    age_bands text[] NOT NULL,
    contact bytea,
    confirmed_on date NOT NULL,
    demonstration boolean DEFAULT false NOT NULL,
    paused_while_forming boolean DEFAULT false NOT NULL,
    public_point public.geometry(Point,25833) GENERATED ALWAYS AS (public.st_transform(public.st_setsrid(public.st_makepoint(public_longitude, public_latitude), 4326), 25833)) STORED NOT NULL,
    pauses text[] DEFAULT '{}'::text[] NOT NULL,
    imported_members integer,
    to_match boolean DEFAULT false NOT NULL,
    proposed boolean DEFAULT false NOT NULL,
    awaits_starter boolean DEFAULT false NOT NULL,
    to_review boolean DEFAULT false NOT NULL,
    was_opened boolean DEFAULT false NOT NULL,
    CONSTRAINT groups_form CHECK ((form = ANY (ARRAY['in-person'::text, 'digital'::text, 'hybrid'::text, 'telephone'::text]))),
    CONSTRAINT groups_gender CHECK ((gender = ANY (ARRAY['any'::text, 'women'::text, 'men'::text]))),
    CONSTRAINT groups_joining CHECK ((joining = ANY (ARRAY['direct'::text, 'contact-first'::text]))),
    CONSTRAINT groups_places CHECK (((members >= 0) AND ((capacity >= 2) AND (capacity <= 100)) AND (members <= capacity))),
    CONSTRAINT groups_schedule_whole CHECK ((((rrule IS NULL) = (starts_at IS NULL)) AND ((rrule IS NULL) = (duration_minutes IS NULL)))),
    CONSTRAINT groups_state CHECK ((state = ANY (ARRAY['forming'::text, 'open'::text, 'full'::text, 'paused'::text, 'ended'::text]))),
    CONSTRAINT groups_visibility CHECK ((visibility = ANY (ARRAY['exact'::text, 'area'::text, 'hidden'::text])))
);

COMMENT ON COLUMN public.groups.topics IS 'empty: a group across topics, which fits every interest';

COMMENT ON COLUMN public.groups.public_longitude IS 'the venue where visibility is exact, else the point of the municipality: every public distance, order and radius uses it';

COMMENT ON COLUMN public.groups.starts_at IS 'the first meeting, wall-clock time in Europe/Oslo';

COMMENT ON COLUMN public.groups.times IS 'when it meets, as the code that an interest uses: weekday-evening and so on; derived from the schedule';

COMMENT ON COLUMN public.groups.contact IS 'the private address to which the group is told that somebody is coming; AES-GCM';

COMMENT ON COLUMN public.groups.pauses IS 'when it does not meet: 06-21/08-15 every year (it may run over New Year) or 2026-12-21/2027-01-03 once; both days in Oslo, both included';

COMMENT ON COLUMN public.groups.imported_members IS 'what the last imported list said: the same number again does not undo the yeses since';

COMMENT ON COLUMN public.groups.to_match IS 'it could fit more people than before: the next round looks who waits for it';

COMMENT ON COLUMN public.groups.proposed IS 'formed from a proposal: it opens with a schedule';

COMMENT ON COLUMN public.groups.awaits_starter IS 'formed, and no starter has taken it yet';

COMMENT ON COLUMN public.groups.to_review IS 'it changed: the next round looks whether its matches still hold';

COMMENT ON COLUMN public.groups.was_opened IS 'counted as started: is not counted again';

ALTER TABLE public.groups ALTER COLUMN number ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.groups_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.idempotent_answers (
    key_hash bytea NOT NULL,
    request_hash bytea NOT NULL,
    status integer NOT NULL,
    answer bytea NOT NULL,
    until date NOT NULL,
    made uuid
);

COMMENT ON TABLE public.idempotent_answers IS 'the first answer to a key: found by HMAC, sealed under a key that only the sender''s Idempotency-Key gives';

COMMENT ON COLUMN public.idempotent_answers.made IS 'what the call made, where its answer names it by id: erased with that';

CREATE TABLE public.interest_listings (
    interest uuid NOT NULL,
    topic smallint NOT NULL,
    language text NOT NULL,
    area text NOT NULL,
    reach smallint NOT NULL,
    travel_km integer NOT NULL,
    day date NOT NULL,
    lot uuid NOT NULL
);

COMMENT ON TABLE public.interest_listings IS 'interests that look for a group; kept by the trigger list_interest';

COMMENT ON COLUMN public.interest_listings.topic IS 'a row for each topic, one with 0 for everybody, one with -1 for whoever names none';

COMMENT ON COLUMN public.interest_listings.language IS 'nb stands for nb, nn and no';

COMMENT ON COLUMN public.interest_listings.reach IS 'the class of travel_km: at most 30, 60, 100 or 300';

CREATE TABLE public.interests (
    id uuid NOT NULL,
    receipt bytea NOT NULL,
    day date NOT NULL,
    lot uuid NOT NULL,
    state text NOT NULL,
    topics smallint[] NOT NULL,
    area text NOT NULL,
    tell_local boolean NOT NULL,
    travel_km integer NOT NULL,
    meeting text[] NOT NULL,
    wish text NOT NULL,
    languages text[] NOT NULL,
    times text[] NOT NULL,
    gender text NOT NULL,
    age_band text,
    consent text NOT NULL,
    contact bytea,
    contact_language text NOT NULL,
    contact_news integer DEFAULT 0 NOT NULL,
    kept_until date NOT NULL,
    parked_until date,
    lapses integer DEFAULT 0 NOT NULL,
    to_place boolean DEFAULT false NOT NULL,
    without_place boolean DEFAULT false NOT NULL,
    ended boolean DEFAULT false NOT NULL,
    contact_mail uuid,
    was_matched boolean DEFAULT false NOT NULL,
    was_placed boolean DEFAULT false NOT NULL,
    next_receipt bytea,
    held_back boolean DEFAULT false NOT NULL,
    CONSTRAINT interests_gender CHECK ((gender = ANY (ARRAY['any'::text, 'women'::text, 'men'::text]))),
    CONSTRAINT interests_state CHECK ((state = ANY (ARRAY['waiting'::text, 'matched'::text, 'offered'::text, 'placed'::text, 'declined'::text, 'parked'::text]))),
    CONSTRAINT interests_travel_km CHECK (((travel_km >= 1) AND (travel_km <= 300))),
    CONSTRAINT interests_wish CHECK ((wish = ANY (ARRAY['join'::text, 'start'::text, 'either'::text])))
);

COMMENT ON COLUMN public.interests.receipt IS 'HMAC-SHA-256 of the code under a pepper that is not in the database';

COMMENT ON COLUMN public.interests.topics IS 'most important first';

COMMENT ON COLUMN public.interests.area IS 'the cell: the part of Norway, large enough to hide in, that is kept of where somebody wants to meet';

COMMENT ON COLUMN public.interests.contact_news IS 'how often there was something new since the contact address was last told';

COMMENT ON COLUMN public.interests.kept_until IS 'the last day; erased on the next';

COMMENT ON COLUMN public.interests.parked_until IS 'parked until this day; null: until its person writes or reads';

COMMENT ON COLUMN public.interests.lapses IS 'offers in a row that lapsed without an answer';

COMMENT ON COLUMN public.interests.to_place IS 'something changed: the next round looks for a place for it';

COMMENT ON COLUMN public.interests.without_place IS 'no group near has a place left for it: it counts when groups are formed';

COMMENT ON COLUMN public.interests.ended IS 'parked by the end of the work with it: until its person writes, not only until she reads';

COMMENT ON COLUMN public.interests.contact_mail IS 'the Message-ID of a mail to her that failed: tried again apart from those of others';

COMMENT ON COLUMN public.interests.was_matched IS 'counted as matched: is not counted again';

COMMENT ON COLUMN public.interests.was_placed IS 'counted as placed: is not counted again';

COMMENT ON COLUMN public.interests.next_receipt IS 'HMAC of a new code that nobody has used yet: the old one works until then';

COMMENT ON COLUMN public.interests.held_back IS 'came in a flood without a proof of work: counts for nobody else until its body has worked on it';

CREATE TABLE public.keys_to_erase (
    id uuid NOT NULL
);

COMMENT ON TABLE public.keys_to_erase IS 'what is to be erased in the key store: records, of which every shard goes, or single shards';

CREATE TABLE public.link_sessions (
    id uuid NOT NULL,
    hash bytea NOT NULL,
    body uuid NOT NULL,
    began_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    forms uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    address text,
    key uuid
);

COMMENT ON TABLE public.link_sessions IS 'what a used link opened; ended ones are deleted';

COMMENT ON COLUMN public.link_sessions.hash IS 'SHA-256 of the secret in the cookie';

COMMENT ON COLUMN public.link_sessions.forms IS 'the forms that were sent in it, each of which counts once';

COMMENT ON COLUMN public.link_sessions.address IS 'the address that its link was sent to';

COMMENT ON COLUMN public.link_sessions.key IS 'the key that asked for its link';

CREATE TABLE public.map_outlines (
    zoom smallint NOT NULL,
    kind text NOT NULL,
    number integer NOT NULL,
    shape public.geometry(Geometry,25833) NOT NULL,
    CONSTRAINT map_outlines_kind CHECK ((kind = ANY (ARRAY['land'::text, 'border'::text])))
);
ALTER TABLE ONLY public.map_outlines ALTER COLUMN shape SET STORAGE EXTERNAL;

COMMENT ON COLUMN public.map_outlines.number IS 'one of each polygon or line, the largest first; so that a map is written the same way each time';

CREATE TABLE public.matches (
    interest uuid NOT NULL,
    group_id uuid NOT NULL,
    rank integer NOT NULL,
    km_from double precision,
    km_to double precision,
    reasons text[] NOT NULL,
    day date NOT NULL,
    score double precision DEFAULT 0 NOT NULL
);

COMMENT ON COLUMN public.matches.km_from IS 'from the nearest point of the area''s municipalities; null for a group that meets at a distance';

COMMENT ON COLUMN public.matches.score IS 'what orders the matches of an interest; rank is that order';

CREATE TABLE public.messages (
    id uuid NOT NULL,
    interest uuid NOT NULL,
    "position" integer NOT NULL,
    sender text NOT NULL,
    body uuid,
    day date NOT NULL,
    text bytea NOT NULL,
    is_read boolean DEFAULT false NOT NULL,
    CONSTRAINT messages_sender CHECK ((sender = ANY (ARRAY['person'::text, 'body'::text])))
);

CREATE TABLE public.municipality_successors (
    old text NOT NULL,
    new text NOT NULL,
    from_day date NOT NULL
);

COMMENT ON COLUMN public.municipality_successors.from_day IS 'of the rows of one old number only those of the latest day count; several of one day: a split';

CREATE MATERIALIZED VIEW public.municipality_ancestors AS
 WITH RECURSIVE latest AS (
         SELECT s.new,
            s.old
           FROM public.municipality_successors s
          WHERE (s.from_day = ( SELECT max(l.from_day) AS max
                   FROM public.municipality_successors l
                  WHERE (l.old = s.old)))
        ), ancestors AS (
         SELECT l.new AS number,
            l.old
           FROM latest l
        UNION
         SELECT a_1.number,
            l.old
           FROM (ancestors a_1
             JOIN latest l ON ((l.new = a_1.old)))
        )
 SELECT a.number,
    a.old
   FROM ancestors a
  WITH NO DATA;

CREATE TABLE public.municipality_areas (
    municipality text NOT NULL,
    need bigint NOT NULL,
    area text NOT NULL
);

COMMENT ON COLUMN public.municipality_areas.need IS 'the most adults that the area is needed to have, for this row to count';

CREATE TABLE public.municipality_boundaries (
    municipality text NOT NULL,
    area public.geometry(MultiPolygon,4326) NOT NULL,
    plane public.geometry(MultiPolygon,25833) GENERATED ALWAYS AS (public.st_transform(area, 25833)) STORED NOT NULL
);

COMMENT ON COLUMN public.municipality_boundaries.area IS 'in the degrees of the file, whose straight lines decide what lies inside';

CREATE TABLE public.network_members (
    network uuid NOT NULL,
    body uuid NOT NULL
);

CREATE TABLE public.networks (
    id uuid NOT NULL,
    external_id text,
    name text NOT NULL,
    lead uuid NOT NULL
);

CREATE TABLE public.occasions (
    id uuid NOT NULL,
    body uuid NOT NULL,
    sort text NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    place text,
    longitude double precision,
    latitude double precision,
    venue text,
    address text,
    starts timestamp without time zone[] NOT NULL,
    minutes integer[] NOT NULL,
    begins_at timestamp without time zone GENERATED ALWAYS AS (starts[1]) STORED NOT NULL,
    languages text[] NOT NULL,
    sign_up_url text,
    sign_up_phone text,
    sign_up_email text,
    cancelled_on date,
    demonstration boolean DEFAULT false NOT NULL,
    participants integer,
    CONSTRAINT occasions_kind CHECK ((kind = ANY (ARRAY['in-person'::text, 'digital'::text, 'students'::text]))),
    CONSTRAINT occasions_participants CHECK (((participants >= 0) AND (participants <= 10000))),
    CONSTRAINT occasions_place_unless_digital CHECK (((place IS NULL) = (kind = 'digital'::text))),
    CONSTRAINT occasions_place_whole CHECK ((((place IS NULL) = (longitude IS NULL)) AND ((place IS NULL) = (latitude IS NULL)))),
    CONSTRAINT occasions_sessions_whole CHECK (((cardinality(starts) > 0) AND (cardinality(starts) = cardinality(minutes)))),
    CONSTRAINT occasions_sort CHECK ((sort = ANY (ARRAY['starter-course'::text, 'information-meeting'::text])))
);

COMMENT ON TABLE public.occasions IS 'starter courses and information meetings';

COMMENT ON COLUMN public.occasions.kind IS 'students: for the students of one school, who are certified there; offered to nobody else';

COMMENT ON COLUMN public.occasions.starts IS 'when its sessions begin, in order, wall-clock time in Europe/Oslo';

COMMENT ON COLUMN public.occasions.minutes IS 'how long each of them takes';

COMMENT ON COLUMN public.occasions.sign_up_url IS 'where one signs up; where all three ways are null, at the body itself';

COMMENT ON COLUMN public.occasions.participants IS 'how many took part, as staff counted them; null: nobody said';

CREATE TABLE public.offers (
    id uuid NOT NULL,
    interest uuid NOT NULL,
    group_id uuid,
    body uuid NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    day date NOT NULL,
    until date NOT NULL,
    proposal uuid,
    CONSTRAINT offers_kind CHECK ((kind = ANY (ARRAY['place'::text, 'invitation'::text]))),
    CONSTRAINT offers_of_what CHECK ((((kind = 'invitation'::text) = (proposal IS NOT NULL)) AND ((kind = 'invitation'::text) OR (group_id IS NOT NULL)))),
    CONSTRAINT offers_state CHECK ((state = ANY (ARRAY['open'::text, 'accepted'::text, 'declined'::text, 'withdrawn'::text, 'lapsed'::text, 'left'::text])))
);

COMMENT ON COLUMN public.offers.group_id IS 'null: an invitation to a group that has not formed yet';

CREATE TABLE public.place_names (
    place text NOT NULL,
    name text NOT NULL,
    folded text GENERATED ALWAYS AS (public.fold(name)) STORED NOT NULL,
    official boolean DEFAULT false NOT NULL
);

COMMENT ON COLUMN public.place_names.official IS 'from a register: a seed leaves it alone';

CREATE TABLE public.places (
    code text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    parent text,
    municipality text,
    county text,
    longitude double precision,
    latitude double precision,
    population integer,
    adults integer GENERATED ALWAYS AS (((((population)::bigint * 79) / 100))::integer) STORED,
    point public.geometry(Point,25833) GENERATED ALWAYS AS (public.st_transform(public.st_setsrid(public.st_makepoint(longitude, latitude), 4326), 25833)) STORED,
    historical boolean DEFAULT false NOT NULL,
    category text,
    registered boolean DEFAULT false NOT NULL,
    counted boolean DEFAULT false NOT NULL,
    CONSTRAINT places_category CHECK ((category = ANY (ARRAY['street'::text, 'po-box'::text, 'street-and-po-box'::text, 'service'::text, 'several'::text]))),
    CONSTRAINT places_kind CHECK ((kind = ANY (ARRAY['country'::text, 'county'::text, 'municipality'::text, 'town'::text, 'postal-code'::text]))),
    CONSTRAINT places_point_whole CHECK (((longitude IS NULL) = (latitude IS NULL)))
);

COMMENT ON COLUMN public.places.municipality IS 'number of the municipality it is or lies in; null where not known';

COMMENT ON COLUMN public.places.population IS 'persons; a floor unless counted, null where not known';

COMMENT ON COLUMN public.places.adults IS '79 % of the population: the share of 18 and over';

COMMENT ON COLUMN public.places.historical IS 'a register had it and a newer one has not: still resolved, named last';

COMMENT ON COLUMN public.places.category IS 'of a postal code, as the register tells it; of a post office box the point says no more than the municipality';

COMMENT ON COLUMN public.places.registered IS 'name, hierarchy and point were settled by an import: a seed leaves them alone';

COMMENT ON COLUMN public.places.counted IS 'the population is the official figure, not a floor: a seed leaves it alone';

CREATE TABLE public.prevalence_classes (
    id text NOT NULL,
    share double precision NOT NULL,
    source text NOT NULL,
    CONSTRAINT prevalence_classes_share CHECK (((share > (0)::double precision) AND (share <= (1)::double precision)))
);

COMMENT ON COLUMN public.prevalence_classes.share IS 'part of the adults whom a topic of this class touches; taken low, which is the safe side for anonymity';

CREATE TABLE public.proposal_members (
    proposal uuid NOT NULL,
    interest uuid NOT NULL,
    number integer NOT NULL,
    km_from double precision NOT NULL,
    km_to double precision NOT NULL,
    would_start boolean NOT NULL,
    live boolean NOT NULL,
    no_until date
);

COMMENT ON COLUMN public.proposal_members.number IS 'all that staff see of who it is';

COMMENT ON COLUMN public.proposal_members.live IS 'counts in it; the others left, were let go or have their place';

COMMENT ON COLUMN public.proposal_members.no_until IS 'said no: until this day not invited to the like of it again';

CREATE TABLE public.proposals (
    id uuid NOT NULL,
    body uuid NOT NULL,
    state text NOT NULL,
    day date NOT NULL,
    place text NOT NULL,
    longitude double precision NOT NULL,
    latitude double precision NOT NULL,
    municipality text NOT NULL,
    topics smallint[] NOT NULL,
    languages text[] NOT NULL,
    times text[] NOT NULL,
    gender text NOT NULL,
    age_bands text[] NOT NULL,
    wait_until date,
    reason text,
    remember_until date,
    group_id uuid,
    CONSTRAINT proposals_formed CHECK (((state = 'formed'::text) = (group_id IS NOT NULL))),
    CONSTRAINT proposals_gender CHECK ((gender = ANY (ARRAY['any'::text, 'women'::text, 'men'::text]))),
    CONSTRAINT proposals_state CHECK ((state = ANY (ARRAY['open'::text, 'waiting'::text, 'accepted'::text, 'formed'::text, 'declined'::text, 'dissolved'::text]))),
    CONSTRAINT proposals_waiting CHECK (((state = 'waiting'::text) = (wait_until IS NOT NULL)))
);

COMMENT ON COLUMN public.proposals.body IS 'the body that covers the meeting place';

COMMENT ON COLUMN public.proposals.place IS 'the meeting place: a contact point''s house or a town';

COMMENT ON COLUMN public.proposals.topics IS 'empty: across topics';

COMMENT ON COLUMN public.proposals.languages IS 'those that all of its members have in common';

COMMENT ON COLUMN public.proposals.times IS 'those that suit all of its members; empty: any';

COMMENT ON COLUMN public.proposals.wait_until IS 'the body decides again on this day';

COMMENT ON COLUMN public.proposals.remember_until IS 'declined: until this day the same people are not proposed to it again';

CREATE TABLE public.proposals_to_review (
    proposal uuid NOT NULL
);

CREATE TABLE public.publications (
    period text NOT NULL,
    published_on date NOT NULL,
    json bytea NOT NULL,
    csv bytea NOT NULL,
    CONSTRAINT publications_period CHECK ((period ~ '^[0-9]{4}(-[1-4])?$'::text))
);

COMMENT ON TABLE public.publications IS 'statistics of a quarter or a year as they were published: never changed, never taken back';

CREATE TABLE public.remembered_noes (
    interest uuid NOT NULL,
    group_id uuid NOT NULL,
    until date NOT NULL
);

CREATE TABLE public.site_counts (
    site uuid NOT NULL,
    month date NOT NULL,
    kind text NOT NULL,
    number integer NOT NULL,
    CONSTRAINT site_counts_kind CHECK ((kind = ANY (ARRAY['search'::text, 'opening'::text]))),
    CONSTRAINT site_counts_month CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT site_counts_number CHECK ((number > 0))
);

COMMENT ON COLUMN public.site_counts.month IS 'its first day, in Oslo';

CREATE TABLE public.sites (
    id uuid NOT NULL,
    body uuid NOT NULL,
    name text NOT NULL,
    origins text[] NOT NULL,
    created_on date NOT NULL,
    test boolean DEFAULT false NOT NULL,
    CONSTRAINT sites_origins CHECK ((cardinality(origins) > 0))
);

COMMENT ON COLUMN public.sites.origins IS 'as browsers send them; two sites may share one';

CREATE TABLE public.spent_proofs (
    proof bytea NOT NULL,
    day date NOT NULL
);

COMMENT ON TABLE public.spent_proofs IS 'proofs of work that let somebody in: each does once; kept for a day';

CREATE TABLE public.starter_reasons (
    code text NOT NULL,
    nb text NOT NULL,
    nn text NOT NULL,
    en text NOT NULL
);

CREATE TABLE public.starter_requests (
    id uuid NOT NULL,
    group_id uuid NOT NULL,
    starter uuid NOT NULL,
    body uuid NOT NULL,
    state text NOT NULL,
    day date NOT NULL,
    until date NOT NULL,
    km integer NOT NULL,
    answered_on date,
    reason text,
    follow_up_on date,
    reminded_on date,
    followed_up_on date,
    CONSTRAINT starter_requests_state CHECK ((state = ANY (ARRAY['asked'::text, 'accepted'::text, 'declined'::text, 'lapsed'::text, 'withdrawn'::text, 'ended'::text])))
);

COMMENT ON COLUMN public.starter_requests.body IS 'whom she worked with when she was asked: where she has moved since, she is asked no more';

COMMENT ON COLUMN public.starter_requests.km IS 'whole kilometres from the public point of the group when she was asked';

COMMENT ON COLUMN public.starter_requests.follow_up_on IS 'when her body asks whether she has made herself superfluous; null until the group is open';

COMMENT ON COLUMN public.starter_requests.reminded_on IS 'when her body was told to';

CREATE TABLE public.starters (
    id uuid NOT NULL,
    number integer NOT NULL,
    external_id text,
    body uuid NOT NULL,
    name bytea NOT NULL,
    email bytea,
    phone bytea,
    topics smallint[] NOT NULL,
    home text NOT NULL,
    longitude double precision NOT NULL,
    latitude double precision NOT NULL,
    radius_km integer NOT NULL,
    languages text[] NOT NULL,
    groups_at_a_time integer NOT NULL,
    groups_now integer NOT NULL,
    course uuid,
    course_year integer,
    certified_on date,
    consented_on date,
    paused_on date,
    paused_until date,
    demonstration boolean DEFAULT false NOT NULL,
    reach public.geometry(Polygon,25833) GENERATED ALWAYS AS (public.st_expand(public.st_transform(public.st_setsrid(public.st_makepoint(longitude, latitude), 4326), 25833), (((radius_km)::numeric * 1030.0))::double precision)) STORED NOT NULL,
    CONSTRAINT starters_groups_at_a_time CHECK (((groups_at_a_time >= 1) AND (groups_at_a_time <= 10))),
    CONSTRAINT starters_groups_now CHECK (((groups_now >= 0) AND (groups_now <= 100))),
    CONSTRAINT starters_paused_before_until CHECK (((paused_until IS NULL) OR (paused_until >= paused_on))),
    CONSTRAINT starters_radius_km CHECK (((radius_km >= 1) AND (radius_km <= 300)))
);

COMMENT ON COLUMN public.starters.name IS 'AES-GCM, as e-mail and phone are; unreadable once the key of the record is erased';

COMMENT ON COLUMN public.starters.topics IS 'empty: any';

COMMENT ON COLUMN public.starters.home IS 'a town, municipality or postal code, never an address; only her own body sees it';

COMMENT ON COLUMN public.starters.groups_now IS 'her load as staff count it by hand; requests that are asked or accepted come on top';

COMMENT ON COLUMN public.starters.consented_on IS 'the day she agreed to be shown, by name but without contact details, to other bodies';

COMMENT ON COLUMN public.starters.paused_on IS 'null: not paused';

COMMENT ON COLUMN public.starters.paused_until IS 'the last day of the pause; null: until somebody ends it';

COMMENT ON COLUMN public.starters.reach IS 'a square in the plane that holds every point within her radius';

ALTER TABLE public.starters ALTER COLUMN number ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.starters_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.told_pairs (
    interest uuid NOT NULL,
    group_id uuid NOT NULL
);

COMMENT ON TABLE public.told_pairs IS 'that this group fits has been told, and is not told again';

CREATE TABLE public.topic_names (
    topic smallint NOT NULL,
    language text NOT NULL,
    name text NOT NULL
);

CREATE TABLE public.topic_terms (
    topic smallint NOT NULL,
    language text NOT NULL,
    term text NOT NULL,
    folded text GENERATED ALWAYS AS (public.fold(term)) STORED NOT NULL
);

CREATE TABLE public.topics (
    id smallint NOT NULL,
    slug text NOT NULL,
    parent smallint,
    prevalence_class text NOT NULL,
    prevalence_source text
);

COMMENT ON COLUMN public.topics.prevalence_source IS 'where its class comes from: a publication with its figure, or that it is an assumption; null before the seed says it';

CREATE TABLE public.waiting_listings (
    interest uuid NOT NULL,
    topic smallint NOT NULL,
    area text NOT NULL,
    day date NOT NULL,
    lot uuid NOT NULL,
    travel_km integer NOT NULL
);

CREATE TABLE public.webhook_deliveries (
    id uuid NOT NULL,
    webhook uuid NOT NULL,
    event uuid NOT NULL,
    type text NOT NULL,
    subject uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    last_status integer,
    last_error text,
    last_at timestamp with time zone,
    CONSTRAINT webhook_deliveries_state CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'dead'::text, 'dropped'::text])))
);

COMMENT ON TABLE public.webhook_deliveries IS 'one event on its way to one webhook; nothing of what the receiver answered is kept but the status';

COMMENT ON COLUMN public.webhook_deliveries.subject IS 'a group, a body or the webhook itself; never an interest or a case';

CREATE TABLE public.webhooks (
    id uuid NOT NULL,
    body uuid NOT NULL,
    events text[] NOT NULL,
    url bytea NOT NULL,
    secret bytea NOT NULL,
    previous_secret bytea,
    previous_until timestamp with time zone,
    state text DEFAULT 'active'::text NOT NULL,
    reason text,
    dead_in_a_row integer DEFAULT 0 NOT NULL,
    created_on date NOT NULL,
    stopped_on date,
    CONSTRAINT webhooks_reason CHECK ((reason = ANY (ARRAY['gone'::text, 'failing'::text]))),
    CONSTRAINT webhooks_state CHECK ((state = ANY (ARRAY['active'::text, 'disabled'::text, 'ended'::text])))
);

COMMENT ON COLUMN public.webhooks.url IS 'sealed under the record''s key: it may hold a token';

COMMENT ON COLUMN public.webhooks.secret IS 'sealed under the record''s key';

COMMENT ON COLUMN public.webhooks.previous_secret IS 'also signed with until previous_until, so that a receiver can change over';

ALTER TABLE ONLY keys.shards
    ADD CONSTRAINT shards_pkey PRIMARY KEY (record);

ALTER TABLE ONLY public.action_links
    ADD CONSTRAINT action_links_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_hash UNIQUE (hash);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.applied_scripts
    ADD CONSTRAINT applied_scripts_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.area_parts
    ADD CONSTRAINT area_parts_pkey PRIMARY KEY (area, municipality);

ALTER TABLE ONLY public.areas
    ADD CONSTRAINT areas_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY public.bodies
    ADD CONSTRAINT bodies_external_id UNIQUE (external_id);

ALTER TABLE ONLY public.bodies
    ADD CONSTRAINT bodies_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.body_coverage
    ADD CONSTRAINT body_coverage_pkey PRIMARY KEY (body, municipality, from_day);

ALTER TABLE ONLY public.case_history
    ADD CONSTRAINT case_history_pkey PRIMARY KEY (case_id, "position");

ALTER TABLE public.case_history CLUSTER ON case_history_pkey;

ALTER TABLE ONLY public.case_openings
    ADD CONSTRAINT case_openings_pkey PRIMARY KEY (case_id, api_key, day);

ALTER TABLE public.case_openings CLUSTER ON case_openings_pkey;

ALTER TABLE ONLY public.case_reasons
    ADD CONSTRAINT case_reasons_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_interest UNIQUE (interest);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_pkey PRIMARY KEY (id);

ALTER TABLE public.cases CLUSTER ON cases_pkey;

ALTER TABLE ONLY public.cohort_codes
    ADD CONSTRAINT cohort_codes_pkey PRIMARY KEY (fingerprint);

ALTER TABLE public.cohort_codes CLUSTER ON cohort_codes_pkey;

ALTER TABLE ONLY public.cohorts
    ADD CONSTRAINT cohorts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (part);

ALTER TABLE ONLY public.errands
    ADD CONSTRAINT errands_pkey PRIMARY KEY (id);

ALTER TABLE public.errands CLUSTER ON errands_pkey;

ALTER TABLE ONLY public.group_listings
    ADD CONSTRAINT group_listings_pkey PRIMARY KEY (group_id, topic);

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_external_id UNIQUE (external_id);

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_number UNIQUE (number);

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.idempotent_answers
    ADD CONSTRAINT idempotent_answers_pkey PRIMARY KEY (key_hash);

ALTER TABLE public.idempotent_answers CLUSTER ON idempotent_answers_pkey;

ALTER TABLE ONLY public.interest_listings
    ADD CONSTRAINT interest_listings_pkey PRIMARY KEY (interest, topic, language);

ALTER TABLE public.interest_listings CLUSTER ON interest_listings_pkey;

ALTER TABLE ONLY public.interests
    ADD CONSTRAINT interests_next_receipt UNIQUE (next_receipt);

ALTER TABLE ONLY public.interests
    ADD CONSTRAINT interests_pkey PRIMARY KEY (id);

ALTER TABLE public.interests CLUSTER ON interests_pkey;

ALTER TABLE ONLY public.interests
    ADD CONSTRAINT interests_receipt UNIQUE (receipt);

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.keys_to_erase
    ADD CONSTRAINT keys_to_erase_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.link_sessions
    ADD CONSTRAINT link_sessions_hash UNIQUE (hash);

ALTER TABLE ONLY public.link_sessions
    ADD CONSTRAINT link_sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.map_outlines
    ADD CONSTRAINT map_outlines_pkey PRIMARY KEY (zoom, kind, number);

ALTER TABLE ONLY public.matches
    ADD CONSTRAINT matches_pkey PRIMARY KEY (interest, group_id);

ALTER TABLE public.matches CLUSTER ON matches_pkey;

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id);

ALTER TABLE public.messages CLUSTER ON messages_pkey;

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_position UNIQUE (interest, "position");

ALTER TABLE ONLY public.municipality_areas
    ADD CONSTRAINT municipality_areas_pkey PRIMARY KEY (municipality, need);

ALTER TABLE ONLY public.municipality_boundaries
    ADD CONSTRAINT municipality_boundaries_pkey PRIMARY KEY (municipality);

ALTER TABLE ONLY public.municipality_successors
    ADD CONSTRAINT municipality_successors_pkey PRIMARY KEY (old, new, from_day);

ALTER TABLE ONLY public.network_members
    ADD CONSTRAINT network_members_pkey PRIMARY KEY (network, body);

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_external_id UNIQUE (external_id);

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.occasions
    ADD CONSTRAINT occasions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.offers
    ADD CONSTRAINT offers_pkey PRIMARY KEY (id);

ALTER TABLE public.offers CLUSTER ON offers_pkey;

ALTER TABLE ONLY public.place_names
    ADD CONSTRAINT place_names_pkey PRIMARY KEY (place, name);

ALTER TABLE ONLY public.places
    ADD CONSTRAINT places_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.prevalence_classes
    ADD CONSTRAINT prevalence_classes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.proposal_members
    ADD CONSTRAINT proposal_members_number UNIQUE (proposal, number);

ALTER TABLE ONLY public.proposal_members
    ADD CONSTRAINT proposal_members_pkey PRIMARY KEY (proposal, interest);

ALTER TABLE public.proposal_members CLUSTER ON proposal_members_pkey;

ALTER TABLE ONLY public.proposals
    ADD CONSTRAINT proposals_pkey PRIMARY KEY (id);

ALTER TABLE public.proposals CLUSTER ON proposals_pkey;

ALTER TABLE ONLY public.publications
    ADD CONSTRAINT publications_pkey PRIMARY KEY (period);

ALTER TABLE ONLY public.remembered_noes
    ADD CONSTRAINT remembered_noes_pkey PRIMARY KEY (interest, group_id);

ALTER TABLE public.remembered_noes CLUSTER ON remembered_noes_pkey;

ALTER TABLE ONLY public.site_counts
    ADD CONSTRAINT site_counts_pkey PRIMARY KEY (site, month, kind);

ALTER TABLE ONLY public.sites
    ADD CONSTRAINT sites_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.spent_proofs
    ADD CONSTRAINT spent_proofs_pkey PRIMARY KEY (proof);

ALTER TABLE ONLY public.starter_reasons
    ADD CONSTRAINT starter_reasons_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.starter_requests
    ADD CONSTRAINT starter_requests_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.starters
    ADD CONSTRAINT starters_external_id UNIQUE (external_id);

ALTER TABLE ONLY public.starters
    ADD CONSTRAINT starters_number UNIQUE (number);

ALTER TABLE ONLY public.starters
    ADD CONSTRAINT starters_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.told_pairs
    ADD CONSTRAINT told_pairs_pkey PRIMARY KEY (interest, group_id);

ALTER TABLE public.told_pairs CLUSTER ON told_pairs_pkey;

ALTER TABLE ONLY public.topic_names
    ADD CONSTRAINT topic_names_pkey PRIMARY KEY (topic, language);

ALTER TABLE ONLY public.topic_terms
    ADD CONSTRAINT topic_terms_pkey PRIMARY KEY (topic, language, term);

ALTER TABLE ONLY public.topics
    ADD CONSTRAINT topics_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.topics
    ADD CONSTRAINT topics_slug UNIQUE (slug);

ALTER TABLE ONLY public.waiting_listings
    ADD CONSTRAINT waiting_listings_pkey PRIMARY KEY (interest, topic);

ALTER TABLE public.waiting_listings CLUSTER ON waiting_listings_pkey;

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_once UNIQUE (webhook, event);

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (id);

CREATE INDEX action_links_expiry ON public.action_links USING btree (expires_at);

CREATE INDEX audit_of_body ON public.audit USING btree (body, "position");

CREATE UNIQUE INDEX bodies_one_national_office ON public.bodies USING btree (kind) WHERE (kind = 'national-office'::text);

CREATE INDEX body_coverage_municipality ON public.body_coverage USING btree (municipality);

CREATE INDEX case_openings_by_link ON public.case_openings USING btree (body, day) WHERE by_link;

CREATE INDEX case_openings_of_key ON public.case_openings USING btree (api_key, day);

CREATE INDEX cases_body ON public.cases USING btree (body, state, deadline, id);

CREATE INDEX cases_of_day ON public.cases USING btree (body, day);

CREATE INDEX cases_told ON public.cases USING btree (deadline) WHERE (state = 'told'::text);

CREATE INDEX cohort_codes_of_cohort ON public.cohort_codes USING btree (cohort);

CREATE INDEX cohorts_of_body ON public.cohorts USING btree (body, finishes_on, id);

CREATE INDEX counters_named ON public.counters USING btree (period, event, county, topic, days);

CREATE INDEX errands_about ON public.errands USING btree (about, kind, day);

CREATE INDEX errands_body ON public.errands USING btree (body, day, id);

CREATE INDEX errands_case ON public.errands USING btree (case_id) WHERE (case_id IS NOT NULL);

CREATE UNIQUE INDEX errands_open ON public.errands USING btree (about, kind, body) WHERE (done_on IS NULL);

CREATE INDEX group_listings_all ON public.group_listings USING btree (topic, state);

CREATE INDEX group_listings_nearest ON public.group_listings USING gist (topic, point) WHERE (state = ANY (ARRAY['open'::text, 'forming'::text]));

CREATE INDEX groups_awaiting_starter ON public.groups USING btree (id) WHERE awaits_starter;

CREATE INDEX groups_body ON public.groups USING btree (body, id);

CREATE INDEX groups_remote ON public.groups USING btree (number) WHERE ((form = ANY (ARRAY['digital'::text, 'telephone'::text])) AND (state = ANY (ARRAY['open'::text, 'forming'::text])));

CREATE INDEX groups_to_match ON public.groups USING btree (id) WHERE to_match;

CREATE INDEX idempotent_answers_made ON public.idempotent_answers USING btree (made) WHERE (made IS NOT NULL);

CREATE INDEX idempotent_answers_until ON public.idempotent_answers USING btree (until);

CREATE INDEX interest_listings_everywhere ON public.interest_listings USING btree (topic, language, day, lot);

CREATE INDEX interest_listings_turn ON public.interest_listings USING btree (topic, language, area, reach, day, lot);

CREATE INDEX interests_contact_news ON public.interests USING btree (id) WHERE (contact_news > 0);

CREATE INDEX interests_kept_until ON public.interests USING btree (kept_until);

CREATE INDEX interests_parked_until ON public.interests USING btree (parked_until) WHERE (parked_until IS NOT NULL);

CREATE INDEX interests_to_place ON public.interests USING btree (day, lot) WHERE to_place;

CREATE INDEX jobs_dead ON public.jobs USING btree (finished_at) WHERE (state = 'dead'::text);

CREATE INDEX jobs_due ON public.jobs USING btree (run_at) WHERE (state = 'waiting'::text);

CREATE INDEX jobs_leased ON public.jobs USING btree (kind, subject) WHERE ((state = 'waiting'::text) AND (lease IS NOT NULL));

CREATE UNIQUE INDEX jobs_waiting_once ON public.jobs USING btree (kind, COALESCE(subject, '00000000-0000-0000-0000-000000000000'::uuid)) WHERE ((state = 'waiting'::text) AND (lease IS NULL));

CREATE INDEX map_outlines_shape ON public.map_outlines USING gist (zoom, shape);

CREATE INDEX matches_group ON public.matches USING btree (group_id);

CREATE UNIQUE INDEX municipality_ancestors_key ON public.municipality_ancestors USING btree (number, old);

CREATE INDEX municipality_areas_area ON public.municipality_areas USING btree (area);

CREATE INDEX municipality_boundaries_area ON public.municipality_boundaries USING gist (area);

CREATE INDEX municipality_boundaries_plane ON public.municipality_boundaries USING gist (plane);

CREATE INDEX network_members_body ON public.network_members USING btree (body);

CREATE INDEX occasions_body ON public.occasions USING btree (body);

CREATE INDEX occasions_next ON public.occasions USING btree (sort, begins_at, id);

CREATE INDEX offers_interest ON public.offers USING btree (interest);

CREATE INDEX offers_invitations_until ON public.offers USING btree (until) WHERE ((kind = 'invitation'::text) AND (state = 'open'::text));

CREATE INDEX offers_live_group ON public.offers USING btree (group_id) WHERE (state = 'open'::text);

CREATE UNIQUE INDEX offers_live_invitation ON public.offers USING btree (interest) WHERE ((kind = 'invitation'::text) AND (state = 'open'::text));

CREATE UNIQUE INDEX offers_live_pair ON public.offers USING btree (interest, group_id) WHERE (state = 'open'::text);

CREATE INDEX offers_proposal ON public.offers USING btree (proposal) WHERE (proposal IS NOT NULL);

CREATE INDEX place_names_folded ON public.place_names USING btree (folded text_pattern_ops);

CREATE INDEX places_county ON public.places USING btree (county, kind);

CREATE INDEX places_municipalities ON public.places USING btree (municipality) INCLUDE (county, historical, longitude, latitude) WHERE (kind = 'municipality'::text);

CREATE INDEX places_municipality ON public.places USING btree (municipality, kind);

CREATE INDEX places_point ON public.places USING gist (kind, point);

CREATE INDEX proposal_members_interest ON public.proposal_members USING btree (interest);

CREATE UNIQUE INDEX proposal_members_live ON public.proposal_members USING btree (interest) WHERE live;

CREATE INDEX proposals_body ON public.proposals USING btree (body, state, day, id);

CREATE INDEX proposals_undecided ON public.proposals USING btree (municipality, day, id) WHERE (state = ANY (ARRAY['open'::text, 'waiting'::text]));

CREATE INDEX proposals_wait_until ON public.proposals USING btree (wait_until) WHERE (state = 'waiting'::text);

CREATE INDEX sites_body ON public.sites USING btree (body, created_on, id);

CREATE UNIQUE INDEX starter_requests_live ON public.starter_requests USING btree (starter, group_id) WHERE (state = ANY (ARRAY['asked'::text, 'accepted'::text]));

CREATE INDEX starter_requests_of_group ON public.starter_requests USING btree (group_id);

CREATE INDEX starter_requests_of_starter ON public.starter_requests USING btree (starter, day, id);

CREATE INDEX starters_body ON public.starters USING btree (body, number);

CREATE INDEX starters_reach ON public.starters USING gist (reach);

CREATE INDEX waiting_listings_turn ON public.waiting_listings USING btree (topic, area, day, lot) INCLUDE (travel_km);

CREATE INDEX webhook_deliveries_of ON public.webhook_deliveries USING btree (webhook, occurred_at DESC, id);

CREATE INDEX webhook_deliveries_old ON public.webhook_deliveries USING btree (COALESCE(last_at, occurred_at)) WHERE (state = ANY (ARRAY['delivered'::text, 'dropped'::text]));

CREATE INDEX webhooks_body ON public.webhooks USING btree (body, created_on, id);

CREATE TRIGGER add_area AFTER INSERT ON public.places FOR EACH ROW WHEN ((new.kind = ANY (ARRAY['municipality'::text, 'county'::text, 'country'::text]))) EXECUTE FUNCTION public.add_area_of_place();

CREATE TRIGGER audit_is_kept BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_kept();

CREATE TRIGGER count_answer AFTER INSERT ON public.case_history FOR EACH ROW WHEN ((new.act = ANY (ARRAY['acknowledged'::text, 'answered'::text, 'offered'::text, 'invited'::text, 'closed'::text]))) EXECUTE FUNCTION public.count_answer();

CREATE CONSTRAINT TRIGGER count_move AFTER UPDATE OF state ON public.interests DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.was_matched AND (NOT old.was_matched)) OR (new.was_placed AND (NOT old.was_placed)))) EXECUTE FUNCTION public.count_move();

CREATE TRIGGER count_registration AFTER INSERT ON public.interests FOR EACH ROW EXECUTE FUNCTION public.count_registration();

CREATE TRIGGER count_start BEFORE INSERT OR UPDATE OF state ON public.groups FOR EACH ROW EXECUTE FUNCTION public.count_start();

CREATE TRIGGER list_group AFTER INSERT OR UPDATE OF topics, state, form, weekday, languages, public_longitude, public_latitude ON public.groups FOR EACH ROW EXECUTE FUNCTION public.list_group();

CREATE TRIGGER list_interest AFTER INSERT OR UPDATE OF state, topics, languages, area, travel_km ON public.interests FOR EACH ROW EXECUTE FUNCTION public.list_interest();

CREATE TRIGGER list_waiting AFTER UPDATE OF without_place, topics, area, travel_km ON public.interests FOR EACH ROW WHEN (((old.without_place OR new.without_place) AND ((((old.without_place IS DISTINCT FROM new.without_place) OR (old.topics IS DISTINCT FROM new.topics)) OR (old.area IS DISTINCT FROM new.area)) OR (old.travel_km IS DISTINCT FROM new.travel_km)))) EXECUTE FUNCTION public.list_waiting();

CREATE TRIGGER list_waiting_new AFTER INSERT ON public.interests FOR EACH ROW WHEN (new.without_place) EXECUTE FUNCTION public.list_waiting();

CREATE TRIGGER note_firsts BEFORE INSERT OR UPDATE OF state ON public.interests FOR EACH ROW EXECUTE FUNCTION public.note_firsts();

CREATE TRIGGER only_count BEFORE DELETE OR UPDATE ON public.counters FOR EACH ROW EXECUTE FUNCTION public.only_count();

CREATE TRIGGER only_count_all BEFORE TRUNCATE ON public.counters FOR EACH STATEMENT EXECUTE FUNCTION public.only_count();

CREATE TRIGGER review_proposals AFTER UPDATE OF state, topics, area, travel_km, meeting, languages, times, gender, age_band, wish ON public.interests FOR EACH ROW WHEN (((((((((((old.state IS DISTINCT FROM new.state) OR (old.topics IS DISTINCT FROM new.topics)) OR (old.area IS DISTINCT FROM new.area)) OR (old.travel_km IS DISTINCT FROM new.travel_km)) OR (old.meeting IS DISTINCT FROM new.meeting)) OR (old.languages IS DISTINCT FROM new.languages)) OR (old.times IS DISTINCT FROM new.times)) OR (old.gender IS DISTINCT FROM new.gender)) OR (old.age_band IS DISTINCT FROM new.age_band)) OR (old.wish IS DISTINCT FROM new.wish))) EXECUTE FUNCTION public.review_proposals_of_interest();

CREATE TRIGGER review_proposals AFTER DELETE ON public.proposal_members FOR EACH ROW WHEN (old.live) EXECUTE FUNCTION public.review_proposal_without_member();

CREATE TRIGGER stay_published BEFORE DELETE OR UPDATE ON public.publications FOR EACH ROW EXECUTE FUNCTION public.stay_published();

CREATE TRIGGER stay_published_all BEFORE TRUNCATE ON public.publications FOR EACH STATEMENT EXECUTE FUNCTION public.stay_published();

CREATE TRIGGER tell_public_change AFTER INSERT OR DELETE OR UPDATE OF kind, name, phone, email, url, state OR TRUNCATE ON public.bodies FOR EACH STATEMENT EXECUTE FUNCTION public.tell_public_change();

CREATE TRIGGER tell_public_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.body_coverage FOR EACH STATEMENT EXECUTE FUNCTION public.tell_public_change();

CREATE TRIGGER tell_public_change AFTER INSERT OR DELETE OR UPDATE OF body, name, topics, state, capacity, members, joining, form, venue, address, municipality, longitude, latitude, visibility, rrule, starts_at, duration_minutes, pauses, languages, gender, age_bands, confirmed_on, demonstration OR TRUNCATE ON public.groups FOR EACH STATEMENT EXECUTE FUNCTION public.tell_public_change();

CREATE TRIGGER tell_public_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.map_outlines FOR EACH STATEMENT EXECUTE FUNCTION public.tell_public_change();

CREATE TRIGGER tell_public_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.places FOR EACH STATEMENT EXECUTE FUNCTION public.tell_public_change();

ALTER TABLE ONLY public.action_links
    ADD CONSTRAINT action_links_body FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.action_links
    ADD CONSTRAINT action_links_key FOREIGN KEY (key) REFERENCES public.api_keys(id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.area_parts
    ADD CONSTRAINT area_parts_area FOREIGN KEY (area) REFERENCES public.areas(code) ON DELETE CASCADE;

ALTER TABLE ONLY public.bodies
    ADD CONSTRAINT bodies_house_fkey FOREIGN KEY (house) REFERENCES public.places(code);

ALTER TABLE ONLY public.body_coverage
    ADD CONSTRAINT body_coverage_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.case_history
    ADD CONSTRAINT case_history_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.case_history
    ADD CONSTRAINT case_history_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.case_openings
    ADD CONSTRAINT case_openings_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.case_openings
    ADD CONSTRAINT case_openings_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_interest_fkey FOREIGN KEY (interest) REFERENCES public.interests(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_reason_fkey FOREIGN KEY (reason) REFERENCES public.case_reasons(code);

ALTER TABLE ONLY public.cohort_codes
    ADD CONSTRAINT cohort_codes_cohort FOREIGN KEY (cohort) REFERENCES public.cohorts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.cohorts
    ADD CONSTRAINT cohorts_body FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.cohorts
    ADD CONSTRAINT cohorts_place FOREIGN KEY (place) REFERENCES public.places(code);

ALTER TABLE ONLY public.errands
    ADD CONSTRAINT errands_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.errands
    ADD CONSTRAINT errands_of_case FOREIGN KEY (case_id) REFERENCES public.cases(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.group_listings
    ADD CONSTRAINT group_listings_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.groups(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.groups
    ADD CONSTRAINT groups_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.interest_listings
    ADD CONSTRAINT interest_listings_interest FOREIGN KEY (interest) REFERENCES public.interests(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.interests
    ADD CONSTRAINT interests_area FOREIGN KEY (area) REFERENCES public.areas(code);

ALTER TABLE ONLY public.link_sessions
    ADD CONSTRAINT link_sessions_body FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.link_sessions
    ADD CONSTRAINT link_sessions_key FOREIGN KEY (key) REFERENCES public.api_keys(id);

ALTER TABLE ONLY public.matches
    ADD CONSTRAINT matches_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.groups(id);

ALTER TABLE ONLY public.matches
    ADD CONSTRAINT matches_interest_fkey FOREIGN KEY (interest) REFERENCES public.interests(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_interest_fkey FOREIGN KEY (interest) REFERENCES public.interests(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.municipality_areas
    ADD CONSTRAINT municipality_areas_area FOREIGN KEY (area) REFERENCES public.areas(code);

ALTER TABLE ONLY public.network_members
    ADD CONSTRAINT network_members_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.network_members
    ADD CONSTRAINT network_members_network_fkey FOREIGN KEY (network) REFERENCES public.networks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_lead_fkey FOREIGN KEY (lead) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.occasions
    ADD CONSTRAINT occasions_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.occasions
    ADD CONSTRAINT occasions_place_fkey FOREIGN KEY (place) REFERENCES public.places(code);

ALTER TABLE ONLY public.offers
    ADD CONSTRAINT offers_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.offers
    ADD CONSTRAINT offers_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.groups(id);

ALTER TABLE ONLY public.offers
    ADD CONSTRAINT offers_interest_fkey FOREIGN KEY (interest) REFERENCES public.interests(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.offers
    ADD CONSTRAINT offers_proposal_fkey FOREIGN KEY (proposal) REFERENCES public.proposals(id);

ALTER TABLE ONLY public.place_names
    ADD CONSTRAINT place_names_place_fkey FOREIGN KEY (place) REFERENCES public.places(code) ON DELETE CASCADE;

ALTER TABLE ONLY public.places
    ADD CONSTRAINT places_parent_fkey FOREIGN KEY (parent) REFERENCES public.places(code);

ALTER TABLE ONLY public.proposal_members
    ADD CONSTRAINT proposal_members_interest_fkey FOREIGN KEY (interest) REFERENCES public.interests(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.proposal_members
    ADD CONSTRAINT proposal_members_proposal_fkey FOREIGN KEY (proposal) REFERENCES public.proposals(id);

ALTER TABLE ONLY public.proposals
    ADD CONSTRAINT proposals_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.proposals
    ADD CONSTRAINT proposals_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.groups(id);

ALTER TABLE ONLY public.proposals
    ADD CONSTRAINT proposals_place_fkey FOREIGN KEY (place) REFERENCES public.places(code);

ALTER TABLE ONLY public.proposals
    ADD CONSTRAINT proposals_reason_fkey FOREIGN KEY (reason) REFERENCES public.case_reasons(code);

ALTER TABLE ONLY public.remembered_noes
    ADD CONSTRAINT remembered_noes_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.groups(id);

ALTER TABLE ONLY public.remembered_noes
    ADD CONSTRAINT remembered_noes_interest_fkey FOREIGN KEY (interest) REFERENCES public.interests(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.site_counts
    ADD CONSTRAINT site_counts_site_fkey FOREIGN KEY (site) REFERENCES public.sites(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sites
    ADD CONSTRAINT sites_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.starter_requests
    ADD CONSTRAINT starter_requests_body FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.starter_requests
    ADD CONSTRAINT starter_requests_group FOREIGN KEY (group_id) REFERENCES public.groups(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.starter_requests
    ADD CONSTRAINT starter_requests_reason FOREIGN KEY (reason) REFERENCES public.starter_reasons(code);

ALTER TABLE ONLY public.starter_requests
    ADD CONSTRAINT starter_requests_starter FOREIGN KEY (starter) REFERENCES public.starters(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.starters
    ADD CONSTRAINT starters_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE ONLY public.starters
    ADD CONSTRAINT starters_course_fkey FOREIGN KEY (course) REFERENCES public.occasions(id);

ALTER TABLE ONLY public.starters
    ADD CONSTRAINT starters_home_fkey FOREIGN KEY (home) REFERENCES public.places(code);

ALTER TABLE ONLY public.told_pairs
    ADD CONSTRAINT told_pairs_interest FOREIGN KEY (interest) REFERENCES public.interests(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.topic_names
    ADD CONSTRAINT topic_names_topic_fkey FOREIGN KEY (topic) REFERENCES public.topics(id);

ALTER TABLE ONLY public.topic_terms
    ADD CONSTRAINT topic_terms_topic_fkey FOREIGN KEY (topic) REFERENCES public.topics(id);

ALTER TABLE ONLY public.topics
    ADD CONSTRAINT topics_parent_fkey FOREIGN KEY (parent) REFERENCES public.topics(id);

ALTER TABLE ONLY public.topics
    ADD CONSTRAINT topics_prevalence_class_fkey FOREIGN KEY (prevalence_class) REFERENCES public.prevalence_classes(id);

ALTER TABLE ONLY public.waiting_listings
    ADD CONSTRAINT waiting_listings_interest_fkey FOREIGN KEY (interest) REFERENCES public.interests(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_webhook FOREIGN KEY (webhook) REFERENCES public.webhooks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_body_fkey FOREIGN KEY (body) REFERENCES public.bodies(id);

ALTER TABLE public.action_links ENABLE ROW LEVEL SECURITY;

CREATE POLICY action_links_seen ON public.action_links USING ((( SELECT public.acts_as_system() AS acts_as_system) OR (body = ( SELECT public.acting_body() AS acting_body))));

ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;

CREATE POLICY api_keys_seen ON public.api_keys USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (body = ( SELECT public.acting_body() AS acting_body))));

ALTER TABLE public.audit ENABLE ROW LEVEL SECURITY;

CREATE POLICY audit_seen ON public.audit USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (body = ( SELECT public.acting_body() AS acting_body))));

ALTER TABLE public.case_history ENABLE ROW LEVEL SECURITY;

CREATE POLICY case_history_seen ON public.case_history USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (EXISTS ( SELECT
   FROM public.cases c
  WHERE (c.id = case_history.case_id)))));

ALTER TABLE public.case_openings ENABLE ROW LEVEL SECURITY;

CREATE POLICY case_openings_seen ON public.case_openings USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (EXISTS ( SELECT
   FROM public.cases c
  WHERE (c.id = case_openings.case_id)))));

ALTER TABLE public.cases ENABLE ROW LEVEL SECURITY;

CREATE POLICY cases_seen ON public.cases USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (body = ANY (( SELECT public.acting_bodies() AS acting_bodies)::uuid[]))));

ALTER TABLE public.cohort_codes ENABLE ROW LEVEL SECURITY;

CREATE POLICY cohort_codes_seen ON public.cohort_codes USING ((( SELECT public.acts_as_system() AS acts_as_system) OR (EXISTS ( SELECT
   FROM public.cohorts c
  WHERE (c.id = cohort_codes.cohort)))));

ALTER TABLE public.cohorts ENABLE ROW LEVEL SECURITY;

CREATE POLICY cohorts_seen ON public.cohorts USING ((( SELECT public.acts_as_system() AS acts_as_system) OR (body = ( SELECT public.acting_body() AS acting_body))));

ALTER TABLE public.errands ENABLE ROW LEVEL SECURITY;

CREATE POLICY errands_seen ON public.errands USING ((( SELECT public.acts_as_system() AS acts_as_system) OR (body = ( SELECT public.acting_body() AS acting_body))));

ALTER TABLE public.interest_listings ENABLE ROW LEVEL SECURITY;

CREATE POLICY interest_listings_seen ON public.interest_listings USING (( SELECT public.acts_as_system() AS acts_as_system));

ALTER TABLE public.interests ENABLE ROW LEVEL SECURITY;

CREATE POLICY interests_seen ON public.interests USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (EXISTS ( SELECT
   FROM public.cases c
  WHERE (c.interest = interests.id)))));

ALTER TABLE public.link_sessions ENABLE ROW LEVEL SECURITY;

CREATE POLICY link_sessions_seen ON public.link_sessions USING ((( SELECT public.acts_as_system() AS acts_as_system) OR (body = ( SELECT public.acting_body() AS acting_body))));

ALTER TABLE public.matches ENABLE ROW LEVEL SECURITY;

CREATE POLICY matches_seen ON public.matches USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (EXISTS ( SELECT
   FROM public.cases c
  WHERE (c.interest = matches.interest)))));

ALTER TABLE public.messages ENABLE ROW LEVEL SECURITY;

CREATE POLICY messages_seen ON public.messages USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (EXISTS ( SELECT
   FROM public.cases c
  WHERE (c.interest = messages.interest)))));

ALTER TABLE public.offers ENABLE ROW LEVEL SECURITY;

CREATE POLICY offers_seen ON public.offers USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (EXISTS ( SELECT
   FROM public.cases c
  WHERE (c.interest = offers.interest))) OR (EXISTS ( SELECT
   FROM public.proposals p
  WHERE (p.id = offers.proposal)))));

ALTER TABLE public.proposal_members ENABLE ROW LEVEL SECURITY;

CREATE POLICY proposal_members_seen ON public.proposal_members USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (EXISTS ( SELECT
   FROM public.proposals p
  WHERE (p.id = proposal_members.proposal)))));

ALTER TABLE public.proposals ENABLE ROW LEVEL SECURITY;

CREATE POLICY proposals_seen ON public.proposals USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (body = ANY (( SELECT public.acting_bodies() AS acting_bodies)::uuid[]))));

ALTER TABLE public.remembered_noes ENABLE ROW LEVEL SECURITY;

CREATE POLICY remembered_noes_seen ON public.remembered_noes USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (EXISTS ( SELECT
   FROM public.cases c
  WHERE (c.interest = remembered_noes.interest)))));

ALTER TABLE public.site_counts ENABLE ROW LEVEL SECURITY;

CREATE POLICY site_counts_seen ON public.site_counts USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (EXISTS ( SELECT
   FROM public.sites s
  WHERE (s.id = site_counts.site)))));

ALTER TABLE public.sites ENABLE ROW LEVEL SECURITY;

CREATE POLICY sites_seen ON public.sites USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (body = ( SELECT public.acting_body() AS acting_body))));

ALTER TABLE public.starter_requests ENABLE ROW LEVEL SECURITY;

CREATE POLICY starter_requests_seen ON public.starter_requests USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (body = ( SELECT public.acting_body() AS acting_body)) OR (EXISTS ( SELECT
   FROM public.groups g
  WHERE ((g.id = starter_requests.group_id) AND (g.body = ( SELECT public.acting_body() AS acting_body))))) OR (EXISTS ( SELECT
   FROM public.starters s
  WHERE (s.id = starter_requests.starter)))));

ALTER TABLE public.starters ENABLE ROW LEVEL SECURITY;

CREATE POLICY starters_seen ON public.starters USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (body = ( SELECT public.acting_body() AS acting_body))));

ALTER TABLE public.told_pairs ENABLE ROW LEVEL SECURITY;

CREATE POLICY told_pairs_seen ON public.told_pairs USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (EXISTS ( SELECT
   FROM public.cases c
  WHERE (c.interest = told_pairs.interest)))));

ALTER TABLE public.waiting_listings ENABLE ROW LEVEL SECURITY;

CREATE POLICY waiting_listings_seen ON public.waiting_listings USING (( SELECT public.acts_as_system() AS acts_as_system));

ALTER TABLE public.webhook_deliveries ENABLE ROW LEVEL SECURITY;

CREATE POLICY webhook_deliveries_seen ON public.webhook_deliveries USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (EXISTS ( SELECT
   FROM public.webhooks w
  WHERE (w.id = webhook_deliveries.webhook)))));

ALTER TABLE public.webhooks ENABLE ROW LEVEL SECURITY;

CREATE POLICY webhooks_seen ON public.webhooks USING ((( SELECT (public.acts_as_system() OR public.acts_nationally())) OR (body = ( SELECT public.acting_body() AS acting_body))));
