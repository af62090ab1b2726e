-- What remains of an interest: that somebody, some time in a quarter, somewhere in a county, about a class of topics, was
-- registered, had a group that fits, was answered, had a place. No row knows an interest or a time, and nothing is ever
-- taken away from one. A sum is what several rows of the same name add up to: who counts takes one that nobody holds.
create table counters (
    part   uuid primary key default gen_random_uuid(),
    period text not null constraint counters_period check (period ~ '^[0-9]{4}-[1-4]$'),
    event  text not null constraint counters_event
           check (event in ('registered', 'matched', 'answered', 'placed', 'group-started')),
    county text not null,
    topic  text not null,
    days   text not null,
    count  bigint not null constraint counters_count check (count > 0)
) with (fillfactor = 50);

comment on table counters is 'kept by triggers in the transaction of each event; read for a quarter that has ended, by ended_quarter';
comment on column counters.part is 'one of several rows of the same counter, so that nobody waits for another to count';
comment on column counters.period is 'a quarter, say 2026-4';
comment on column counters.county is 'its number; several: the area that is kept does not lie in one';
comment on column counters.topic is 'slug of the widest topic above the first one named; across-topics: none was named';
comment on column counters.days is 'band of the days since the registration, of an answer or a place; else empty';

create index counters_named on counters (period, event, county, topic, days);

create table publications (
    period       text primary key constraint publications_period check (period ~ '^[0-9]{4}(-[1-4])?$'),
    published_on date not null,
    json         bytea not null,
    csv          bytea not null
);

comment on table publications is 'statistics of a quarter or a year as they were published: never changed, never taken back';

alter table interests add column was_matched boolean not null default false;
alter table interests add column was_placed boolean not null default false;
alter table groups add column was_opened boolean not null default false;

comment on column interests.was_matched is 'counted as matched: is not counted again';
comment on column interests.was_placed is 'counted as placed: is not counted again';
comment on column groups.was_opened is 'counted as started: is not counted again';

update interests set was_matched = true, was_placed = state = 'placed' where state <> 'waiting';
update groups set was_opened = true where state <> 'forming';

alter table occasions add column participants integer
    constraint occasions_participants check (participants between 0 and 10000);

comment on column occasions.participants is 'how many took part, as staff counted them; null: nobody said';
