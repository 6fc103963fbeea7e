-- The roles that own things. None of them can log in.
do $$
declare
    name text;
    lock regprocedure;
begin
    foreach name in array array['wardflow_owner', 'wardflow_publisher', 'wardflow_reader', 'wardflow_totals', 'wardflow_whole'] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I nologin noinherit', name);
        end if;
        execute format('grant %I to current_user with inherit true, set true', name);
    end loop;
    grant wardflow_reader, wardflow_totals, wardflow_whole to wardflow_owner with inherit false, set true;
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to public', current_database());
    execute format('grant temporary on database %I to wardflow_publisher', current_database());
    execute format('grant create on database %I to wardflow_owner', current_database());
    revoke all on schema public from public;
    -- A start and a publication wait for advisory locks, which any login could take and keep. Only the owner of these functions can say who may.
    if (select rolsuper from pg_roles where rolname = current_user) then
        for lock in select oid from pg_proc where pronamespace = 'pg_catalog'::regnamespace and proname ~ '^pg_(try_)?advisory_' loop
            execute format('revoke execute on function %s from public', lock);
            execute format('grant execute on function %s to wardflow_publisher', lock);
        end loop;
    end if;
end $$;

-- Every login may keep large objects, which nothing ever removes, and hide a question in a text that these functions run, so that what it
-- costs is not seen. Who is no superuser may not change that.
do $$
declare
    granted regprocedure;
begin
    if (select rolsuper from pg_roles where rolname = current_user) then
        for granted in select oid::regprocedure from pg_proc
            where pronamespace = 'pg_catalog'::regnamespace and (proname ~ '^(lo_|lowrite|loread|(query|table|cursor|schema|database)_to_xml)'
                    or proname = 'ts_stat' or oid = to_regprocedure('ts_rewrite(tsquery, text)'))
                and has_function_privilege('public', oid, 'execute') loop
            execute format('revoke execute on function %s from public', granted);
        end loop;
    end if;
end $$;
