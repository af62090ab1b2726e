create table prevalence_classes (
    id     text primary key,
    share  double precision not null constraint prevalence_classes_share check (share > 0 and share <= 1),
    source text not null
);

comment on column prevalence_classes.share is 'part of the adults whom a topic of this class touches; taken low, which is the safe side for anonymity';

create table topics (
    id               smallint primary key,
    slug             text not null constraint topics_slug unique,
    parent           smallint references topics (id),
    prevalence_class text not null references prevalence_classes (id)
);

create table topic_names (
    topic    smallint not null references topics (id),
    language text not null,
    name     text not null,
    constraint topic_names_pkey primary key (topic, language)
);

-- What people type: the names too, so that one index finds them all.
create table topic_terms (
    topic    smallint not null references topics (id),
    language text not null,
    term     text not null,
    folded   text not null generated always as (fold(term)) stored,
    constraint topic_terms_pkey primary key (topic, language, term)
);

create index topic_terms_similar on topic_terms using gin (folded gin_trgm_ops);
