-- The starters who could help somebody in an area: those whose radius reaches one of its points, who share a language,
-- take the topic or a relative of it (no topics of hers: any; an interest without a topic: everybody), do not pause and
-- start fewer groups than they would. Kilometres are geodesic, from the nearest and the farthest of the points.
--
-- Nearest first by whole kilometres, as they are shown; then who has less to do for what she would do; then the very topic
-- before a relative before any.
create or replace function starters_in_reach(
    p_longitudes double precision[], p_latitudes double precision[], p_topics smallint[], p_related smallint[],
    p_languages text[], p_on date, p_limit integer)
returns table (starter uuid, km_from double precision, km_to double precision)
language plpgsql stable
set jit = off
as $$
begin
    return query
    with points as materialized (
        select st_setsrid(st_makepoint(at.longitude, at.latitude), 4326) as point
        from unnest(p_longitudes, p_latitudes) as at (longitude, latitude)),
    near as (
        select distinct s.id
        from points p join starters s on s.reach && st_transform(p.point, 25833)
        where s.groups_now < s.groups_at_a_time
          and (s.paused_on is null or s.paused_until < p_on)
          and s.languages && p_languages
          and (cardinality(p_topics) = 0 or s.topics = '{}' or s.topics && p_topics or s.topics && p_related))
    select s.id, d.km_from, d.km_to
    from near n
    join starters s on s.id = n.id
    join bodies b on b.id = s.body and b.state <> 'ended',
    lateral (
        select min(m.km) as km_from, max(m.km) as km_to
        from (
            select st_distance(st_makepoint(s.longitude, s.latitude)::geography, p.point::geography) / 1000 as km
            from points p) m) d
    where d.km_from <= s.radius_km
    order by round(d.km_from), s.groups_now::double precision / s.groups_at_a_time,
             case when cardinality(p_topics) = 0 or s.topics && p_topics then 0 when s.topics && p_related then 1 else 2 end,
             s.id
    limit p_limit;
end
$$;
