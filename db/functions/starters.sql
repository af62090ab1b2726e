-- The starters who could help somebody in an area: those whose radius reaches one of its points, who share a language,
-- take the topic or a relative of it (no topics of hers: any; an interest without a topic: everybody), do not pause and
-- start fewer groups than they would. With p_shown_to only those of this body, and of others who consent. Kilometres are geodesic, from the nearest and the farthest of the points.
--
-- Nearest first by whole kilometres, as they are shown; then who has less to do for what she would do; then the very topic
-- before a relative before any.
create or replace function starters_in_reach(
    p_longitudes double precision[], p_latitudes double precision[], p_topics smallint[], p_related smallint[],
    p_languages text[], p_shown_to uuid, p_on date, p_limit integer)
returns table (starter uuid, km_from double precision, km_to double precision)
language plpgsql stable
set jit = off
as $$
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
        where s.groups_now < s.groups_at_a_time
          and (s.paused_on is null or s.paused_until < p_on)
          and s.languages && p_languages
          and (p_shown_to is null or s.body = p_shown_to or s.consented_on is not null)
          and (cardinality(p_topics) = 0 or s.topics = '{}' or s.topics && p_topics or s.topics && p_related)
        group by s.id),
    first as (
        select s.id, s.longitude, s.latitude, n.km,
               row_number() over (
                   order by round(n.km), s.groups_now::double precision / s.groups_at_a_time,
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
