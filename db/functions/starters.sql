-- What a starter has to do: the groups that staff counted by hand, those that she took and those that she is asked for. A
-- request holds a place of hers as an offer holds one of a group.
create or replace function starter_load(p_starter uuid, p_groups_now integer) returns bigint
language sql stable
as $$
    select p_groups_now + count(*)
    from starter_requests q
    where q.starter = p_starter and q.state in ('asked', 'accepted')
$$;

-- The starters who could help somebody in an area: those whose radius reaches one of its points, who share a language,
-- take the topic or a relative of it (no topics of hers: any; an interest without a topic: everybody), do not pause and
-- have less to do than they would: groups that staff counted and those that they took or are asked for. With p_shown_to
-- only those of this body, and of others who consent. Kilometres are geodesic, from the nearest and the farthest of the
-- points.
--
-- Nearest first by whole kilometres, as they are shown; then who has less to do for what she would do; then the very topic
-- before a relative before any.
create or replace function starters_in_reach(
    p_longitudes double precision[], p_latitudes double precision[], p_topics smallint[], p_related smallint[],
    p_languages text[], p_shown_to uuid, p_on date, p_limit integer)
returns table (starter uuid, km_from double precision, km_to double precision)
language plpgsql stable
security definer
set search_path = public, pg_temp
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

-- Whole kilometres from a group's public point to a starter: where the house is stays unknown to her body.
create or replace function starter_km(p_group uuid, p_starter uuid) returns integer
language sql stable
security definer
set search_path = public, pg_temp
as $$
    select round(st_distance(
               st_makepoint(g.public_longitude, g.public_latitude)::geography,
               st_makepoint(s.longitude, s.latitude)::geography) / 1000)::integer
    from groups g, starters s
    where g.id = p_group and s.id = p_starter
$$;

-- Whose turn it is to be asked for a group: the first in reach who was not asked for it before, or only in vain because
-- the request was taken back. No row: nobody is left.
create or replace function next_starter(p_group uuid, p_related smallint[], p_languages text[], p_on date)
returns table (starter uuid, km integer)
language sql stable
security definer
set search_path = public, pg_temp
as $$
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

-- Requests that are over though nobody ended them: past their day; the group forms no longer; the starter pauses, has
-- moved or works with another body. One that she took ends with the group.
create or replace function starter_requests_over(p_on date)
returns table (request uuid, group_id uuid, how text)
language sql stable
security definer
set search_path = public, pg_temp
as $$
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
