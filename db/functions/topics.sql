-- Topics by what people type, best first: the very word, its beginning, a compound ("kreftgruppe" begins with "kreft",
-- "gruppe for utbrente" holds "utbrente"), a misspelling.
create or replace function find_topics(p_query text)
returns table (topic smallint, rank integer, alike real)
language sql stable
as $$
    with asked as (select fold(p_query) as folded),
    hits as (
        select t.topic, t.folded,
               case when t.folded = asked.folded then 0
                    when t.folded like asked.folded || '%' then 1
                    when length(t.folded) >= 4 and ' ' || asked.folded like '% ' || t.folded || '%' then 2
                    when ' ' || t.folded like '% ' || asked.folded || '%' then 3
                    else 4 end as rank,
               greatest(similarity(t.folded, asked.folded), word_similarity(t.folded, asked.folded)) as alike,
               length(t.folded) as size
        from topic_terms t, asked
        where asked.folded <> '' and (
            t.folded like '%' || asked.folded || '%'
            or t.folded % asked.folded
            or t.folded <% asked.folded
            or ' ' || asked.folded like '% ' || t.folded || '%')),
    best as (
        select distinct on (hits.topic) hits.topic, hits.rank, hits.alike, hits.size
        from hits
        where hits.rank < 4 or hits.alike >= 0.45
        order by hits.topic, hits.rank, hits.alike desc, hits.size desc)
    select best.topic, best.rank, best.alike
    from best
    order by best.rank, case when best.rank = 2 then -best.size end, best.alike desc, best.topic
$$;
