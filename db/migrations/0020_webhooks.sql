-- Where programs of a body are told that something happened, by Standard Webhooks.
create table webhooks (
    id              uuid primary key,
    body            uuid not null references bodies (id),
    events          text[] not null,
    url             bytea not null,
    secret          bytea not null,
    previous_secret bytea,
    previous_until  timestamptz,
    state           text not null default 'active' constraint webhooks_state check (state in ('active', 'disabled', 'ended')),
    reason          text constraint webhooks_reason check (reason in ('gone', 'failing')),
    dead_in_a_row   integer not null default 0,
    created_on      date not null,
    stopped_on      date
);

comment on column webhooks.url is 'sealed under the record''s key: it may hold a token';
comment on column webhooks.secret is 'sealed under the record''s key';
comment on column webhooks.previous_secret is 'also signed with until previous_until, so that a receiver can change over';

create index webhooks_body on webhooks (body, created_on, id);

create table webhook_deliveries (
    id          uuid primary key,
    webhook     uuid not null constraint webhook_deliveries_webhook references webhooks (id) on delete cascade,
    event       uuid not null,
    type        text not null,
    subject     uuid not null,
    occurred_at timestamptz not null,
    state       text not null default 'waiting'
                constraint webhook_deliveries_state check (state in ('waiting', 'delivered', 'dead', 'dropped')),
    attempts    integer not null default 0,
    last_status integer,
    last_error  text,
    last_at     timestamptz,
    constraint webhook_deliveries_once unique (webhook, event)
);

comment on table webhook_deliveries is 'one event on its way to one webhook; nothing of what the receiver answered is kept but the status';
comment on column webhook_deliveries.subject is 'a group, a body or the webhook itself; never an interest or a case';

create index webhook_deliveries_of on webhook_deliveries (webhook, occurred_at desc, id);
create index webhook_deliveries_old on webhook_deliveries (coalesce(last_at, occurred_at)) where state in ('delivered', 'dropped');
