-- Sites of bodies and their partners, whose pages may search here.
create table sites (
    id         uuid primary key,
    body       uuid not null references bodies (id),
    name       text not null,
    origins    text[] not null constraint sites_origins check (cardinality(origins) > 0),
    created_on date not null
);

comment on column sites.origins is 'as browsers send them; two sites may share one';

create index sites_body on sites (body, created_on, id);

alter table sites enable row level security;
create policy sites_seen on sites using (
    (select acts_as_system() or acts_nationally()) or body = (select acting_body()));
