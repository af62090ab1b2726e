-- What the map is drawn of, at each of its zooms: the land, and between its parts the borders. Derived from the boundaries
-- of municipalities when they are imported, and before that from the country's outline (db/seed/outline.wkt).
create table map_outlines (
    zoom   smallint not null,
    kind   text not null constraint map_outlines_kind check (kind in ('land', 'border')),
    number integer not null,
    shape  geometry(Geometry, 25833) not null,
    constraint map_outlines_pkey primary key (zoom, kind, number)
);

comment on column map_outlines.number is 'one of each polygon or line, the largest first; so that a map is written the same way each time';

-- Most of what is asked of the large ones is cut away: unpacking them would take longer than that.
alter table map_outlines alter column shape set storage external;

create index map_outlines_shape on map_outlines using gist (zoom, shape);
