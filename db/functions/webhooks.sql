-- The webhooks that are told of an event. What begins with "desk." is for the webhooks of the body itself alone; all else
-- is public. A body that ended is told of nothing.
create or replace function webhooks_told(p_type text, p_subject uuid)
returns setof uuid
language sql stable
security definer
set search_path = public, pg_temp
as $$
    select w.id
    from webhooks w join bodies b on b.id = w.body
    where w.state = 'active' and b.state <> 'ended' and p_type = any (w.events)
        and (w.body = p_subject or not starts_with(p_type, 'desk.'))
$$;

-- Writes to the outbox that these things happened, each to the subject at its place, where any webhook is told of it.
-- What waits to be told already is told once for both, and not before this transaction ends: hence the update, which locks
-- it. The same job written twice is one.
create or replace function announce(p_types text[], p_subjects uuid[], p_jobs uuid[], p_now timestamptz)
returns integer
language sql volatile
as $$
    with added as (
        insert into jobs (id, kind, subject, run_at)
        select told.job, 'announce:' || told.type, told.subject, p_now
        from unnest(p_types, p_subjects, p_jobs) as told(type, subject, job)
        where exists (select from webhooks_told(told.type, told.subject))
            and not exists (select from jobs where id = told.job)
        order by told.subject, told.type
        on conflict (kind, coalesce(subject, '00000000-0000-0000-0000-000000000000'))
        where state = 'waiting' and lease is null
        do update set run_at = jobs.run_at
        returning id)
    select count(*)::integer from added
$$;

-- One delivery of an event to each webhook that is told of it, with the job that takes it there; how many are new. Asked
-- again for the same event it adds nothing but what subscribed meanwhile.
create or replace function fan_out(
    p_event uuid, p_type text, p_subject uuid, p_occurred_at timestamptz, p_now timestamptz)
returns integer
language sql volatile
as $$
    with added as (
        insert into webhook_deliveries (id, webhook, event, type, subject, occurred_at)
        select gen_random_uuid(), told.id, p_event, p_type, p_subject, p_occurred_at
        from webhooks_told(p_type, p_subject) as told(id)
        on conflict on constraint webhook_deliveries_once do nothing
        returning id),
    enqueued as (
        insert into jobs (id, kind, subject, run_at)
        select gen_random_uuid(), 'deliver-webhook', added.id, p_now from added
        returning id)
    select count(*)::integer from enqueued
$$;
