-- Without pages, as it was before; called with two arguments, the one below is the same.
drop function if exists find_places(text, integer);

-- Places by name, best first: the whole name, its beginning, the beginning of one of its words, something alike; among
-- equals the larger one, and what is no more last. A postal code is found by its number. The key is all of that order in
-- one text, and a page begins after the last key of the page before.
create or replace function find_places(p_query text, p_limit integer, p_after text default '')
returns table (code text, key text)
language sql stable
as $$
    with asked as (select fold(p_query) as folded),
    hits as (
        select n.place,
               min(case when n.folded = asked.folded then 0
                        when n.folded like asked.folded || '%' then 1
                        when n.folded like '% ' || asked.folded || '%' then 2
                        else 3 end) as rank,
               max(similarity(n.folded, asked.folded)) as alike
        from place_names n, asked
        where asked.folded <> '' and (n.folded like '%' || asked.folded || '%' or n.folded % asked.folded)
        group by n.place),
    keyed as (
        select p.code, concat_ws(' ', h.rank, p.historical::integer,
                   to_char(case when h.rank = 3 then 1 - h.alike else 0 end, 'FM0.000000'),
                   to_char(999999999 - coalesce(p.population, -1), 'FM0000000000'),
                   array_position(array['municipality', 'town', 'county', 'country', 'postal-code'], p.kind),
                   p.code) collate "C" as key
        from hits h join places p on p.code = h.place
        where h.rank < 3 or h.alike >= 0.4)
    select keyed.code, keyed.key
    from keyed
    where keyed.key > p_after
    order by keyed.key
    limit p_limit
$$;

-- The municipality of a point, and how it was found: 'boundary' where the point lies inside, else 'nearest', which is the
-- nearest boundary, or the nearest town or municipality's point where no boundary is known (before an import everywhere,
-- after it on Svalbard and Jan Mayen). None far out at sea. The boundaries of what is historical are kept, not asked.
create or replace function municipality_at(p_longitude double precision, p_latitude double precision)
returns table (municipality text, located text)
language plpgsql stable
as $$
declare
    v_point constant geometry := st_setsrid(st_makepoint(p_longitude, p_latitude), 4326);
    v_plane constant geometry := st_transform(v_point, 25833);
begin
    return query
    select b.municipality, 'boundary' from municipality_boundaries b
    where st_covers(b.area, v_point)
      and not exists (select from places p where p.code = 'municipality:' || b.municipality and p.historical)
    order by b.municipality limit 1;
    if found then
        return;
    end if;

    return query
    select nearest.municipality, 'nearest'
    from (
        (select b.municipality, b.plane <-> v_plane as metres from municipality_boundaries b
         where not exists (select from places p where p.code = 'municipality:' || b.municipality and p.historical)
         order by b.plane <-> v_plane limit 1)
        union all
        (select p.municipality, p.point <-> v_plane from places p
         where p.kind = 'town' and not exists (select from municipality_boundaries b where b.municipality = p.municipality)
         order by p.point <-> v_plane limit 1)
        union all
        (select p.municipality, p.point <-> v_plane from places p
         where p.kind = 'municipality' and not p.historical
           and not exists (select from municipality_boundaries b where b.municipality = p.municipality)
         order by p.point <-> v_plane limit 1)) nearest
    where nearest.metres < 100000
    order by nearest.metres, nearest.municipality
    limit 1;
end
$$;

-- What took over from an old municipality number, through every renumbering since: the numbers of today, and those that
-- are historical and of which nobody knows what followed. One, several after a split, none where it is not known.
create or replace function successors_of(p_number text)
returns text[]
language sql stable
as $$
    with recursive chain as (
        select p_number as number
        union
        select s.new
        from chain c join municipality_successors s on s.old = c.number
        where s.from_day = (select max(l.from_day) from municipality_successors l where l.old = c.number))
    select coalesce(array_agg(c.number order by c.number), '{}')
    from chain c join places p on p.code = 'municipality:' || c.number
    where not p.historical or not exists (select from municipality_successors s where s.old = c.number)
$$;

-- The same municipalities by the numbers of today; one that nobody knows stays as it is. There is nearly always nothing to
-- do.
create or replace function municipalities_of_today(p_numbers text[])
returns text[]
language plpgsql stable
as $$
begin
    if not exists (
        select from unnest(p_numbers) n
        where not exists (select from places p where p.code = 'municipality:' || n and not p.historical)) then
        return p_numbers;
    end if;

    return array(
        select distinct coalesce(s.new, n)
        from unnest(p_numbers) n left join lateral unnest(successors_of(n)) as s(new) on true
        order by 1);
end
$$;

-- The numbers of the municipalities that a place consists of or lies in, or an area consists of; none where that is not
-- known. An area that was kept with old numbers is the municipalities of today.
create or replace function municipalities_of(p_code text)
returns text[]
language sql stable
as $$
    select coalesce(
        (select municipalities_of_today(a.municipalities) from areas a where a.code = p_code and a.municipalities is not null),
        (select array_agg(m.municipality order by m.municipality)
         from places p join places m on m.kind = 'municipality' and case p.kind
             when 'country' then not m.historical
             when 'county' then m.county = p.county and not m.historical
             else m.municipality = p.municipality end
         where p.code = p_code),
        '{}')
$$;

-- The adults whom a set of municipalities is known to have: a county's own figure where the set holds it whole, else what
-- is known of its municipalities. A floor until the population is imported, so that "large enough to hide in" errs on the
-- safe side. In plpgsql for its cached plan: routing asks it for every body of a chain.
create or replace function adults_of(p_municipalities text[])
returns bigint
language plpgsql stable
as $$
begin
    return (
        select coalesce(sum(case
            when mine.number = (select count(*) from places m where m.kind = 'municipality' and m.county = mine.county and not m.historical)
                then greatest(mine.known, (select c.adults from places c where c.kind = 'county' and c.county = mine.county))
            else mine.known end), 0)
        from (
            select m.county, count(*) as number, coalesce(sum(m.adults), 0) as known
            from places m
            where m.kind = 'municipality' and m.municipality = any (p_municipalities) and not m.historical
            group by m.county) mine);
end
$$;

-- Each municipality, each county and the country is an area that can be kept, whoever adds it.
create or replace function add_area_of_place()
returns trigger
language plpgsql
as $$
begin
    insert into areas (code) values (new.code) on conflict do nothing;
    return null;
end
$$;

create or replace trigger add_area
    after insert on places
    for each row when (new.kind in ('municipality', 'county', 'country'))
    execute function add_area_of_place();

-- Where somebody who would like to meet at a place is kept when the part p_share of the adults shares what is kept of her:
-- in the area of its municipality in the first partition of which every area has 20 such adults. A county that somebody
-- typed is larger than its parts, each of which would do. The country where no partition is coarse enough.
create or replace function area_to_keep(p_place text, p_share double precision)
returns text
language plpgsql stable
as $$
declare
    v_areas text[];
begin
    select array_agg(distinct coalesce((
        select a.area from municipality_areas a
        where a.municipality = m and a.need * p_share >= 20
        order by a.need limit 1), 'country:no'))
    into v_areas
    from unnest(municipalities_of(p_place)) m;

    return case
        when cardinality(v_areas) = 1 then v_areas[1]
        when cardinality(v_areas) > 1 and p_place like 'county:%' and not 'country:no' = any (v_areas) then p_place
        else 'country:no' end;
end
$$;
