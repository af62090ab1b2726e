-- Who holds a key, and what it is narrowed to.
alter table api_keys
    add column kind text not null default 'program' constraint api_keys_kind check (kind in ('person', 'program')),
    add column scopes text[] not null default '{}';
comment on column api_keys.scopes is 'empty: all that its role may; read: nothing is changed by it; else only these parts of the API';

-- How many cases were opened on a day with one key, or by the links of one body.
create index case_openings_of_key on case_openings (api_key, day);
create index case_openings_by_link on case_openings (body, day) where by_link;

-- What staff did, in one chain: each hash is over the one before, so that nothing in it is changed, left out or put in
-- between without every later one telling. What it was done to is a fingerprint, which tells nothing once that is gone.
create table audit (
    position bigint primary key,
    day      date   not null,
    key      uuid,
    body     uuid,
    act      text   not null constraint audit_act check (act ~ '^[a-z-]+$'),
    subject  bytea,
    hash     bytea  not null
);
comment on column audit.position is 'from 1, without a gap';
comment on column audit.key is 'the key, or the session of a link; null: a verb of the program';
comment on column audit.subject is 'HMAC-SHA-256 of the id of what it was done to, under the pepper';
comment on column audit.hash is 'SHA-256 of the hash before and this entry, as append_audit writes them';

alter table audit enable row level security;
create policy audit_seen on audit using (
    (select acts_as_system() or acts_nationally()) or body = (select acting_body()));

create function audit_is_kept() returns trigger
language plpgsql
as $$
begin
    raise exception 'the audit is only added to' using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_is_kept before update or delete or truncate on audit
for each statement execute function audit_is_kept();
