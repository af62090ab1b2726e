-- A body without an account comes to its waiting list by a link in its mail, which works once and opens a short session.
create table action_links (
    hash       bytea not null constraint action_links_pkey primary key,
    body       uuid not null constraint action_links_body references bodies,
    address    text not null,
    expires_at timestamptz not null,
    used_at    timestamptz,
    renewed_at timestamptz
);

comment on column action_links.hash is 'SHA-256 of the token that stands in the mail; the token is kept nowhere';
comment on column action_links.address is 'the address of the body that it was sent to: at another one it opens nothing';
comment on column action_links.renewed_at is 'when a new link was asked for with it, which is possible once';

create index action_links_expiry on action_links (expires_at);

create table link_sessions (
    id       uuid not null constraint link_sessions_pkey primary key,
    hash     bytea not null constraint link_sessions_hash unique,
    body     uuid not null constraint link_sessions_body references bodies,
    began_at timestamptz not null,
    seen_at  timestamptz not null,
    forms    uuid[] not null default '{}'
);

comment on table link_sessions is 'what a used link opened; ended ones are deleted';
comment on column link_sessions.hash is 'SHA-256 of the secret in the cookie';
comment on column link_sessions.forms is 'the forms that were sent in it, each of which counts once';

-- A case may be read, and worked on, in such a session, which is no key.
alter table case_openings drop constraint case_openings_api_key_fkey;
alter table case_openings add column by_link boolean not null default false;
alter table case_history add column by_link boolean not null default false;

comment on column case_openings.api_key is 'the key that it was read with, or the session of a link';
