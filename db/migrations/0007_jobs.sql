-- The outbox: written in the transaction of what it follows from, done after it.
create table jobs (
    id           uuid primary key,
    kind         text not null,
    subject      uuid,
    run_at       timestamptz not null,
    attempts     integer not null default 0,
    lease        uuid,
    leased_until timestamptz,
    state        text not null default 'waiting' constraint jobs_state check (state in ('waiting', 'done', 'dead')),
    finished_at  timestamptz,
    error        text
);

comment on column jobs.subject is 'the body or group that it is about; never an interest';
comment on column jobs.lease is 'the fence: finishing is refused unless the lease is still one''s own';
comment on column jobs.error is 'code of the last failure, never text from outside';

create index jobs_due on jobs (run_at) where state = 'waiting';
create index jobs_dead on jobs (finished_at) where state = 'dead';

-- One waiting job says it for all that happens before it starts.
create unique index jobs_waiting_once on jobs (kind, coalesce(subject, '00000000-0000-0000-0000-000000000000'))
    where state = 'waiting' and lease is null;

create table idempotent_answers (
    key_hash     bytea primary key,
    request_hash bytea not null,
    status       integer not null,
    answer       bytea not null,
    until        date not null
);

comment on table idempotent_answers is 'the first answer to a key: found by HMAC, sealed under a key that only the sender''s Idempotency-Key gives';

create index idempotent_answers_until on idempotent_answers (until);
