-- Who answers for a set of municipalities on a day, nearest first, and why the nearer ones do not. The first link whose
-- passed_over is null is the responsible one; the national office is always the last and never passed over, so there is
-- always exactly one.
--
-- A body counts when its coverage in force holds all of the municipalities: one that covers half of the area cannot
-- answer for somebody who is anywhere in it. The lead of a network counts where a contact point of the network does,
-- even one that is passed over. The first topic routes; a body that names topics takes just these, and not "none".
--
-- p_share is the part of the adults whom the interest could be about: a body is too small to hide the person in when
-- fewer than 20 of the adults of all that it covers are such. Null: she allowed the nearest to know.
--
-- Numbers change: coverage written with an old number counts for what took over from it, for every part after a split;
-- and an area kept with one is the municipalities of today.
--
-- In plpgsql for its cached plan: as an SQL function it was planned anew by every call, which cost more than running it.
create or replace function responsible_chain(
    p_municipalities text[], p_topics smallint[], p_share double precision, p_on date)
returns table (link integer, body uuid, kind text, because text, passed_over text)
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
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
