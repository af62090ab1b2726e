-- What a body's staff see is asked again here, for every row: the program's role owns nothing, and for it row-level
-- security counts. The one who owns the tables (migrations, registers, backups) is not touched by it; nor is the version
-- before, which comes as that one.
--
-- Who acts stands in settings of the transaction: matching.acting is "system" (a person with her receipt, anybody, a job)
-- or "staff", with matching.body and matching.role. Where it says nothing, nothing is seen. Each policy asks once in a
-- query, not once for each row: hence the selects around the functions.

create function acts_as_system() returns boolean
language sql stable
as $$ select coalesce(current_setting('matching.acting', true), '') = 'system' $$;

create function acts_nationally() returns boolean
language sql stable
as $$
    select coalesce(current_setting('matching.acting', true), '') = 'staff'
        and coalesce(current_setting('matching.role', true), '') = 'national-admin'
$$;

create function acting_body() returns uuid
language sql stable
as $$
    select case when current_setting('matching.acting', true) = 'staff'
                then nullif(current_setting('matching.body', true), '')::uuid end
$$;

-- Whose cases she reads: her body's, and those of the networks that it leads while it works.
create function acting_bodies() returns uuid[]
language sql stable
as $$
    select array(
        select acting_body() where acting_body() is not null
        union
        select m.body
        from networks n
        join network_members m on m.network = n.id
        join bodies b on b.id = n.lead
        where n.lead = acting_body() and b.state = 'active')
$$;

-- The body's own.

alter table cases enable row level security;
create policy cases_seen on cases using (
    (select acts_as_system() or acts_nationally()) or body = any ((select acting_bodies())::uuid[]));

alter table proposals enable row level security;
create policy proposals_seen on proposals using (
    (select acts_as_system() or acts_nationally()) or body = any ((select acting_bodies())::uuid[]));

alter table starters enable row level security;
create policy starters_seen on starters using (
    (select acts_as_system() or acts_nationally()) or body = (select acting_body()));

alter table api_keys enable row level security;
create policy api_keys_seen on api_keys using (
    (select acts_as_system() or acts_nationally()) or body = (select acting_body()));

alter table webhooks enable row level security;
create policy webhooks_seen on webhooks using (
    (select acts_as_system() or acts_nationally()) or body = (select acting_body()));

alter table action_links enable row level security;
create policy action_links_seen on action_links using (
    (select acts_as_system()) or body = (select acting_body()));

alter table link_sessions enable row level security;
create policy link_sessions_seen on link_sessions using (
    (select acts_as_system()) or body = (select acting_body()));

-- Anybody's to give and to finish, its body's alone to see: db/functions/errands.sql.
alter table errands enable row level security;
create policy errands_seen on errands using (
    (select acts_as_system()) or body = (select acting_body()));

alter table cohorts enable row level security;
create policy cohorts_seen on cohorts using (
    (select acts_as_system()) or body = (select acting_body()));

-- What belongs to one of these. The inner table's own policy says whether that one is seen.

alter table interests enable row level security;
create policy interests_seen on interests using (
    (select acts_as_system() or acts_nationally()) or exists (select from cases c where c.interest = interests.id));

alter table matches enable row level security;
create policy matches_seen on matches using (
    (select acts_as_system() or acts_nationally()) or exists (select from cases c where c.interest = matches.interest));

alter table messages enable row level security;
create policy messages_seen on messages using (
    (select acts_as_system() or acts_nationally()) or exists (select from cases c where c.interest = messages.interest));

alter table case_history enable row level security;
create policy case_history_seen on case_history using (
    (select acts_as_system() or acts_nationally()) or exists (select from cases c where c.id = case_history.case_id));

alter table case_openings enable row level security;
create policy case_openings_seen on case_openings using (
    (select acts_as_system() or acts_nationally()) or exists (select from cases c where c.id = case_openings.case_id));

alter table proposal_members enable row level security;
create policy proposal_members_seen on proposal_members using (
    (select acts_as_system() or acts_nationally())
    or exists (select from proposals p where p.id = proposal_members.proposal));

alter table webhook_deliveries enable row level security;
create policy webhook_deliveries_seen on webhook_deliveries using (
    (select acts_as_system() or acts_nationally())
    or exists (select from webhooks w where w.id = webhook_deliveries.webhook));

alter table cohort_codes enable row level security;
create policy cohort_codes_seen on cohort_codes using (
    (select acts_as_system()) or exists (select from cohorts c where c.id = cohort_codes.cohort));

-- A request is between two bodies: the one whose group is to be started, and the one whose starter is asked.
alter table starter_requests enable row level security;
create policy starter_requests_seen on starter_requests using (
    (select acts_as_system() or acts_nationally())
    or body = (select acting_body())
    or exists (select from groups g where g.id = starter_requests.group_id and g.body = (select acting_body()))
    or exists (select from starters s where s.id = starter_requests.starter));

-- Read by the search alone, which runs for nobody in particular; written by triggers.

alter table interest_listings enable row level security;
create policy interest_listings_seen on interest_listings using ((select acts_as_system()));

alter table waiting_listings enable row level security;
create policy waiting_listings_seen on waiting_listings using ((select acts_as_system()));
