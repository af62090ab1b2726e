-- Misspelt names of places are found by the letters in which they differ, and all of them are read for it; topics are
-- found in memory. So nothing asks the indexes of trigrams any more. find_topics and topic_terms.folded, where they are,
-- stay for the version before.
create extension if not exists fuzzystrmatch;

drop index place_names_similar;
drop index topic_terms_similar;
