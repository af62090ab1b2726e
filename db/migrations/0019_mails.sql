-- Replaced by functions with one parameter more, which the version before calls without it.
drop function if exists claim_job(timestamptz, timestamptz, uuid, integer);
drop function if exists finish_job(uuid, uuid, text, timestamptz, timestamptz, text);

alter table bodies
    add deputy text generated always as (policy ->> 'deputy') stored,
    add news integer not null default 0,
    add mailed_on date,
    add mails integer not null default 0;

comment on column bodies.news is 'how much happened that its next mail is to tell of, beside those who wait for its answer';
comment on column bodies.mailed_on is 'the last Oslo day on which it was written to; mails: how often on that day';
