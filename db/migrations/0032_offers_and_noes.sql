-- What a person was offered, said no to and was told of is her body's, as her case is. An offer is also seen with the
-- proposal that it invites to. How many places of a group are held is counted across bodies, by places_on_offer.

alter table offers enable row level security;
create policy offers_seen on offers using (
    (select acts_as_system() or acts_nationally())
    or exists (select from cases c where c.interest = offers.interest)
    or exists (select from proposals p where p.id = offers.proposal));

alter table remembered_noes enable row level security;
create policy remembered_noes_seen on remembered_noes using (
    (select acts_as_system() or acts_nationally())
    or exists (select from cases c where c.interest = remembered_noes.interest));

alter table told_pairs enable row level security;
create policy told_pairs_seen on told_pairs using (
    (select acts_as_system() or acts_nationally())
    or exists (select from cases c where c.interest = told_pairs.interest));
