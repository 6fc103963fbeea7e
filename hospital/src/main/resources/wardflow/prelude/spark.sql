-- The prelude for Spark: the functions of duckdb.sql that Spark lacks, with the same results. The session's zone is UTC.

-- Text of a payload, or null if it is not UTF-8.
create or replace temporary function payload_text(payload binary) returns string
return try_validate_utf8(cast(payload as string));

-- A text as it is read: trimmed of spaces; null if nothing is left, and for what was an object or an array.
create or replace temporary function clean(value string) returns string
return case when left(trim(value), 1) in ('{', '[') then null else nullif(trim(value), '') end;

-- Whether a value is too long for what its name says: an id, or a department. They are keys, and PostgreSQL indexes no key of 2,704 bytes.
create or replace temporary function is_too_long(name string, value string) returns boolean
return octet_length(trim(value)) > 500 and (endswith(name, '_id') or name = 'department');

-- The functions of JSON are written in Java, in the engine (JsonFunctions): Spark's own print numbers in their own way.

-- The values of top-level names (with commas) of a JSON object, as texts in the order of the names, read in one pass; each is
-- null if it is absent, null, an object, an array or too long. The whole is null if it is not a JSON object.
create or replace temporary function json_texts(object string, names string) returns array<string>
return wardflow_json_texts(object, names);

-- The value of a top-level name (without commas) of a JSON object, as text; null if it is absent, null, an object, an array or too long.
create or replace temporary function json_text(object string, name string) returns string
return try_element_at(wardflow_json_texts(object, name), 1);

-- Whether a JSON object has one of some top-level names (with commas), be its value null.
create or replace temporary function json_has_any(object string, names string) returns boolean
return coalesce(arrays_overlap(wardflow_json_names(object), split(names, ',')), false);

-- Of some top-level names (with commas) those whose value in a JSON object is an object, an array, a text that begins as one, or too long,
-- with commas; null if there are none, or if it is not JSON.
create or replace temporary function json_nested(object string, names string) returns string
return wardflow_json_nested(object, names);

-- A JSON object with a key (letters, digits, underscores and hyphens) under another name, unless it has that one too. A quote within a
-- text is escaped, so that a name between quotes and before a colon is a key.
create or replace temporary function json_renamed(object string, old_name string, new_name string) returns string
return wardflow_json_renamed(object, old_name, new_name);

-- The top-level names of a JSON object, sorted, each once.
create or replace temporary function attribute_names(object string) returns array<string>
return wardflow_json_names(object);

-- The names of a JSON object that are not in a list, as a JSON object of texts with sorted names; null if there are none.
create or replace temporary function other_attributes(object string, known string) returns string
return wardflow_json_others(object, known);

-- A text in lower case, each letter by itself: Spark's own looks at a letter's neighbours, and makes two of one.
create or replace temporary function lower_case(value string) returns string
return wardflow_lower_case(value);

-- An integer of 1 to 18 digits with or without a minus; null for any other text.
create or replace temporary function integer_of(value string) returns bigint
return case when regexp_like(value, '^-?[0-9]{1,18}\\z') then cast(value as bigint) end;

-- A plain decimal number of at most 9 digits before the point and 6 behind it; null for any other text.
create or replace temporary function decimal_of(value string) returns decimal(18, 6)
return case when regexp_like(value, '^-?[0-9]{1,9}([.][0-9]{1,6})?\\z') then cast(value as decimal(18, 6)) end;

-- A date yyyy-MM-dd; null for any other text.
create or replace temporary function date_of(value string) returns date
return case when regexp_like(value, '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}\\z') then try_cast(value as date) end;

-- A readable time with its seconds, which Spark wants before an offset.
create or replace temporary function with_seconds(value string) returns string
return regexp_replace(value, '^(.{16})(Z|[+-]|\\z)', '$1:00$2');

-- The instant that a text names, in the zone given if it has no offset; null if it is unreadable (docs/semantics.md, Times).
-- Spark's own conversion takes the earlier instant in an overlap, and the offset before a gap in one.
create or replace temporary function instant_of(value string, zone string) returns timestamp
return case
    when not regexp_like(value, '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?\\z')
    then null
    when regexp_like(value, '(Z|[+-][0-9]{2}:[0-9]{2})\\z') then try_cast(with_seconds(value) as timestamp)
    else to_utc_timestamp(try_cast(with_seconds(value) as timestamp), zone) end;

-- The instant of a local time by the offset of the day after.
create or replace temporary function by_later_offset(local_ts timestamp, zone string) returns timestamp
return timestamp_micros(unix_micros(local_ts)
    - (unix_micros(from_utc_timestamp(local_ts + interval 24 hours, zone)) - unix_micros(local_ts + interval 24 hours)));

-- Whether a text without offset, read as an instant, names a local time that the zone has twice or not at all.
create or replace temporary function is_ambiguous_local(value string, zone string, instant timestamp) returns boolean
return case
    when zone = 'UTC' or instant is null or regexp_like(value, '(Z|[+-][0-9]{2}:[0-9]{2})\\z') then false
    else from_utc_timestamp(instant, zone) <> instant_of(value, 'UTC')
        or (by_later_offset(instant_of(value, 'UTC'), zone) <> instant
            and from_utc_timestamp(by_later_offset(instant_of(value, 'UTC'), zone), zone) = instant_of(value, 'UTC')) end;

-- The date that a zone's calendar shows at an instant.
create or replace temporary function local_date(instant timestamp, zone string) returns date
return cast(from_utc_timestamp(instant, zone) as date);

-- The hour of the day, 0 to 23, that a zone's clock shows at an instant.
create or replace temporary function local_hour(instant timestamp, zone string) returns int
return hour(from_utc_timestamp(instant, zone));

-- Microseconds from 1970-01-01T00:00Z, and back.
create or replace temporary function micros_of(instant timestamp) returns bigint
return unix_micros(instant);
create or replace temporary function instant_of_micros(micros bigint) returns timestamp
return timestamp_micros(micros);

-- The whole quotient of two integers, cut towards zero; null for a divisor of 0.
create or replace temporary function quotient(dividend bigint, divisor bigint) returns bigint
return dividend div nullif(divisor, 0);

-- Whole minutes from one instant to another; null if there are none to count.
create or replace temporary function minutes_between(start_ts timestamp, end_ts timestamp) returns bigint
return case when end_ts >= start_ts then (unix_micros(end_ts) - unix_micros(start_ts)) div 60000000 end;

-- Day of the week: 1 Monday to 7 Sunday.
create or replace temporary function day_of_week(day date) returns int
return weekday(day) + 1;

-- Days from one date to another.
create or replace temporary function days_from(start_date date, end_date date) returns int
return datediff(end_date, start_date);

-- Whole years from one date to another; null if the second is earlier. From 29 February a year is over on 1 March where there is none.
create or replace temporary function years_from(start_date date, end_date date) returns int
return case when end_date >= start_date then cast((
    year(end_date) * 10000 + month(end_date) * 100 + day(end_date)
        - year(start_date) * 10000 - month(start_date) * 100 - day(start_date)) div 10000 as int) end;

-- The first instant of a UTC day.
create or replace temporary function day_start(day date) returns timestamp
return cast(day as timestamp);

-- The days from one to another, both included; none if the second is earlier.
create or replace temporary function days_between(first_day date, last_day date) returns array<date>
return case when last_day >= first_day then sequence(first_day, last_day, interval 1 day)
    else cast(array() as array<date>) end;

-- The whole numbers from one to another, both included.
create or replace temporary function numbers_between(first_number int, last_number int) returns array<int>
return sequence(first_number, last_number);
