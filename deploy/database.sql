-- A database for the service, in a new cluster; for psql, as the superuser. The extensions are made here because
-- PostGIS trusts nobody else to. MATCHING_PASSWORD_FILE names a file that holds the password of the role.
\set ON_ERROR_STOP on
\set password `cat "$MATCHING_PASSWORD_FILE"`
create role matching login password :'password';
create database matching owner matching;
\connect matching
create extension postgis;
create extension btree_gist;
create extension pg_trgm;
