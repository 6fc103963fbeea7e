-- Who may see what, and what is published. Run as wardflow_owner, once.
create schema access;
create table access.migration (
    version int generated always as identity primary key,
    what text not null,
    applied_at timestamptz not null default current_timestamp
);
comment on table access.migration is 'What was done to the tables, in order';
create table access.derived (
    only_one boolean primary key default true check (only_one),
    digest text not null
);
comment on table access.derived is 'Of what the views, policies and functions were made';

create table access.publication (
    only_one boolean primary key default true check (only_one),
    cycle bigint not null,
    manifest_at timestamptz not null,
    last_tick timestamptz,
    published_at timestamptz not null default current_timestamp
);
comment on table access.publication is 'The manifest that all tables show';
create table access.published_table (
    name text primary key,
    version bigint not null,
    table_id text not null
);
comment on table access.published_table is 'The Delta version that each table shows';

create table access.role_policy (
    role text primary key,
    reach text not null,
    demographic text not null,
    pseudonym text not null,
    phi text not null
);
comment on table access.role_policy is 'Roles, as policy.yaml has them';
create table access.login (
    login name primary key,
    role text not null,
    everywhere boolean not null,
    created_at timestamptz not null default current_timestamp
);
comment on table access.login is 'Who may log in, in which role';
create table access.scope (
    login name not null references access.login on delete cascade,
    hospital_id text not null,
    department text,
    unique nulls not distinct (login, hospital_id, department)
);
comment on table access.scope is 'The hospitals and departments of a login; all of a hospital where there is no department';
create table access.mask_key (
    only_one boolean primary key default true check (only_one),
    inner_pad bytea not null,
    outer_pad bytea not null
);
comment on table access.mask_key is 'The key of pseudonyms, as HMAC-SHA-256 uses it';

-- What row-level security asks. The user is the one who runs the query, whoever owns the view.
create view access.me as
select l.login, p.role, l.everywhere or p.reach = 'ALL' as everywhere, p.reach = 'HELD' as held, p.demographic, p.pseudonym, p.phi
from access.login l
join access.role_policy p on p.role = l.role
where l.login = current_user;
create view access.my_hospital as
select s.hospital_id from access.scope s join access.me m on m.login = s.login where s.department is null;
create view access.my_ward as
select s.hospital_id, s.department from access.scope s join access.me m on m.login = s.login where s.department is not null;
create view access.now as
select coalesce(nullif(current_setting('wardflow.as_of', true), '')::timestamptz, last_tick) as as_of from access.publication;
create view access.published as
select cycle, manifest_at, last_tick, published_at from access.publication;

create function access.pseudonym(value text, inner_pad bytea, outer_pad bytea) returns text immutable strict parallel safe
return encode(sha256(outer_pad || sha256(inner_pad || convert_to(value, 'UTF8'))), 'hex');

grant usage on schema access to public;
grant select on access.me, access.now, access.published to public;
grant select on access.my_hospital, access.my_ward to wardflow_reader, wardflow_totals, wardflow_whole;
grant select on access.mask_key to wardflow_reader;
grant select, insert, update, delete on access.publication, access.published_table to wardflow_publisher;
grant create on schema access to wardflow_whole;
