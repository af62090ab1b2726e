-- How many places of a group are held for somebody on a day, whichever body offered them. An offer past its day holds none,
-- lapsed or not.
create or replace function places_on_offer(p_group uuid, p_on date)
returns integer
language sql stable
security definer
set search_path = public, pg_temp
as $$
    select count(*)::integer from offers where group_id = p_group and state = 'open' and until >= p_on
$$;

-- The groups that an interest could be matched with: in reach of one of the points (of what was typed, or of the
-- municipalities of the area that is kept), and those that meet at a distance, wherever they are; open or forming, with a
-- place that is neither taken nor on offer. Kilometres are geodesic, from the nearest and the farthest of the points: of an
-- area with several municipalities nobody knows which one it is.
-- p_topics: 0 for every group, else the topics wanted, their relatives and «across topics». The rules that no ranking can
-- outweigh count before the limit does: the one group in a rare language must not drown among its neighbours.
create or replace function match_candidates(
    p_longitudes double precision[], p_latitudes double precision[], p_travel_km integer, p_topics smallint[],
    p_forms text[], p_languages text[], p_gender text, p_age_band text, p_on date, p_limit integer)
returns table (
    group_id uuid, topics smallint[], form text, languages text[], gender text, age_bands text[],
    times text, free_places integer, confirmed_on date, km_from double precision, km_to double precision)
language plpgsql stable
set jit = off
as $$
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

-- What decides about a pair of an interest and each of these groups, whether they fit or not: as match_candidates tells it
-- of those that do.
create or replace function group_facts(
    p_longitudes double precision[], p_latitudes double precision[], p_groups uuid[], p_on date)
returns table (
    group_id uuid, topics smallint[], form text, languages text[], gender text, age_bands text[],
    times text, free_places integer, confirmed_on date, km_from double precision, km_to double precision)
language sql stable
as $$
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

-- The groups around some points, whatever keeps them from being matched, but for those that ended: nearest first by the
-- point that is nearest in the plane, then those that meet at a distance. p_query: a part of the name, or the number. What
-- is told of a row's distance is group_facts' to say.
create or replace function groups_around(
    p_longitudes double precision[], p_latitudes double precision[], p_within_km double precision, p_query text,
    p_after_km double precision, p_after_id uuid, p_limit integer)
returns table (id uuid, km double precision)
language plpgsql stable
set jit = off
as $$
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
