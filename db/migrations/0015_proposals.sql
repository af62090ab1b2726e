-- Groups that could be: made of people who wait, decided by the body that covers the meeting place.
create table proposals (
    id              uuid primary key,
    body            uuid not null references bodies (id),
    state           text not null constraint proposals_state
                    check (state in ('open', 'waiting', 'accepted', 'formed', 'declined', 'dissolved')),
    day             date not null,
    place           text not null references places (code),
    longitude       double precision not null,
    latitude        double precision not null,
    municipality    text not null,
    topics          smallint[] not null,
    languages       text[] not null,
    times           text[] not null,
    gender          text not null constraint proposals_gender check (gender in ('any', 'women', 'men')),
    age_bands       text[] not null,
    wait_until      date,
    reason          text references case_reasons (code),
    remember_until  date,
    group_id        uuid references groups (id),
    constraint proposals_waiting check ((state = 'waiting') = (wait_until is not null)),
    constraint proposals_formed check ((state = 'formed') = (group_id is not null))
);

comment on column proposals.body is 'the body that covers the meeting place';
comment on column proposals.place is 'the meeting place: a contact point''s house or a town';
comment on column proposals.topics is 'empty: across topics';
comment on column proposals.languages is 'those that all of its members have in common';
comment on column proposals.times is 'those that suit all of its members; empty: any';
comment on column proposals.wait_until is 'the body decides again on this day';
comment on column proposals.remember_until is 'declined: until this day the same people are not proposed to it again';

create index proposals_body on proposals (body, state, day, id);
create index proposals_undecided on proposals (municipality, day, id) where state in ('open', 'waiting');
create index proposals_wait_until on proposals (wait_until) where state = 'waiting';

create table proposal_members (
    proposal    uuid not null references proposals (id),
    interest    uuid not null references interests (id) on delete cascade,
    number      integer not null,
    km_from     double precision not null,
    km_to       double precision not null,
    would_start boolean not null,
    live        boolean not null,
    no_until    date,
    constraint proposal_members_pkey primary key (proposal, interest),
    constraint proposal_members_number unique (proposal, number)
);

comment on column proposal_members.number is 'all that staff see of who it is';
comment on column proposal_members.live is 'counts in it; the others left, were let go or have their place';
comment on column proposal_members.no_until is 'said no: until this day not invited to the like of it again';

-- Nobody stands in two.
create unique index proposal_members_live on proposal_members (interest) where live;
create index proposal_members_interest on proposal_members (interest);

-- Proposals of which somebody left or changed. Without constraints: whoever changes an interest must wait for nobody here.
create table proposals_to_review (
    proposal uuid not null
);

alter table offers
    alter column group_id drop not null,
    add column proposal uuid references proposals (id),
    add constraint offers_of_what check ((kind = 'invitation') = (proposal is not null) and (kind = 'invitation' or group_id is not null));

comment on column offers.group_id is 'null: an invitation to a group that has not formed yet';

create unique index offers_live_invitation on offers (interest) where kind = 'invitation' and state = 'open';
create index offers_proposal on offers (proposal) where proposal is not null;
create index offers_invitations_until on offers (until) where kind = 'invitation' and state = 'open';

-- Those who count when groups are formed, by topic, where and turn: a row for each topic of an interest without a place
-- (0: every one; -1: one that names none), kept by a trigger.
create table waiting_listings (
    interest  uuid not null references interests (id) on delete cascade,
    topic     smallint not null,
    area      text not null,
    day       date not null,
    lot       uuid not null,
    travel_km integer not null,
    constraint waiting_listings_pkey primary key (interest, topic)
);

create index waiting_listings_turn on waiting_listings (topic, area, day, lot) include (travel_km);

alter table case_reasons drop constraint case_reasons_act;
alter table case_reasons add constraint case_reasons_act check (act in ('closure', 'handover', 'pass-on', 'proposal'));

insert into case_reasons (code, act, effect, nb, nn, en) values
    ('no-starter-now', 'proposal', 're-match', 'Ingen igangsetter kan ta en gruppe nå.', 'Ingen igangsetjar kan ta ei gruppe no.', 'No starter can take a group now.'),
    ('no-room-now', 'proposal', 're-match', 'Vi har ikke et sted å møtes nå.', 'Vi har ikkje ein stad å møtast no.', 'We have nowhere to meet now.'),
    ('group-planned-already', 'proposal', 're-match', 'En annen gruppe er på vei for de samme.', 'Ei anna gruppe er på veg for dei same.', 'Another group is on its way for the same people.'),
    ('would-not-fit-together', 'proposal', 're-match', 'Dette passer ikke sammen som en gruppe.', 'Dette passar ikkje saman som ei gruppe.', 'These would not make a group together.');
