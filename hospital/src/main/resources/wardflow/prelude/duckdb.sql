-- The prelude for DuckDB: what the models use that DuckDB and Spark spell differently.
-- spark.sql beside it defines the same names with the same results; each has an example in prelude/examples.csv.
-- Instants are TIMESTAMP WITH TIME ZONE; the session's zone is UTC.

-- Text of a payload, or null if it is not UTF-8.
create or replace macro payload_text(payload) as try(decode(payload));

-- A text as it is read: trimmed of spaces; null if nothing is left, and for what was an object or an array.
-- The first test is ten times cheaper than the expression behind it, and what most texts pass; `ord` of an empty text is -1.
create or replace macro clean(value) as
    case when ord(value) not in (-1, 32, 91, 123) and not ends_with(value, ' ') then value
    else regexp_extract_all(value, '(?s)^ *([^ \[{].*?) *$', 1)[1] end;

-- A JSON object whose texts are what docs/semantics.md says: DuckDB takes `NaN`, `Infinity` and a comma too many for JSON, and prints a
-- number as it sees fit, so a top-level number that it would not print as sent becomes a text. Null for what is no JSON. Most objects pass the
-- first test and stay as they are. The next two see texts as one piece, so that what stands in one is not touched.
create or replace macro json_as_sent(object) as case
    when not regexp_matches(object, ',[ \t\n\r]*[}\]]|(?i:nan|inf)|:[ \t\n\r]*(?:-0[ \t\n\r]*[,}]|-?[0-9.]*(?:[0-9][eE]|[.][0-9]+0|[.]00000|[0-9.]{17})[0-9eE.+-]*[ \t\n\r]*[,}])')
        then object
    when regexp_matches(regexp_replace(object, '"(?:[^"\\]|\\.)*"', '""', 'g'), ',[ \t\n\r]*[}\]]|(?i:nan|inf)') then null
    else regexp_replace(object,
        '"((?:[^"\\]|\\.)*)"|(-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?)([ \t\n\r]*[,}\]])', '"\1\2"\3', 'g') end;

-- Whether a value is too long for what its name says: an id, or a department. They are keys, and PostgreSQL indexes no key of 2,704 bytes.
create or replace macro is_too_long(name, value) as strlen(trim(value, ' ')) > 500 and regexp_matches(name, '(?:_id|^department)$');

-- The values of top-level names (a constant, with commas) of a JSON object, as texts in the order of the names, read in one
-- pass; each is null if it is absent, null, an object, an array or too long. The whole is null if it is not a JSON object.
-- A lambda holds its expression once, however many texts there are: preparing a query costs by the expression. Without the test of
-- `names` DuckDB would bind the body before it knows that they are a constant.
create or replace macro json_texts(object, names) as
    case when names is not null and regexp_matches(object, '^[ \t\n\r]*[{]') then list_transform(
        try(json_extract_string(json_as_sent(object), string_split(names, ','))), lambda text, i:
            case when strlen(text) <= 500 or not is_too_long(string_split(names, ',')[i], text) then clean(text) end) end;

-- The JSON pointer of a top-level name.
create or replace macro json_pointer(name) as concat('/', replace(replace(name, '~', '~0'), '/', '~1'));

-- The value of a top-level name of a JSON object, as text; null if it is absent, null, an object, an array or too long.
create or replace macro json_text(object, name) as
    list_transform([try(json_extract_string(json_as_sent(object), json_pointer(name)))], lambda text:
        case when not is_too_long(name, text) then clean(text) end)[1];

-- Whether a JSON object has one of some top-level names (with commas), be its value null.
create or replace macro json_has_any(object, names) as
    coalesce(try(list_has_any(json_keys(object), string_split(names, ','))), false);

-- Of some top-level names (with commas) those whose value in a JSON object is an object, an array, a text that begins as one, or too long,
-- with commas; null if there are none, or if it is not JSON. Most objects hold no second brace and are not taken apart.
create or replace macro json_nested(object, names) as
    case when strlen(object) > 500 or regexp_matches(object, '[{][^{]*[{]|\[|\\u') then nullif(array_to_string(list_filter(
        string_split(names, ','), lambda name: regexp_matches(try(json_extract_string(object, json_pointer(name))), '^ *[\[{]')
            or is_too_long(name, try(json_extract_string(json_as_sent(object), json_pointer(name))))), ','), '') end;

-- A JSON object with a key (letters, digits, underscores and hyphens) under another name, unless it has that one too. A quote within a
-- text is escaped, so that a name between quotes and before a colon is a key.
create or replace macro json_renamed(object, old_name, new_name) as
    case when regexp_matches(object, concat('"', new_name, '"[ \t\n\r]*:')) then object
    else regexp_replace(object, concat('"', old_name, '"[ \t\n\r]*:'), concat('"', new_name, '":'), 'g') end;

-- The top-level names of a JSON object, sorted, each once.
create or replace macro attribute_names(object) as list_sort(list_distinct(json_keys(object)));

