-- The county that an area lies in; 'several' where it lies in more than one, or in none, as Svalbard. In plpgsql, as all that
-- is asked with every event, for its cached plan.
create or replace function county_of(p_area text)
returns text
language plpgsql stable
as $$
declare
    v_kind text;
    v_county text;
begin
    select p.kind, p.county into v_kind, v_county from places p where p.code = p_area;

    if v_county is null and v_kind is distinct from 'country' then
        select case when count(distinct m.county) = 1 then min(m.county) end into v_county
        from places m
        where m.code in (select 'municipality:' || number from unnest(municipalities_of(p_area)) as number);
    end if;
    return coalesce(v_county, 'several');
end
$$;

-- The class that a topic is counted under: the widest above it. Nobody has to say why, and that is counted as across topics.
create or replace function topic_class(p_topic smallint)
returns text
language plpgsql stable
as $$
declare
    v_slug text := 'across-topics';
    v_next smallint := p_topic;
begin
    while v_next is not null loop
        select t.slug, t.parent into v_slug, v_next from topics t where t.id = v_next;
    end loop;
    return coalesce(v_slug, 'across-topics');
end
$$;

-- The band of a number of days: an answer is a matter of days, a place one of weeks.
create or replace function days_band(p_event text, p_days integer)
returns text
language sql immutable
as $$
    select case p_event
        when 'answered' then (array['0-1', '2-3', '4-5', '6-10', '11-20', 'over-20'])[
            1 + width_bucket(p_days, array[2, 4, 6, 11, 21])]
        when 'placed' then (array['0-7', '8-14', '15-30', '31-60', '61-90', 'over-90'])[
            1 + width_bucket(p_days, array[8, 15, 31, 61, 91])]
        else '' end
$$;

-- Counts one event. Of the rows of a counter it takes one that nobody holds, and adds another where all are held: so it never
-- waits, and is in nobody's way, whatever else its transaction goes on to lock.
create or replace function count_event(p_event text, p_on date, p_area text, p_topic smallint, p_days integer)
returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
    v_period constant text := to_char(p_on, 'YYYY-Q');
    v_county constant text := county_of(p_area);
    v_topic constant text := topic_class(p_topic);
    v_days constant text := days_band(p_event, p_days);
    v_part uuid;
begin
    select c.part into v_part
    from counters c
    where (c.period, c.event, c.county, c.topic, c.days) = (v_period, p_event, v_county, v_topic, v_days)
    limit 1
    for update skip locked;

    if found then
        update counters set count = count + 1 where part = v_part;
    else
        insert into counters (period, event, county, topic, days, count)
        values (v_period, p_event, v_county, v_topic, v_days, 1);
    end if;
end
$$;

-- That an interest has, or had, a group that fits, and a place: said once, and counted once.
create or replace function note_firsts()
returns trigger
language plpgsql
as $$
begin
    new.was_matched := new.was_matched or new.state in ('matched', 'offered', 'placed');
    new.was_placed := new.was_placed or new.state = 'placed';
    return new;
end
$$;

create or replace trigger note_firsts
    before insert or update of state on interests
    for each row execute function note_firsts();

create or replace function count_registration()
returns trigger
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    perform count_event('registered', new.day, new.area, new.topics[1], null);
    if new.was_matched then
        perform count_event('matched', new.day, new.area, new.topics[1], null);
    end if;
    return null;
end
$$;

create or replace trigger count_registration
    after insert on interests
    for each row execute function count_registration();

-- At the end of the transaction, when everything that tells its day is written: the case's history and the matches.
create or replace function count_move()
returns trigger
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
    v_on constant date := greatest(
        new.day,
        (select max(h.day) from cases c join case_history h on h.case_id = c.id where c.interest = new.id),
        (select max(m.day) from matches m where m.interest = new.id));
begin
    if new.was_matched and not old.was_matched then
        perform count_event('matched', v_on, new.area, new.topics[1], null);
    end if;
    if new.was_placed and not old.was_placed then
        perform count_event('placed', v_on, new.area, new.topics[1], v_on - new.day);
    end if;
    return null;
end
$$;

drop trigger if exists count_move on interests;

create constraint trigger count_move
    after update of state on interests
    deferrable initially deferred
    for each row
    when (new.was_matched and not old.was_matched or new.was_placed and not old.was_placed)
    execute function count_move();

-- The first that a person hears: somebody takes care of her, writes, offers, invites or closes.
create or replace function count_answer()
returns trigger
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    perform count_event('answered', new.day, i.area, i.topics[1], new.day - c.day)
    from cases c join interests i on i.id = c.interest
    where c.id = new.case_id
      and not exists (
          select from case_history h
          where h.case_id = new.case_id and h.position < new.position
            and h.act in ('acknowledged', 'answered', 'offered', 'invited', 'closed'));
    return null;
end
$$;

create or replace trigger count_answer
    after insert on case_history
    for each row
    when (new.act in ('acknowledged', 'answered', 'offered', 'invited', 'closed'))
    execute function count_answer();

-- A forming group begins to meet. One that was open when somebody wrote it down did not begin then, nor did one made up.
create or replace function count_start()
returns trigger
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
    if not new.was_opened and new.state in ('open', 'full') then
        new.was_opened := true;
        if tg_op = 'UPDATE' and not new.demonstration then
            perform count_event('group-started', new.confirmed_on, 'municipality:' || new.municipality, new.topics[1], null);
        end if;
    end if;
    return new;
end
$$;

create or replace trigger count_start
    before insert or update of state on groups
    for each row execute function count_start();

-- The sums of a quarter, once it is over; nobody reads those of one that is not.
create or replace function ended_quarter(p_period text, p_today date)
returns table (event text, county text, topic text, days text, count bigint)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select c.event, c.county, c.topic, c.days, sum(c.count)::bigint
    from counters c
    where c.period = p_period and c.period < to_char(p_today, 'YYYY-Q')
    group by c.event, c.county, c.topic, c.days
$$;

-- The quarters that have ended and in which something was counted.
create or replace function ended_quarters(p_today date)
returns table (period text)
language sql stable security definer
set search_path = public, pg_temp
as $$
    select distinct c.period from counters c where c.period < to_char(p_today, 'YYYY-Q') order by 1
$$;

-- A counter only grows, by one at a time.
create or replace function only_count()
returns trigger
language plpgsql
as $$
begin
    if tg_op <> 'UPDATE' or (new.part, new.period, new.event, new.county, new.topic, new.days, new.count)
                            is distinct from (old.part, old.period, old.event, old.county, old.topic, old.days, old.count + 1) then
        raise exception 'nothing is taken away from a counter';
    end if;
    return new;
end
$$;

create or replace trigger only_count
    before update or delete on counters
    for each row execute function only_count();

create or replace trigger only_count_all
    before truncate on counters
    for each statement execute function only_count();

-- What was published stays as it is.
create or replace function stay_published()
returns trigger
language plpgsql
as $$
begin
    raise exception 'what was published is never changed';
end
$$;

create or replace trigger stay_published
    before update or delete on publications
    for each row execute function stay_published();

create or replace trigger stay_published_all
    before truncate on publications
    for each statement execute function stay_published();
