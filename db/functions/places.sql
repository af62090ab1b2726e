-- Without pages, as it was before; called with two arguments, the one below is the same.
drop function if exists find_places(text, integer);

-- What somebody typed for a place: the number of a postal code where she names one; the name that is left without what
-- says nothing («Drammen kommune», «0150 Oslo»; the last word may not be typed to its end); and all its words.
create or replace function read_place(p_query text, out number text, out name text, out words text)
language sql immutable
as $$
    with asked as (
        select w.word, w.at, count(*) over () as words, w.word ~ '^[0-9]+$' as is_number
        from unnest(string_to_array(fold(normalize(p_query)), ' ')) with ordinality as w (word, at))
    select min(word) filter (where is_number and (words = 1 or length(word) = 4)),
           string_agg(word, ' ' order by at) filter (where not is_number and not (words > 1 and (
               word in ('n', 'by', 'sentrum', 'kommune', 'herad', 'fylke', 'fylkeskommune', 'suohkan', 'gielda', 'tjielte')
               or at = words and length(word) > 2
                  and (starts_with('kommune', word) or starts_with('sentrum', word) or starts_with('fylkeskommune', word))))),
           string_agg(word, ' ' order by at) filter (where not is_number)
    from asked
$$;

-- Names alike to a text, and how many slips of the finger lie between: a letter too many, one too few, a wrong one, two
-- swapped; one, and two only in a long text. In a short one a wrong letter makes another name («Radøy», «Rødøy»). The first
-- letter is right, or swapped with the second. A half more where a text that is not short is only like the beginning of the
-- name, which may not be typed to its end.
create or replace function places_alike(p_text text)
returns table (place text, slips numeric)
language sql stable
as $$
    with typed as (
        select p_text as text, 0 as slips
        union all
        select left(p_text, i - 1) || substr(p_text, i + 1, 1) || substr(p_text, i, 1) || substr(p_text, i + 2), 1
        from generate_series(1, length(p_text) - 1) i),
    most as (select length(p_text) as letters, case when length(p_text) < 10 then 1 else 2 end as slips)
    select n.place, min(t.slips + least(
               case when m.letters > 6 or t.slips > 0 or length(n.folded) <> m.letters then
                   nullif(levenshtein_less_equal(n.folded, t.text, m.slips - t.slips), m.slips - t.slips + 1) end,
               0.5 + case when m.letters > 7 then least(
                   nullif(levenshtein_less_equal(left(n.folded, m.letters), t.text, 1 - t.slips), 2 - t.slips),
                   nullif(levenshtein_less_equal(left(n.folded, m.letters - 1), t.text, 1 - t.slips), 2 - t.slips),
                   nullif(levenshtein_less_equal(left(n.folded, m.letters + 1), t.text, 1 - t.slips), 2 - t.slips)) end))
    from most m, typed t, place_names n
    where m.letters > 3 and n.folded ~>=~ 'a' and left(n.folded, 1) = left(t.text, 1)
      and length(n.folded) >= m.letters - m.slips
    group by n.place
$$;

-- Places by what people type, best first: a postal code by its number; the whole name, its beginning, also written in one
-- word; the beginning of one of its words. Only where nothing of today is called so: names in a sentence, first the one
-- whose municipality or county is named too. Only where there is none of these either: names that are alike to all of it,
-- or to a word of it. Among equals counties come after what lies in them, the larger comes first, and what is no more last.
-- The key is all of that order in one text, and a page begins after the last key of the page before.
create or replace function find_places(p_query text, p_limit integer, p_after text default '')
returns table (code text, key text)
language sql stable
as $$
    with asked as materialized (select r.*, replace(r.name, ' ', '') as joined from read_place(p_query) r),
    plain as materialized (
        select n.place, case when n.folded = a.number then 0 else 1 end as rank, 0.0 as off
        from asked a, place_names n
        where n.folded ~>=~ a.number and n.folded ~<~ 'a' and starts_with(n.folded, a.number)
        union all
        select n.place,
               case when n.folded in (a.name, a.words) then 2
                    when starts_with(n.folded, a.name) or starts_with(replace(n.folded, ' ', ''), a.joined) then 3
                    else 4 end, 0
        from asked a, place_names n
        where n.folded ~>=~ 'a'
          and (n.folded = a.words or starts_with(replace(n.folded, ' ', ''), a.joined) or n.folded like '% ' || a.name || '%')),
    today as materialized (select from plain h join places p on p.code = h.place where not p.historical),
    inside as materialized (
        select n.place, 5 as rank, case when exists (
                   select from places within join place_names w on w.place = within.code
                   where within.code in (p.parent, 'county:' || p.county) and within.code <> p.code
                     and ' ' || a.words || ' ' like '% ' || w.folded || ' %'
                     and not exists (select from place_names s where s.place = within.code and s.folded = n.folded))
                   then 0 else 1 end as off
        from asked a
        join place_names n on n.folded ~>=~ 'a' and ' ' || a.words || ' ' like '% ' || n.folded || ' %'
        join places p on p.code = n.place
        where n.folded <> a.words and not exists (select from today)),
    alike as materialized (
        select s.place, t.rank, s.slips as off
        from (select name as text, 6 as rank from asked
              union all
              select word, 7 from asked, unnest(string_to_array(name, ' ')) word
              where name like '% %' and length(word) > 4) t, places_alike(t.text) s
        where s.slips is not null
          -- Ordinary words that look like a name.
          and t.text <> all (array['alene', 'aleine', 'hjemme', 'heime', 'here', 'hello', 'hold', 'holde', 'kjenne', 'leier',
                                   'ryggen', 'saker', 'timer', 'times', 'fore', 'felt', 'fell', 'self', 'skin', 'very', 'often',
                                   'harm', 'skolen', 'mandag'])
          and not exists (select from today) and not exists (select from inside)),
    hits as (
        select distinct on (h.place) h.place, h.rank, h.off
        from (select * from plain union all select * from inside union all select * from alike) h
        order by h.place, h.rank, h.off),
    keyed as (
        select p.code, concat_ws(' ', h.rank, p.historical::integer, to_char(h.off, 'FM0.00'),
                   (p.kind in ('county', 'country'))::integer,
                   to_char(999999999 - coalesce(p.population, -1), 'FM0000000000'),
                   array_position(array['municipality', 'town', 'county', 'country', 'postal-code'], p.kind),
                   to_char(999999999 - coalesce(m.population, -1), 'FM0000000000'), p.code) collate "C" as key
        from hits h
        join places p on p.code = h.place
        left join places m on m.code = p.parent and m.kind = 'municipality')
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
