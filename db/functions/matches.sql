-- The groups that an interest could be matched with: in reach of one of the points (of what was typed, or of the
-- municipalities of the area that is kept), and those that meet at a distance, wherever they are; open or forming, with a
-- place that is neither taken nor on offer. Kilometres are geodesic, from the nearest and the farthest point in reach.
-- p_topics: 0 for every group, else the topics wanted, their relatives and «across topics».
create or replace function match_candidates(
    p_longitudes double precision[], p_latitudes double precision[], p_travel_km integer, p_topics smallint[],
    p_on date, p_limit integer)
returns table (
    group_id uuid, number integer, topics smallint[], form text, languages text[], gender text, age_bands text[],
    times text, free_places integer, confirmed_on date, state text, km_from double precision, km_to double precision)
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
            from group_listings l
            where l.topic = v_topic and l.state in ('open', 'forming') and l.point && st_expand(v_points, v_reach)
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
                from unnest(p_longitudes, p_latitudes) as at (longitude, latitude)) m
            where m.km <= p_travel_km) d
        where g.id = any (v_near) and d.km_from is not null
        union all
        (select g.id, null, null
         from groups g
         where g.form in ('digital', 'telephone') and g.state in ('open', 'forming')
           and (0 = any (p_topics) or g.topics = '{}' or g.topics && p_topics)
         order by (g.topics && p_topics) desc, g.id
         limit p_limit))
    select g.id, g.number, g.topics, g.form, g.languages, g.gender, g.age_bands, g.times,
           (g.capacity - g.members - o.live)::integer, g.confirmed_on, g.state, c.km_from, c.km_to
    from candidates c
    join groups g on g.id = c.id,
    lateral (
        select count(*) as live from offers
        where offers.group_id = g.id and offers.state = 'open' and offers.until >= p_on) o
    where g.capacity - g.members - o.live > 0;
end
$$;
