alter table interests add column next_receipt bytea constraint interests_next_receipt unique;
comment on column interests.next_receipt is 'HMAC of a new code that nobody has used yet: the old one works until then';
