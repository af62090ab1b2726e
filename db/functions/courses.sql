-- The next occasion of a sort for somebody at one of these points: the soonest in person, one within travelling distance
-- before one that is only within reach, and the soonest digital one (km null). One that has begun is too late; those for
-- the students of a school are for nobody else.
create or replace function next_occasions(
    p_longitudes double precision[], p_latitudes double precision[], p_travel_km integer, p_reach_km integer,
    p_sort text, p_languages text[], p_after timestamp, p_before timestamp)
returns table (occasion uuid, km double precision)
language plpgsql stable
set jit = off
as $$
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
