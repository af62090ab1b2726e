-- What the official registers say, and that they said it: an approximation never writes over it again.
alter table places
    add column historical boolean not null default false,
    add column category   text constraint places_category
                          check (category in ('street', 'po-box', 'street-and-po-box', 'service', 'several')),
    add column registered boolean not null default false,
    add column counted    boolean not null default false;

comment on column places.historical is 'a register had it and a newer one has not: still resolved, named last';
comment on column places.category is 'of a postal code, as the register tells it; of a post office box the point says no more than the municipality';
comment on column places.registered is 'name, hierarchy and point were settled by an import: a seed leaves them alone';
comment on column places.counted is 'the population is the official figure, not a floor: a seed leaves it alone';
comment on column places.population is 'persons; a floor unless counted, null where not known';

alter table place_names add column official boolean not null default false;

comment on column place_names.official is 'from a register: a seed leaves it alone';

-- The plane is for what lies in nobody's area: out at sea the nearest one counts.
create table municipality_boundaries (
    municipality text primary key,
    area         geometry(MultiPolygon, 4326) not null,
    plane        geometry(MultiPolygon, 25833) not null generated always as (st_transform(area, 25833)) stored
);

comment on column municipality_boundaries.area is 'in the degrees of the file, whose straight lines decide what lies inside';

create index municipality_boundaries_area on municipality_boundaries using gist (area);
create index municipality_boundaries_plane on municipality_boundaries using gist (plane);

create table municipality_successors (
    old      text not null,
    new      text not null,
    from_day date not null,
    constraint municipality_successors_pkey primary key (old, new, from_day)
);

comment on column municipality_successors.from_day is 'of the rows of one old number only those of the latest day count; several of one day: a split';
