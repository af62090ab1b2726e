-- What is kept of people is laid in the order of its random ids every night: forget_order does so with the tables that have
-- this mark, and with no other.
alter table interests cluster on interests_pkey;
alter table interest_listings cluster on interest_listings_pkey;
alter table waiting_listings cluster on waiting_listings_pkey;
alter table messages cluster on messages_pkey;
alter table cases cluster on cases_pkey;
alter table case_history cluster on case_history_pkey;
alter table case_openings cluster on case_openings_pkey;
alter table matches cluster on matches_pkey;
alter table told_pairs cluster on told_pairs_pkey;
alter table offers cluster on offers_pkey;
alter table remembered_noes cluster on remembered_noes_pkey;
alter table proposals cluster on proposals_pkey;
alter table proposal_members cluster on proposal_members_pkey;
alter table cohort_codes cluster on cohort_codes_pkey;
alter table idempotent_answers cluster on idempotent_answers_pkey;
alter table errands cluster on errands_pkey;

-- municipality_at took its place.
drop function if exists municipality_near(double precision, double precision);
