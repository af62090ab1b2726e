alter table bodies add column silent_since date;

comment on column bodies.silent_since is 'the day a case passed on because it stayed silent; it is passed over until it answers a case or says that it is back';

alter table cases add column reminded_on date;

comment on column cases.reminded_on is 'the day its body was last reminded that nobody has acknowledged it';

create index cases_told on cases (deadline) where state = 'told';

alter table interests add column ended boolean not null default false;

comment on column interests.ended is 'parked by the end of the work with it: until its person writes, not only until she reads';

update interests set ended = true where state = 'parked';

-- What a body has to do beside its cases, by a code and the random id of what it is about.
create table errands (
    id      uuid primary key,
    body    uuid not null references bodies (id),
    kind    text not null,
    about   uuid not null,
    day     date not null,
    done_on date,
    case_id uuid generated always as (case when starts_with(kind, 'case-') then about end) stored
            constraint errands_of_case references cases (id) on delete cascade
);

comment on column errands.case_id is 'an errand about a case is erased with it';

create unique index errands_open on errands (about, kind, body) where done_on is null;
create index errands_body on errands (body, day, id);
create index errands_about on errands (about, kind, day);
create index errands_case on errands (case_id) where case_id is not null;

-- Every number before a number, through all changes since, for coverage that was written before them; refreshed with the
-- successors.
create materialized view municipality_ancestors as
with recursive latest as (
    select s.new, s.old
    from municipality_successors s
    where s.from_day = (select max(l.from_day) from municipality_successors l where l.old = s.old)),
ancestors as (
    select l.new as number, l.old from latest l
    union
    select a.number, l.old from ancestors a join latest l on l.new = a.old)
select a.number, a.old from ancestors a;

create unique index municipality_ancestors_key on municipality_ancestors (number, old);

alter table case_reasons
    drop constraint case_reasons_act,
    drop constraint case_reasons_effect,
    add column days integer,
    add column needs_place boolean not null default false;

update case_reasons set effect = 'end', needs_place = true where effect = 'placed';
update case_reasons set effect = 're-match' where effect = 'wait';

insert into case_reasons (code, act, effect, days, nb, nn, en) values
    ('group-did-not-suit', 'closure', 'remember', 90, 'Gruppa passet ikke for deg. Vi ser etter en annen.', 'Gruppa passa ikkje for deg. Vi ser etter ei anna.', 'The group did not suit you. We look for another one.'),
    ('later', 'closure', 'park', 30, 'Du ville vente litt. Vi ser etter en gruppe igjen når dagen kommer.', 'Du ville vente litt. Vi ser etter ei gruppe att når dagen kjem.', 'You wished to wait a while. We look for a group again when the day comes.'),
    ('silent', 'pass-on', 'pass-on', null, 'Du fikk ikke svar i tide, så en annen svarer deg nå.', 'Du fekk ikkje svar i tide, så ein annan svarer deg no.', 'You were not answered in time, so somebody else answers you now.'),
    ('unreachable', 'pass-on', 'pass-on', null, 'Vi nådde ikke fram til den som skulle svare, så en annen svarer deg nå.', 'Vi nådde ikkje fram til den som skulle svare, så ein annan svarer deg no.', 'We could not reach whoever was to answer, so somebody else answers you now.'),
    ('ended', 'pass-on', 'pass-on', null, 'Den som skulle svare, er lagt ned, så en annen svarer deg nå.', 'Den som skulle svare, er lagd ned, så ein annan svarer deg no.', 'Whoever was to answer has closed down, so somebody else answers you now.'),
    ('paused', 'pass-on', 'pass-on', null, 'Den som skulle svare, tar pause, så en annen svarer deg nå.', 'Den som skulle svare, tek pause, så ein annan svarer deg no.', 'Whoever was to answer is taking a break, so somebody else answers you now.');

alter table case_reasons
    add constraint case_reasons_act check (act in ('closure', 'handover', 'pass-on')),
    add constraint case_reasons_effect check (effect in ('re-match', 'remember', 'park', 'end', 'pass-on')),
    add constraint case_reasons_days check ((effect in ('remember', 'park')) = (days is not null));

comment on column case_reasons.effect is 're-match: matched again, goes on waiting; remember: a no to a group for so many days, then the same; park: left alone until a day; end: left alone until she writes; pass-on: another body answers';
comment on column case_reasons.days is 'how long a no is remembered, or the usual time to be left alone';
comment on column case_reasons.needs_place is 'only for a person who has a place';
