alter table bodies
    add deputy text generated always as (policy ->> 'deputy') stored,
    add news bigint not null default 0,
    add news_told bigint not null default 0,
    add mailed_on date,
    add mails integer not null default 0;

comment on column bodies.news is 'how much happened that it is to be told of, ever, beside those who wait for its answer; news_told: how much of it a mail told of';
comment on column bodies.mailed_on is 'the last Oslo day on which it was written to; mails: how often on that day';

-- What waits to be told says not of what; so it is told.
update bodies set news = 1
where id in (select subject from jobs where kind = 'tell-body' and state <> 'done');

-- Of one kind about one subject one job runs at a time: db/functions/jobs.sql.
create index jobs_leased on jobs (kind, subject) where state = 'waiting' and lease is not null;

alter table interests add contact_mail uuid;

comment on column interests.contact_mail is 'the Message-ID of a mail to her that failed: tried again apart from those of others';
