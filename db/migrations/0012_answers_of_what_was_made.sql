alter table idempotent_answers add column made uuid;

comment on column idempotent_answers.made is 'what the call made, where its answer names it by id: erased with that';

create index idempotent_answers_made on idempotent_answers (made) where made is not null;
