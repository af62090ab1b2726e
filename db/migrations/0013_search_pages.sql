-- The search for places is given in pages: it takes one argument more.
drop function if exists find_places(text, integer);
