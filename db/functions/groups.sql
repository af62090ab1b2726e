-- Keeps what the search for the nearest groups reads: a row for each topic of a group that has a place, and one with topic
-- 0. A group across topics is listed under the topic of that name.
create or replace function list_group()
returns trigger
language plpgsql
as $$
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

create or replace trigger list_group
    after insert or update of topics, state, form, weekday, languages, public_longitude, public_latitude on groups
    for each row execute function list_group();

-- The nearest groups that have a place, exactly: in order of their geodesic distance from a point, then of their id, and
-- after a distance and id where a page ended. Empty filters let everything through; without a limit, or without a radius,
-- nothing is cut off.
--
-- The index knows the plane (UTM 33), which shrinks and stretches: so any p_limit groups that are near in the plane only
-- give a distance D within which the p_limit nearest must lie, and those are looked for within 1.03 D in the plane. 1.03
-- is more than the plane stretches anywhere that Coordinates takes for Norway (1.027 at 10° W 57° N; 1.009 on Jan Mayen).
--
-- The point stands inline beside <-> and the two states are written out, or the index is lost. The plans are generic by
-- order: those that PostgreSQL tries first for a connection take longer to make than to run.
create or replace function nearest_groups(
    p_longitude double precision, p_latitude double precision, p_limit integer,
    p_radius_km double precision, p_after_km double precision, p_after_id uuid,
    p_topics smallint[], p_states text[], p_forms text[], p_weekdays text[], p_languages text[])
returns table (id uuid, km double precision)
language plpgsql stable rows 20
set plan_cache_mode = force_generic_plan
set jit = off
as $$
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
