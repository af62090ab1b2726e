-- What stands behind a link stands behind the session that it opened: the address that its mail went to, or the key of
-- somebody of staff who wants to look in a browser. Without that it opens nothing from then on. A session that the version
-- before begins on this schema says neither, and opens nothing in this one: it is of an hour, and a new link can be asked for.
alter table action_links alter column address drop not null;
alter table action_links add column key uuid constraint action_links_key references api_keys;
alter table link_sessions add column address text;
alter table link_sessions add column key uuid constraint link_sessions_key references api_keys;
update link_sessions set address = (select email from bodies where id = body);

comment on column action_links.address is 'the address of the body that it was sent to: at another one it opens nothing; null where a key asked for it';
comment on column action_links.key is 'the key that asked for it: taken away, it opens nothing';
comment on column link_sessions.address is 'the address that its link was sent to';
comment on column link_sessions.key is 'the key that asked for its link';
