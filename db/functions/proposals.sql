-- A proposal is looked at again when one of its members changes in anything that it is made of, or is erased.
create or replace function review_proposals_of_interest()
returns trigger
language plpgsql
security definer
set search_path = public, pg_temp
as $$
begin
    insert into proposals_to_review (proposal)
    select proposal from proposal_members where interest = new.id and live;
    return null;
end
$$;

create or replace trigger review_proposals
    after update of state, topics, area, travel_km, meeting, languages, times, gender, age_band, wish on interests
    for each row
    when ((old.state, old.topics, old.area, old.travel_km, old.meeting, old.languages, old.times, old.gender, old.age_band, old.wish)
          is distinct from
          (new.state, new.topics, new.area, new.travel_km, new.meeting, new.languages, new.times, new.gender, new.age_band, new.wish))
    execute function review_proposals_of_interest();

create or replace function review_proposal_without_member()
returns trigger
language plpgsql
security definer
set search_path = public, pg_temp
as $$
begin
    insert into proposals_to_review (proposal) values (old.proposal);
    return null;
end
$$;

create or replace trigger review_proposals
    after delete on proposal_members
    for each row when (old.live)
    execute function review_proposal_without_member();

-- Keeps what the search for those who could meet reads.
create or replace function list_waiting()
returns trigger
language plpgsql
security definer
set search_path = public, pg_temp
as $$
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

create or replace trigger list_waiting_new
    after insert on interests
    for each row when (new.without_place)
    execute function list_waiting();

create or replace trigger list_waiting
    after update of without_place, topics, area, travel_km on interests
    for each row
    when ((old.without_place or new.without_place)
          and (old.without_place, old.topics, old.area, old.travel_km)
              is distinct from (new.without_place, new.topics, new.area, new.travel_km))
    execute function list_waiting();

-- The others without a place near who could meet with somebody of an area, in their turn: near enough that there may be a
-- place between them, with a topic that could go with hers (of p_topics; p_across: any), a language and a time in common.
-- A superset by distance: the journey to a place decides. One index scan for each topic and area that is near enough.
create or replace function waiting_neighbours(
    p_interest uuid, p_area text, p_travel_km integer, p_beyond_km integer, p_topics smallint[], p_across boolean,
    p_languages text[], p_times text[], p_on date, p_limit integer)
returns table (interest uuid)
language plpgsql stable
security definer
set search_path = public, pg_temp
set jit = off
as $$
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

-- Where people of an area could meet: the houses of contact points, and towns, the nearest first.
create or replace function meeting_sites(p_area text, p_km double precision, p_limit integer)
returns table (code text, municipality text, longitude double precision, latitude double precision, house boolean)
language plpgsql stable
set jit = off
as $$
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

-- The journeys from areas to places, in geodesic km: from the nearest and from the farthest municipality of the area.
create or replace function journeys(p_areas text[], p_places text[])
returns table (area text, place text, km_from double precision, km_to double precision)
language plpgsql stable
set jit = off
as $$
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
