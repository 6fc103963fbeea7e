-- The prelude for PostgreSQL: the functions of prelude/duckdb.sql that KPIs use, with the same results. KPIs keep to intervals
-- of hours and below, as a day of PostgreSQL is as long as the session's time zone makes it.

-- The date that a zone's calendar shows at an instant.
create function prelude.local_date(instant timestamptz, zone text) returns date immutable parallel safe
return cast(instant at time zone zone as date);

-- The hour of the day, 0 to 23, that a zone's clock shows at an instant.
create function prelude.local_hour(instant timestamptz, zone text) returns int immutable parallel safe
return cast(extract(hour from instant at time zone zone) as int);

-- Microseconds from 1970-01-01T00:00Z.
create function prelude.micros_of(instant timestamptz) returns bigint immutable parallel safe
return cast(extract(epoch from instant) * 1000000 as bigint);

-- The whole quotient of two integers, cut towards zero; null for a divisor of 0.
create function prelude.quotient(dividend bigint, divisor bigint) returns bigint immutable parallel safe
return dividend / nullif(divisor, 0);

-- Whole minutes from one instant to another; null if there are none to count.
create function prelude.minutes_between(start_ts timestamptz, end_ts timestamptz) returns bigint immutable parallel safe
return case when end_ts >= start_ts then (prelude.micros_of(end_ts) - prelude.micros_of(start_ts)) / 60000000 end;

-- Day of the week: 1 Monday to 7 Sunday.
create function prelude.day_of_week(day date) returns int immutable parallel safe
return cast(extract(isodow from day) as int);

-- Days from one date to another.
create function prelude.days_from(start_date date, end_date date) returns int immutable parallel safe
return end_date - start_date;

-- Whole years from one date to another; null if the second is earlier. From 29 February a year is over on 1 March where there is none.
create function prelude.years_from(start_date date, end_date date) returns int immutable parallel safe
return case when end_date >= start_date then cast((
    extract(year from end_date) * 10000 + extract(month from end_date) * 100 + extract(day from end_date)
        - extract(year from start_date) * 10000 - extract(month from start_date) * 100 - extract(day from start_date)) as int) / 10000 end;

-- The first instant of a UTC day.
create function prelude.day_start(day date) returns timestamptz immutable parallel safe
return cast(day as timestamp) at time zone 'UTC';

-- The whole numbers from one to another, both included.
create function prelude.numbers_between(first_number int, last_number int) returns int[] immutable parallel safe
return array(select n from generate_series(first_number, last_number) as n);

-- The elements of an array as rows, for `cross join lateral explode(array) as t(c)`.
create function prelude.explode(elements anyarray) returns setof anyelement immutable parallel safe language sql
as 'select unnest(elements)';
