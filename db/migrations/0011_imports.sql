alter table groups add column imported_members integer;

comment on column groups.imported_members is 'what the last imported list said: the same number again does not undo the yeses since';
