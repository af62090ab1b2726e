alter table groups add column pauses text[] not null default '{}';

comment on column groups.pauses is 'when it does not meet: 06-21/08-15 every year (it may run over New Year) or 2026-12-21/2027-01-03 once; both days in Oslo, both included';
