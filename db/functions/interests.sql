-- Keeps what a search from a group reads: rows for every interest that looks for one, by topic and language.
create or replace function list_interest()
returns trigger
language plpgsql
security definer
set search_path = public, pg_temp
as $$
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

create or replace trigger list_interest
    after insert or update of state, topics, languages, area, travel_km on interests
    for each row execute function list_interest();

-- How far every area that can be kept is from a point: from the nearest and the farthest of its municipalities' points.
create or replace function areas_from(p_longitude double precision, p_latitude double precision)
returns table (area text, km_from double precision, km_to double precision)
language plpgsql stable
as $$
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

-- Those rules of a pair that no listing tells: a row where the interest keeps them, is kept, and neither is matched with
-- the group nor said no to it. PostgreSQL reads it as if it stood in the query itself.
create or replace function looks_for_such_a_group(
    p_interest uuid, p_group uuid, p_on date, p_forms text[], p_for_gender text, p_for_ages text[])
returns setof boolean
language sql stable
as $$
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

-- The interests that look for a group and that this one fits by every rule that no ranking can outweigh, and that are not
-- matched with it yet: the oldest day first, within a day by lot. Whether the group has a place is for the caller to ask.
--
-- A listing is in order within a topic, a language, an area and a class of reach: some hundreds or thousands of short
-- lists. The first of each is looked up; whoever is among the first p_limit of all stands in one of the p_limit lists that
-- begin earliest, and only those are read on. So it costs the same however many wait. Who stands in several lists, with
-- several topics, is one (dense_rank counts persons). Each «offset 0» keeps to that: the list first, in its order, then
-- the persons in it one by one. Left to choose, PostgreSQL reads all persons for each list while it knows of few.
create or replace function waiting_for_group(p_group uuid, p_on date, p_limit integer)
returns table (interest uuid, day date, lot uuid)
language plpgsql stable
security definer
set search_path = public, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
as $$
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

-- Numbers the matches of interests anew, best first: those to travel to before those at a distance.
create or replace function rank_matches(p_interests uuid[])
returns void
language sql
as $$
    update matches m
    set rank = r.rank
    from (
        select interest, group_id,
               row_number() over (partition by interest order by km_from is null, score desc, group_id)::integer as rank
        from matches
        where interest = any (p_interests)) r
    where m.interest = r.interest and m.group_id = r.group_id and m.rank <> r.rank
$$;

-- Rows lie in a table, and stand in its dump, in the order in which they came: of two of one day it would tell who was
-- first. Rewritten in the order of their random ids they tell nothing, and what was erased is gone from the file.
--
-- False: somebody works on it, and is not kept waiting. With the owner's rights, since nobody else may rewrite a table;
-- those that have no mark of an order (0034_order.sql) are refused.
create or replace function forget_order(p_table text)
returns boolean
language plpgsql
security definer
set search_path = public, pg_temp
set lock_timeout = '1s'
as $$
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
$$;
