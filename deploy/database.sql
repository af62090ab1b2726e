-- A database for the service, in a new cluster; for psql, as the superuser. The extensions are made here because
-- PostGIS trusts nobody else to. MATCHING_PASSWORD_FILE and MATCHING_SERVICE_PASSWORD_FILE name files that hold the
-- passwords of the two roles that log in: matching owns the tables, matching_service owns nothing and sees what
-- row-level security lets it. What looks across bodies runs with the rights of matching_functions, whom nobody is.
\set ON_ERROR_STOP on
\set password `cat "$MATCHING_PASSWORD_FILE"`
\set service_password `cat "$MATCHING_SERVICE_PASSWORD_FILE"`
create role matching login password :'password';
create role matching_service login password :'service_password';
create role matching_functions nologin bypassrls;
grant matching_functions to matching;
create database matching owner matching;
\connect matching
create extension postgis;
create extension btree_gist;
create extension pg_trgm;
