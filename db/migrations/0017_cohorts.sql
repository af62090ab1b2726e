-- Those who finish a coping course together and want to go on, as staff tell of them: how many, where, about what and from
-- when. Nobody of them is named, and no interest refers to one: who was in which course cannot be told later.
create table cohorts (
    id           uuid primary key,
    body         uuid not null constraint cohorts_body references bodies,
    place        text not null constraint cohorts_place references places,
    topics       smallint[] not null,
    participants integer not null constraint cohorts_participants check (participants between 2 and 50),
    finishes_on  date not null,
    from_day     date not null,
    until_day    date not null,
    travel_km    integer constraint cohorts_travel_km check (travel_km between 1 and 300),
    meeting      text[] not null,
    times        text[] not null,
    languages    text[] not null,
    constraint cohorts_days check (finishes_on <= from_day and from_day <= until_day)
);

comment on column cohorts.from_day is 'until then what is registered with one of its codes is parked';
comment on column cohorts.until_day is 'the last day of its codes';
comment on column cohorts.meeting is 'empty, as times and languages and a distance of null: each says it for herself, or as it is usual';

create index cohorts_of_body on cohorts (body, finishes_on, id);

create table cohort_codes (
    fingerprint bytea primary key,
    cohort      uuid not null constraint cohort_codes_cohort references cohorts on delete cascade
);

comment on table cohort_codes is 'those that nobody has used; a used one is deleted with its use';
comment on column cohort_codes.fingerprint is 'HMAC-SHA-256 of the code under a pepper that is not in the database';

create index cohort_codes_of_cohort on cohort_codes (cohort);
