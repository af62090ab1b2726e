-- A site on trial: its pages may stand on their maker's own machine, and are not counted.
alter table sites add column test boolean not null default false;

-- How much is done on the pages of a site in a month: no topic, no place, no day. What is shown of it is rounded.
create table site_counts (
    site   uuid not null references sites (id) on delete cascade,
    month  date not null constraint site_counts_month check (extract(day from month) = 1),
    kind   text not null constraint site_counts_kind check (kind in ('search', 'opening')),
    number integer not null constraint site_counts_number check (number > 0),
    primary key (site, month, kind)
);

comment on column site_counts.month is 'its first day, in Oslo';

alter table site_counts enable row level security;
create policy site_counts_seen on site_counts using (
    (select acts_as_system() or acts_nationally()) or exists (select from sites s where s.id = site_counts.site));