-- The names of a JSON object that are not in a list, as a JSON object of texts with sorted names; null if there are none.
-- Within an object or an array a number is as DuckDB prints it.
create or replace macro other_attributes(object, known) as
    case when len(list_filter(json_keys(object), lambda name: not list_contains(string_split(known, ','), name))) = 0 then null
    else cast(to_json(nullif(map_from_entries(list_filter(
        list_transform(
            list_sort(list_distinct(list_filter(
                json_keys(object), lambda name: not list_contains(string_split(known, ','), name)))),
            lambda name: {'k': name, 'v': json_extract_string(case
                when json_type(object, json_pointer(name)) in ('OBJECT', 'ARRAY') then object
                else json_as_sent(object) end, json_pointer(name))}),
        lambda entry: entry.v is not null)), map())) as varchar) end;

-- A text in lower case, each letter by itself.
create or replace macro lower_case(value) as lower(value);

-- An integer of 1 to 18 digits with or without a minus; null for any other text.
create or replace macro integer_of(value) as
    case when regexp_full_match(value, '-?[0-9]{1,18}') then cast(value as bigint) end;

-- A plain decimal number of at most 9 digits before the point and 6 behind it; null for any other text.
create or replace macro decimal_of(value) as
    case when regexp_full_match(value, '-?[0-9]{1,9}([.][0-9]{1,6})?') then cast(value as decimal(18, 6)) end;

-- A date yyyy-MM-dd; null for any other text.
create or replace macro date_of(value) as
    case when regexp_full_match(value, '(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}') then try_cast(value as date) end;

-- A local time read with the offset of the day before.
create or replace macro by_earlier_offset(local, zone) as timezone(zone, local - interval 24 hours) + interval 24 hours;

-- The instant of a local time. `timezone` reads one in a gap by the offset before it, as it should, and of the two in an
-- overlap takes the later: the earlier one is that of the offset before, if that gives the local time at all.
create or replace macro instant_of_local(local, zone) as
    case when timezone(zone, by_earlier_offset(local, zone)) = local then by_earlier_offset(local, zone)
    else timezone(zone, local) end;

-- The instant that a text names, in the zone given if it has no offset; null if it is unreadable (docs/semantics.md, Times).
-- DuckDB casts a text with an offset and no seconds in some versions only.
create or replace macro instant_of(value, zone) as
    case when not regexp_full_match(value,
        '(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?')
    then null
    when zone = 'UTC' or regexp_matches(value, '(Z|[+-][0-9]{2}:[0-9]{2})$') then coalesce(try_cast(value as timestamptz),
        try_cast(concat(substring(value, 1, 16), ':00', substring(value, 17)) as timestamptz))
    else instant_of_local(try_cast(value as timestamp), zone) end;

-- Whether a text without offset, read as an instant, names a local time that the zone has twice or not at all.
create or replace macro is_ambiguous_local(value, zone, instant) as
    case when zone = 'UTC' or instant is null or regexp_matches(value, '(Z|[+-][0-9]{2}:[0-9]{2})$') then false
    else timezone(zone, instant) <> try_cast(value as timestamp)
        or timezone(zone, try_cast(value as timestamp)) <> instant end;

-- The date that a zone's calendar shows at an instant.
create or replace macro local_date(instant, zone) as cast(instant at time zone zone as date);

-- The hour of the day, 0 to 23, that a zone's clock shows at an instant.
create or replace macro local_hour(instant, zone) as cast(extract(hour from instant at time zone zone) as int);

-- Microseconds from 1970-01-01T00:00Z, and back.
create or replace macro micros_of(instant) as epoch_us(instant);
create or replace macro instant_of_micros(micros) as make_timestamptz(micros);

-- The whole quotient of two integers, cut towards zero; null for a divisor of 0.
create or replace macro quotient(dividend, divisor) as dividend // nullif(divisor, 0);

-- Whole minutes from one instant to another; null if there are none to count.
create or replace macro minutes_between(start_ts, end_ts) as
    case when end_ts >= start_ts then (epoch_us(end_ts) - epoch_us(start_ts)) // 60000000 end;

-- Day of the week: 1 Monday to 7 Sunday.
create or replace macro day_of_week(day) as isodow(day);

-- Days from one date to another.
create or replace macro days_from(start_date, end_date) as end_date - start_date;

-- Whole years from one date to another; null if the second is earlier. From 29 February a year is over on 1 March where there is none.
create or replace macro years_from(start_date, end_date) as case when end_date >= start_date then cast((
    extract(year from end_date) * 10000 + extract(month from end_date) * 100 + extract(day from end_date)
        - extract(year from start_date) * 10000 - extract(month from start_date) * 100 - extract(day from start_date)) // 10000 as int) end;

-- The first instant of a UTC day.
create or replace macro day_start(day) as cast(day as timestamp) at time zone 'UTC';

-- The days from one to another, both included; none if the second is earlier.
create or replace macro days_between(first_day, last_day) as generate_series(first_day, last_day, interval 1 day)::date[];

-- The whole numbers from one to another, both included.
create or replace macro numbers_between(first_number, last_number) as generate_series(first_number, last_number);

-- SHA-256 of a text in hex, under Spark's name.
create or replace macro sha2(value, bits) as sha256(value);

-- The elements of an array as rows, for `cross join lateral explode(array) as t(c)`.
create or replace macro explode(elements) as table select unnest(elements) as element;

-- The element of an array at a position from 1, under Spark's name.
create or replace macro element_at(elements, place) as list_extract(elements, place);
