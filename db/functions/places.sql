-- Places by name, best first: the whole name, its beginning, the beginning of one of its words, something alike; among
-- equals the larger one. A postal code is found by its number. The key is all of that order in one text, and a page begins
-- after the last key of the page before.
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
        select p.code, concat_ws(' ', h.rank,
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

-- The number of the municipality of a point: that of the nearest town, as long as boundaries are not known. Null far out
-- at sea.
create or replace function municipality_near(p_longitude double precision, p_latitude double precision)
returns text
language sql stable
as $$
    select nearest.municipality
    from (
        select municipality, point <-> st_transform(st_setsrid(st_makepoint(p_longitude, p_latitude), 4326), 25833) as metres
        from places
        where kind = 'town'
        order by point <-> st_transform(st_setsrid(st_makepoint(p_longitude, p_latitude), 4326), 25833)
        limit 1) nearest
    where nearest.metres < 100000
$$;

-- The numbers of the municipalities that a place consists of or lies in; none where that is not known.
create or replace function municipalities_of(p_code text)
returns text[]
language sql stable
as $$
    select coalesce(array_agg(m.municipality order by m.municipality), '{}')
    from places p join places m on m.kind = 'municipality' and case p.kind
        when 'country' then true
        when 'county' then m.county = p.county
        else m.municipality = p.municipality end
    where p.code = p_code
$$;

-- The adults whom a set of municipalities is known to have: a county's own figure where the set holds it whole, else what
-- is known of its municipalities. A floor, so that "large enough to hide in" errs on the safe side. In plpgsql for its
-- cached plan: routing asks it for every body of a chain.
create or replace function adults_of(p_municipalities text[])
returns bigint
language plpgsql stable
as $$
begin
    return (
        select coalesce(sum(case
            when mine.number = (select count(*) from places m where m.kind = 'municipality' and m.county = mine.county)
                then greatest(mine.known, (select c.adults from places c where c.kind = 'county' and c.county = mine.county))
            else mine.known end), 0)
        from (
            select m.county, count(*) as number, coalesce(sum(m.adults), 0) as known
            from places m
            where m.kind = 'municipality' and m.municipality = any (p_municipalities)
            group by m.county) mine);
end
$$;
