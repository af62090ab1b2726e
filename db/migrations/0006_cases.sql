create table case_reasons (
    code text primary key,
    act  text not null constraint case_reasons_act check (act in ('closure', 'handover')),
    effect text not null constraint case_reasons_effect check (effect in ('placed', 'end', 'wait', 'pass-on')),
    nb   text not null,
    nn   text not null,
    en   text not null
);

comment on column case_reasons.effect is 'placed: only for a person who has a place; end: left alone until she writes again; wait: goes on waiting; pass-on: another body answers';

create table cases (
    id       uuid primary key,
    interest uuid not null constraint cases_interest unique references interests (id) on delete cascade,
    body     uuid not null references bodies (id),
    state    text not null constraint cases_state check (state in ('told', 'acknowledged', 'closed')),
    day      date not null,
    deadline date not null,
    reason   text references case_reasons (code),
    because  text not null
);

comment on column cases.because is 'code of the reason why this body answers';

create index cases_body on cases (body, state, deadline, id);

create table case_history (
    case_id  uuid not null references cases (id) on delete cascade,
    position integer not null,
    day      date not null,
    act      text not null,
    body     uuid not null references bodies (id),
    reason   text,
    note     bytea,
    constraint case_history_pkey primary key (case_id, position)
);

create table case_openings (
    case_id uuid not null references cases (id) on delete cascade,
    api_key uuid not null references api_keys (id),
    body    uuid not null references bodies (id),
    day     date not null,
    reason  text,
    constraint case_openings_pkey primary key (case_id, api_key, day)
);

insert into case_reasons (code, act, effect, nb, nn, en) values
    ('placed', 'closure', 'placed', 'Du har fått plass i en gruppe.', 'Du har fått plass i ei gruppe.', 'You have a place in a group.'),
    ('helped-otherwise', 'closure', 'end', 'Du har fått annen hjelp.', 'Du har fått anna hjelp.', 'You were helped in another way.'),
    ('by-agreement', 'closure', 'end', 'Vi avsluttet etter avtale med deg.', 'Vi avslutta etter avtale med deg.', 'We closed this by agreement with you.'),
    ('no-answer', 'closure', 'wait', 'Vi hørte ikke fra deg. Skriv gjerne igjen.', 'Vi høyrde ikkje frå deg. Skriv gjerne igjen.', 'We did not hear from you. Please write again.'),
    ('no-group-yet', 'closure', 'wait', 'Det finnes ingen gruppe som passer ennå. Du står fortsatt på venteliste.', 'Det finst inga gruppe som passar enno. Du står framleis på venteliste.', 'There is no group that fits yet. You are still waiting for one.'),
    ('not-our-area', 'handover', 'pass-on', 'En annen svarer for stedet.', 'Ein annan svarer for staden.', 'Another body answers for the place.'),
    ('not-our-topic', 'handover', 'pass-on', 'En annen kan mer om temaet.', 'Ein annan kan meir om temaet.', 'Another body knows more about the topic.'),
    ('no-capacity', 'handover', 'pass-on', 'En annen kan svare raskere.', 'Ein annan kan svare raskare.', 'Another body can answer sooner.'),
    ('known-to-us', 'handover', 'pass-on', 'En annen bør svare deg.', 'Ein annan bør svare deg.', 'Another body should answer you.');
