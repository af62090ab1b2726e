-- A small body reads its few entries without walking back through all others'.
create index audit_of_body on audit (body, position);
