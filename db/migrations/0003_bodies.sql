create table bodies (
    id                uuid primary key,
    external_id       text constraint bodies_external_id unique,
    kind              text not null constraint bodies_kind
                      check (kind in ('contact-point', 'link-centre', 'district-office', 'national-office')),
    name              text not null,
    phone             text,
    email             text not null,
    url               text,
    house             text not null references places (code),
    state             text not null constraint bodies_state check (state in ('active', 'paused', 'ended')),
    unreachable_since date,
    policy            jsonb not null
);

comment on column bodies.house is 'the place of its house: between bodies of one rank the nearer house answers';
comment on column bodies.unreachable_since is 'the day its mail was refused for good; it is passed over until mail reaches it again';

create unique index bodies_one_national_office on bodies (kind) where kind = 'national-office';

create table body_coverage (
    body         uuid not null references bodies (id),
    municipality text not null,
    from_day     date not null,
    until_day    date,
    priority     integer not null default 0,
    topics       smallint[],
    constraint body_coverage_pkey primary key (body, municipality, from_day),
    constraint body_coverage_days check (until_day is null or until_day >= from_day)
);

comment on column body_coverage.until_day is 'the last day it counts; null: for the time being';
comment on column body_coverage.priority is 'the larger one answers first where bodies of one rank overlap';
comment on column body_coverage.topics is 'null: every topic and none; else just these, and not an interest without a topic';

create index body_coverage_municipality on body_coverage (municipality);

create table networks (
    id   uuid primary key,
    external_id text constraint networks_external_id unique,
    name text not null,
    lead uuid not null references bodies (id)
);

create table network_members (
    network uuid not null references networks (id) on delete cascade,
    body    uuid not null references bodies (id),
    constraint network_members_pkey primary key (network, body)
);

create index network_members_body on network_members (body);

create table api_keys (
    id         uuid primary key,
    prefix     text not null,
    hash       bytea not null constraint api_keys_hash unique,
    body       uuid not null references bodies (id),
    role       text not null constraint api_keys_role check (role in ('coordinator', 'body-admin', 'national-admin')),
    name       text not null,
    created_on date not null,
    expires_on date not null,
    revoked_on date
);

comment on column api_keys.prefix is 'the first characters of the key, to tell keys apart in a list';
comment on column api_keys.hash is 'SHA-256 of the key, which is 256 random bits and so needs no slow hash';
