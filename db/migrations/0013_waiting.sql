alter table interests
    add column parked_until date,
    add column lapses integer not null default 0,
    add column to_place boolean not null default false,
    add column without_place boolean not null default false;

comment on column interests.parked_until is 'parked until this day; null: until its person writes or reads';
comment on column interests.lapses is 'offers in a row that lapsed without an answer';
comment on column interests.to_place is 'something changed: the next round looks for a place for it';
comment on column interests.without_place is 'no group near has a place left for it: it counts when groups are formed';

create index interests_to_place on interests (day, lot) where to_place;
create index interests_parked_until on interests (parked_until) where parked_until is not null;

-- What a search from a group reads: a row for each topic of an interest that looks for a group (topic 0: every one), kept
-- by a trigger.
create table interest_listings (
    interest uuid not null constraint interest_listings_interest references interests on delete cascade,
    topic smallint not null,
    area text not null,
    day date not null,
    lot uuid not null,
    travel_km integer not null,
    constraint interest_listings_pkey primary key (interest, topic));

create index interest_listings_turn on interest_listings (topic, area, day, lot);

create table told_pairs (
    interest uuid not null constraint told_pairs_interest references interests on delete cascade,
    group_id uuid not null,
    constraint told_pairs_pkey primary key (interest, group_id));

comment on table told_pairs is 'that this group fits has been told, and is not told again';

alter table groups
    add column to_match boolean not null default false,
    add column proposed boolean not null default false,
    add column awaits_starter boolean not null default false;

comment on column groups.to_match is 'it could fit more people than before: the next round looks who waits for it';
comment on column groups.proposed is 'formed from a proposal: it opens with a schedule';
comment on column groups.awaits_starter is 'formed, and no starter has taken it yet';

create index groups_to_match on groups (id) where to_match;
create index groups_awaiting_starter on groups (id) where awaits_starter;
