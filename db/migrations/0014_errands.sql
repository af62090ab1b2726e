-- What a body has to do beside its cases, by a code and the random id of what it is about.
create table errands (
    id      uuid primary key,
    body    uuid not null references bodies (id),
    kind    text not null,
    about   uuid not null,
    day     date not null,
    done_on date
);

create unique index errands_open on errands (about, kind, body) where done_on is null;
