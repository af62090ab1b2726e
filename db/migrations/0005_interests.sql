-- The anonymous side. Days, never times; random ids, never sequences; the order within a day is a lot.
create schema keys;

-- The shard without which a record's sealed fields cannot be read. Deleting it erases them.
create table keys.shards (
    record uuid primary key,
    shard  bytea not null
);

create table interests (
    id            uuid primary key,
    receipt       bytea not null constraint interests_receipt unique,
    day           date not null,
    lot           uuid not null,
    state         text not null constraint interests_state
                  check (state in ('waiting', 'matched', 'offered', 'placed', 'declined', 'parked')),
    topics        smallint[] not null,
    area          text not null references places (code),
    tell_local    boolean not null,
    travel_km     integer not null constraint interests_travel_km check (travel_km between 1 and 300),
    meeting       text[] not null,
    wish          text not null constraint interests_wish check (wish in ('join', 'start', 'either')),
    languages     text[] not null,
    times         text[] not null,
    gender        text not null constraint interests_gender check (gender in ('any', 'women', 'men')),
    age_band      text,
    consent       text not null,
    contact       bytea,
    contact_language text not null,
    contact_news  integer not null default 0,
    kept_until    date not null
);

comment on column interests.receipt is 'HMAC-SHA-256 of the code under a pepper that is not in the database';
comment on column interests.area is 'the cell: the part of Norway, large enough to hide in, that is kept of where somebody wants to meet';
comment on column interests.topics is 'most important first';
comment on column interests.contact_news is 'how often there was something new since the contact address was last told';
comment on column interests.kept_until is 'the last day; erased on the next';

create index interests_kept_until on interests (kept_until);
create index interests_contact_news on interests (id) where contact_news > 0;

create table messages (
    id        uuid primary key,
    interest  uuid not null references interests (id) on delete cascade,
    position  integer not null,
    sender    text not null constraint messages_sender check (sender in ('person', 'body')),
    body      uuid references bodies (id),
    day       date not null,
    text      bytea not null,
    is_read   boolean not null default false,
    constraint messages_position unique (interest, position)
);

create table matches (
    interest    uuid not null references interests (id) on delete cascade,
    group_id    uuid not null references groups (id),
    rank        integer not null,
    km_from     double precision,
    km_to       double precision,
    reasons     text[] not null,
    day         date not null,
    constraint matches_pkey primary key (interest, group_id)
);

comment on column matches.km_from is 'from the nearest point of the area''s municipalities; null for a group that meets at a distance';

create index matches_group on matches (group_id);

create table remembered_noes (
    interest uuid not null references interests (id) on delete cascade,
    group_id uuid not null references groups (id),
    until    date not null,
    constraint remembered_noes_pkey primary key (interest, group_id)
);

create table offers (
    id       uuid primary key,
    interest uuid not null references interests (id) on delete cascade,
    group_id uuid not null references groups (id),
    body     uuid not null references bodies (id),
    kind     text not null constraint offers_kind check (kind in ('place', 'invitation')),
    state    text not null constraint offers_state check (state in ('open', 'accepted', 'declined', 'withdrawn', 'lapsed')),
    day      date not null,
    until    date not null
);

-- A place is offered to one interest at a time, and an interest has one live offer of a group at most.
create unique index offers_live_pair on offers (interest, group_id) where state = 'open';
create index offers_live_group on offers (group_id) where state = 'open';
create index offers_interest on offers (interest);
