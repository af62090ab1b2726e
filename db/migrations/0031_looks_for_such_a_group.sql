-- What it told is part of looks_for_such_a_group by now.
drop function if exists wants_such_a_group(text[], text, text, text[], text, text[]);
