-- Every area that can be kept of where somebody wants to meet: a municipality, a county, the country, or some municipalities
-- together. Of the former the places say which municipalities they are.
create table areas (
    code           text primary key,
    municipalities text[],
    names          text[],
    within         text,
    constraint areas_parts check ((municipalities is null) = (names is null))
);

comment on table areas is 'what interests.area may say; those of an earlier partition stay as long as an interest uses them';
comment on column areas.code is 'a place, or cell: and a hash of the numbers, so that the same municipalities are the same area in every partition';
comment on column areas.municipalities is 'their numbers; null: those that the place of this code consists of today';
comment on column areas.names is 'what it is called by, the largest first: its municipalities, or its counties where it is whole ones';
comment on column areas.within is 'the name of the county that it is a part of; null where it is whole counties';

-- The same by municipality, which the searches around a place read: a row for each part of an area that is no place.
create table area_parts (
    area         text not null constraint area_parts_area references areas on delete cascade,
    municipality text not null,
    constraint area_parts_pkey primary key (area, municipality)
);

-- All that a search around a place asks of municipalities, among thousands of postal codes.
create index places_municipalities on places (municipality) include (county, historical, longitude, latitude)
    where kind = 'municipality';

insert into areas (code) select code from places where kind in ('municipality', 'county', 'country');

-- The partitions: where somebody of a municipality is kept. A few rows for each, since the area is mostly the same for
-- several needs in a row: the first row whose need is enough counts.
create table municipality_areas (
    municipality text not null,
    need         bigint not null,
    area         text not null constraint municipality_areas_area references areas (code),
    constraint municipality_areas_pkey primary key (municipality, need)
);

comment on column municipality_areas.need is 'the most adults that the area is needed to have, for this row to count';

create index municipality_areas_area on municipality_areas (area);

-- An area that no place is can be kept too.
alter table interests drop constraint interests_area_fkey;
alter table interests add constraint interests_area foreign key (area) references areas (code);

alter table topics add column prevalence_source text;

comment on column topics.prevalence_source is 'where its class comes from: a publication with its figure, or that it is an assumption; null before the seed says it';
