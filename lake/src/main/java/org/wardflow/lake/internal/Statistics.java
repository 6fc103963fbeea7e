package org.wardflow.lake.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.Column;
import org.wardflow.lake.StagedFile.ColumnStatistics;

/**
 * File statistics in Delta's JSON. Columns that tell something about one patient have none: the bounds of a small file are
 * its values, and the log is copied, listed and inspected more freely than the data.
 *
 * @param rows physical rows; -1 if the writer did not say
 */
record Statistics(long rows, Map<String, ColumnStatistics> columns) {
    /** A longer text bound is left out: cut short, a maximum would have to be rounded up. */
    static final int TEXT_BOUND_MAX = 32;

    private static final int YEAR_MAX = 9_999;

    /** Decimals keep all their digits: as doubles, bounds of more than fifteen would be false. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_MILLI = 1_000;

    /** Delta keeps milliseconds. */
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    Statistics {
        columns = Map.copyOf(columns);
    }

    /** Renders what the log may hold of a staged file's statistics. */
    static String render(long rows, List<Column> columns, Map<String, ColumnStatistics> known) {
        ObjectNode root = JSON.createObjectNode();
        root.put("numRecords", rows);
        ObjectNode min = root.putObject("minValues");
        ObjectNode max = root.putObject("maxValues");
        ObjectNode nulls = root.putObject("nullCount");
        for (Column column : columns) {
            ColumnStatistics found = known.get(column.name());
            if (found == null || column.phi()) {
                continue;
            }
            nulls.put(column.name(), found.nullCount());
            put(min, column, found.min(), false);
            put(max, column, found.max(), true);
        }
        root.put("tightBounds", true);
        return write(root);
    }

    /** The same statistics for a file that has lost rows: still true as bounds, no longer exact. */
    static @Nullable String loosened(@Nullable String statistics) {
        if (statistics == null) {
            return null;
        }
        try {
            ObjectNode root = (ObjectNode) JSON.readTree(statistics);
            root.put("tightBounds", false);
            return write(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("bug: statistics that were parsed before do not parse", e);
        }
    }

    /** Reads statistics back; timestamps widened by the milliseconds' rounding that other writers do. */
    static Statistics parse(@Nullable String statistics, List<Column> columns) throws JsonProcessingException {
        if (statistics == null) {
            return new Statistics(-1, Map.of());
        }
        JsonNode root = JSON.readTree(statistics);
        Map<String, ColumnStatistics> found = new HashMap<>();
        for (Column column : columns) {
            JsonNode nulls = root.path("nullCount").path(column.name());
            if (nulls.isNumber()) {
                found.put(
                        column.name(),
                        new ColumnStatistics(
                                bound(root.path("minValues").path(column.name()), column, 0),
                                bound(root.path("maxValues").path(column.name()), column, MICROS_PER_MILLI - 1),
                                nulls.asLong()));
            }
        }
        return new Statistics(root.path("numRecords").asLong(-1), found);
    }

    private static void put(ObjectNode bounds, Column column, @Nullable String value, boolean up) {
        if (value == null) {
            return;
        }
        switch (column.type()) {
            case STRING -> {
                if (value.length() <= TEXT_BOUND_MAX) {
                    bounds.put(column.name(), value);
                }
            }
            case INT, BIGINT -> bounds.put(column.name(), Long.parseLong(value));
            case DECIMAL -> bounds.put(column.name(), new BigDecimal(value));
            case DATE -> bounds.put(column.name(), value);
            case TIMESTAMP -> {
                Instant instant = milli(Long.parseLong(value), up);
                int year = instant.atOffset(ZoneOffset.UTC).getYear();
                // Delta's readers know years of four digits; of others there is no bound.
                if (year >= 1 && year <= YEAR_MAX) {
                    bounds.put(column.name(), TIMESTAMP.format(instant));
                }
            }
            // Delta keeps no bounds of these.
            case BOOLEAN, BINARY -> {}
        }
    }

    private static @Nullable String bound(JsonNode value, Column column, long roundingMicros) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        return switch (column.type()) {
            case STRING, INT, BIGINT, DATE, BOOLEAN -> value.asText();
            case DECIMAL -> value.decimalValue().toPlainString();
            case TIMESTAMP -> Long.toString(micros(Instant.parse(value.asText())) + roundingMicros);
            case BINARY -> null;
        };
    }

    private static Instant milli(long micros, boolean up) {
        return Instant.ofEpochMilli(
                up ? -Math.floorDiv(-micros, MICROS_PER_MILLI) : Math.floorDiv(micros, MICROS_PER_MILLI));
    }

    private static long micros(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND),
                instant.getLong(ChronoField.MICRO_OF_SECOND));
    }

    private static String write(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree always renders", e);
        }
    }
}
