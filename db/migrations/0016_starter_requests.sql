-- Why a starter does not take a group: data, so that a reason needs no new program.
create table starter_reasons (
    code text primary key,
    nb   text not null,
    nn   text not null,
    en   text not null
);

insert into starter_reasons (code, nb, nn, en)
values
    ('no-time', 'Igangsetteren har ikke tid nå.', 'Igangsetjaren har ikkje tid no.', 'The starter has no time now.'),
    ('too-far', 'Det er for langt å reise for igangsetteren.', 'Det er for langt å reise for igangsetjaren.', 'It is too far to travel for the starter.'),
    ('not-my-topic', 'Igangsetteren tar ikke dette temaet.', 'Igangsetjaren tek ikkje dette temaet.', 'The starter does not take this topic.'),
    ('other', 'Igangsetteren har en annen grunn.', 'Igangsetjaren har ein annan grunn.', 'The starter has another reason.');

-- A starter asked to start a group, and what came of it. While it is asked or accepted it counts as load of hers.
create table starter_requests (
    id             uuid primary key,
    group_id       uuid not null constraint starter_requests_group references groups on delete cascade,
    starter        uuid not null constraint starter_requests_starter references starters on delete cascade,
    body           uuid not null constraint starter_requests_body references bodies,
    state          text not null constraint starter_requests_state
                   check (state in ('asked', 'accepted', 'declined', 'lapsed', 'withdrawn', 'ended')),
    day            date not null,
    until          date not null,
    km             integer not null,
    answered_on    date,
    reason         text constraint starter_requests_reason references starter_reasons,
    follow_up_on   date,
    reminded_on    date,
    followed_up_on date
);

comment on column starter_requests.body is 'whom she worked with when she was asked: where she has moved since, she is asked no more';
comment on column starter_requests.km is 'whole kilometres from the public point of the group when she was asked';
comment on column starter_requests.follow_up_on is 'when her body asks whether she has made herself superfluous; null until the group is open';
comment on column starter_requests.reminded_on is 'when her body was told to';

create unique index starter_requests_live on starter_requests (starter, group_id) where state in ('asked', 'accepted');
create index starter_requests_of_group on starter_requests (group_id);
create index starter_requests_of_starter on starter_requests (starter, day, id);

comment on column starters.groups_now is 'her load as staff count it by hand; requests that are asked or accepted come on top';
