-- Takes the due job that has waited longest, for one worker, until the lease is over. One short transaction: the work
-- itself runs outside any lock. An attempt counts when it begins, so that a job that kills its worker every time is a dead
-- letter after as many attempts as any other. Of one kind about one subject one runs at a time: what came while it ran
-- is told by the next.
-- p_retries: whether it may be one that was tried before.
create or replace function claim_job(
    p_now timestamptz, p_leased_until timestamptz, p_lease uuid, p_most_attempts integer, p_retries boolean default true)
returns setof jobs
language sql volatile
as $$
    update jobs set state = 'dead', error = 'worker-lost', finished_at = p_now, lease = null, leased_until = null
    where id in (
        select id from jobs
        where state = 'waiting' and leased_until < p_now and attempts >= p_most_attempts
        for update skip locked);

    update jobs set lease = p_lease, leased_until = p_leased_until, attempts = attempts + 1
    where id = (
        select id from jobs
        where state = 'waiting' and run_at <= p_now and (lease is null or leased_until < p_now)
            and (p_retries or attempts = 0)
            and not exists (
                select from jobs running
                where running.kind = jobs.kind and running.subject is not distinct from jobs.subject
                    and running.id <> jobs.id and running.state = 'waiting' and running.lease is not null
                    and running.leased_until >= p_now)
        order by run_at
        limit 1
        for update skip locked)
    returning *
$$;

-- Writes a job's end; false when the lease is not the caller's any more. A job that goes back to waiting gives way to
-- the same one if that was enqueued meanwhile. p_given_back: attempts that do not
-- count; below zero, attempts that a long rest stands for, so that a job is given up no later for it.
create or replace function finish_job(
    p_id uuid, p_lease uuid, p_state text, p_now timestamptz, p_run_at timestamptz, p_error text,
    p_given_back integer default 0)
returns boolean
language plpgsql volatile
as $$
declare
    mine jobs;
begin
    select * into mine from jobs where id = p_id and lease = p_lease and state = 'waiting' for update;
    if not found then
        return false;
    end if;
    if p_state = 'waiting' and exists (
        select from jobs
        where kind = mine.kind and subject is not distinct from mine.subject and state = 'waiting' and lease is null)
    then
        delete from jobs where id = p_id;
        return true;
    end if;
    begin
        update jobs
        set state = p_state, run_at = p_run_at, error = p_error, lease = null, leased_until = null,
            attempts = attempts - p_given_back,
            finished_at = case when p_state = 'waiting' then null else p_now end
        where id = p_id;
    exception when unique_violation then
        -- It was enqueued between the look and the update.
        delete from jobs where id = p_id;
    end;
    return true;
end
$$;

-- Makes due what a clock that ran ahead put off: nothing waits for longer than eight days, and no lease lasts two hours.
create or replace function mend_jobs(p_now timestamptz)
returns void
language sql volatile
as $$
    update jobs set run_at = p_now
    where state = 'waiting' and lease is null and run_at > p_now + interval '8 days';
    update jobs set leased_until = p_now
    where state = 'waiting' and lease is not null and leased_until > p_now + interval '2 hours';
$$;
