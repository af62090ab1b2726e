-- What a search from a group reads, made anew before anything wrote to it: by language too, since the one who speaks a rare
-- one must be found among a million, and by how far people travel, since a far group asks only those who travel far.
drop table interest_listings;

create table interest_listings (
    interest  uuid not null constraint interest_listings_interest references interests on delete cascade,
    topic     smallint not null,
    language  text not null,
    area      text not null,
    reach     smallint not null,
    travel_km integer not null,
    day       date not null,
    lot       uuid not null,
    constraint interest_listings_pkey primary key (interest, topic, language)
);

comment on table interest_listings is 'interests that look for a group; kept by the trigger list_interest';
comment on column interest_listings.topic is 'a row for each topic, one with 0 for everybody, one with -1 for whoever names none';
comment on column interest_listings.language is 'nb stands for nb, nn and no';
comment on column interest_listings.reach is 'the class of travel_km: at most 30, 60, 100 or 300';

create index interest_listings_turn on interest_listings (topic, language, area, reach, day, lot);
create index interest_listings_everywhere on interest_listings (topic, language, day, lot);

insert into interest_listings (interest, topic, language, area, reach, travel_km, day, lot)
select i.id, t.topic, l.language, i.area, width_bucket(i.travel_km, array[31, 61, 101]), i.travel_km, i.day, i.lot
from interests i
cross join lateral (
    select 0::smallint as topic
    union select unnest(i.topics)
    union select (-1)::smallint where cardinality(i.topics) = 0) t
cross join lateral (
    select distinct case when said.language in ('nn', 'no') then 'nb' else said.language end as language
    from unnest(i.languages) as said (language)) l
where i.state in ('waiting', 'matched', 'declined');

alter table groups add column to_review boolean not null default false;

comment on column groups.to_review is 'it changed: the next round looks whether its matches still hold';

alter table matches add column score double precision not null default 0;

comment on column matches.score is 'what orders the matches of an interest; rank is that order';

update matches set score = 1 - rank / 100.0;

alter table offers drop constraint offers_state;
alter table offers add constraint offers_state
    check (state in ('open', 'accepted', 'declined', 'withdrawn', 'lapsed', 'left'));
