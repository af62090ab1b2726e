create table case_reasons (
    code text primary key,
    act  text not null constraint case_reasons_act check (act in ('closure', 'handover')),
    effect text not null constraint case_reasons_effect check (effect in ('end', 'wait', 'pass-on')),
    nb   text not null,
    nn   text not null,
    en   text not null
);

comment on column case_reasons.effect is 'end: the work is done; wait: the interest goes on waiting for groups; pass-on: another body answers';

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
