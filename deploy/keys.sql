-- The key store, in a new cluster of its own; for psql, as the superuser. MATCHING_KEYS_PASSWORD_FILE names a file that
-- holds the password of the role, which may have the log of changes cut off, and nothing else that others may not.
\set ON_ERROR_STOP on
\set password `cat "$MATCHING_KEYS_PASSWORD_FILE"`
create role matching_keys login password :'password';
grant pg_checkpoint to matching_keys;
create database keys owner matching_keys;
\connect keys
grant execute on function pg_switch_wal() to matching_keys;
