-- Who may do what in the database, after every migration, so that no new table is forgotten. Roles are the server's and not
-- the database's: who sets up the server makes them (deploy/database.sql), and where one is missing nothing is done for it.
-- Only what differs is written, so that a second run changes nothing.
do $$
declare
    v_service constant regrole := to_regrole('matching_service');
    v_functions constant regrole := (
        select oid from pg_roles where rolname = 'matching_functions' and pg_has_role(oid, 'usage'));
    -- Written by migrations, seeds and registers alone.
    v_read constant text[] := array[
        'applied_scripts', 'places', 'place_names', 'municipality_successors', 'municipality_boundaries',
        'area_parts', 'municipality_areas', 'map_outlines',
        'prevalence_classes', 'topics', 'topic_names', 'topic_terms', 'starter_reasons'];
    -- Added to and never changed.
    v_kept constant text[] := array['publications'];
    -- The same, by one of the functions below.
    v_added constant text[] := array['audit'];
    -- Reached by the functions below alone.
    v_closed constant text[] := array['counters'];
    -- What the functions below write.
    v_written constant text[] := array[
        'interest_listings', 'waiting_listings', 'proposals_to_review', 'errands', 'counters'];
    -- What only an owner may do.
    v_owners constant text[] := array['forget_order'];
    v_statement text;
begin
    for v_statement in
        with roles as (
            select role from (values (v_service), (v_functions)) r (role) where role is not null),
        ours as (
            select c.oid, c.relname, c.relkind, n.nspname
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('public', 'keys') and c.relkind in ('r', 'p', 'v', 'm')
              and not exists (
                  select from pg_depend d
                  where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')),
        rights as (
            select o.oid, s.role, p.name,
                   p.name = 'select' and (s.role = v_service or o.nspname = 'public')
                       and (s.role <> v_service or o.relname <> all (v_closed))
                   or s.role = v_service and o.relkind in ('r', 'p') and o.relname <> all (v_read || v_closed || v_added)
                       and (p.name = 'insert' or o.relname <> all (v_kept))
                   or s.role = v_functions and p.name <> 'select' and o.relname = any (v_written)
                   or s.role = v_functions and p.name = 'insert' and o.relname = any (v_added) as needed
            from ours o cross join roles s cross join (values ('select'), ('insert'), ('update'), ('delete')) p (name))
        select format(
                   case when r.needed then 'grant %s on %s to %s' else 'revoke %s on %s from %s' end,
                   r.name, r.oid::regclass, r.role)
        from rights r
        where r.needed <> has_table_privilege(r.role, r.oid, r.name)
        union all
        select format('grant usage on schema %I to %s', n.nspname, s.role)
        from pg_namespace n cross join roles s
        where (n.nspname = 'public' or n.nspname = 'keys' and s.role = v_service)
          and not has_schema_privilege(s.role, n.oid, 'usage')
    loop
        execute v_statement;
    end loop;

    -- What looks across bodies runs with the rights of a role that nobody is, and for the service alone.
    for v_statement in
        with crossing as (
            select p.oid, p.proname, p.proowner, p.proacl
            from pg_proc p
            where p.prosecdef and p.pronamespace = 'public'::regnamespace
              and not exists (
                  select from pg_depend d
                  where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')),
        moved as (
            select c.oid from crossing c where c.proowner <> v_functions and c.proname <> all (v_owners)),
        steps as (
            -- Whoever is given a function must be able to make it.
            select 1 as step, format('grant create on schema public to %s', v_functions) as statement
            where exists (select from moved)
            union all
            select 2, format('alter function %s owner to %s', m.oid::regprocedure, v_functions) from moved m
            union all
            select 3, format('revoke create on schema public from %s', v_functions) where exists (select from moved)
            union all
            select 4, format('revoke execute on function %s from public', c.oid::regprocedure)
            from crossing c
            where v_service is not null
              and exists (
                  select from aclexplode(coalesce(c.proacl, acldefault('f', c.proowner))) a
                  where a.grantee = 0 and a.privilege_type = 'EXECUTE')
            union all
            select 5, format('grant execute on function %s to %s', c.oid::regprocedure, v_service)
            from crossing c
            where v_service is not null
              and not exists (
                  select from aclexplode(c.proacl) a where a.grantee = v_service and a.privilege_type = 'EXECUTE'))
        select s.statement from steps s order by s.step, s.statement
    loop
        execute v_statement;
    end loop;
end
$$;
