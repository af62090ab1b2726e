alter table interests add column held_back boolean not null default false;
comment on column interests.held_back is 'came in a flood without a proof of work: counts for nobody else until its body has worked on it';

create table spent_proofs (
    proof bytea primary key,
    day   date not null
);
comment on table spent_proofs is 'proofs of work that let somebody in: each does once; kept for a day';
create index cases_of_day on cases (body, day);
