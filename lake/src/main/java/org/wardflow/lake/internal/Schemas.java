package org.wardflow.lake.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

/** A table's columns as a Delta schema, and the rest of its specification as table properties. */
final class Schemas {
    private static final int DECIMAL_PRECISION = 18;
    private static final int DECIMAL_SCALE = 6;
    private static final String PHYSICAL_NAME = "delta.columnMapping.physicalName";
    private static final String PHI = "wardflow.phi";
    private static final String KEY_FILTERS = "wardflow.keyFilters";
    private static final String SORTED_BY = "wardflow.sortedBy";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Schemas() {}

    /**
     * The schema of a new table. Names and ids of the column mapping are given here, because Delta Kernel would make up
     * physical names that the engines' Parquet files do not have.
     */
    static StructType schema(List<Column> columns) {
        StructType schema = new StructType();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            schema = schema.add(new StructField(
                    column.name(),
                    type(column.type()),
                    !column.required(),
                    new FieldMetadata.Builder()
                            .putLong("delta.columnMapping.id", i + 1L)
                            .putString(PHYSICAL_NAME, column.name())
                            .putBoolean(PHI, column.phi())
                            .build()));
        }
        return schema;
    }

    /** An existing schema with nullable columns at its end; Delta Kernel numbers them. */
    static StructType extended(StructType schema, List<Column> added) {
        List<StructField> fields = new ArrayList<>(schema.fields());
        for (Column column : added) {
            fields.add(new StructField(
                    column.name(),
                    type(column.type()),
                    true,
                    new FieldMetadata.Builder().putBoolean(PHI, column.phi()).build()));
        }
        return new StructType(fields);
    }

    static List<Column> columns(TableName table, StructType schema) {
        return schema.fields().stream().map(field -> column(table, field)).toList();
    }

    private static Column column(TableName table, StructField field) {
        requireOwnName(table, field);
        return new Column(
                field.getName(),
                columnType(table, field),
                !field.isNullable(),
                field.getMetadata().contains(PHI)
                        && Boolean.TRUE.equals(field.getMetadata().getBoolean(PHI)));
    }

    /** The engines read and write files by the names of columns: one that was renamed would be null in all that is there. */
    private static void requireOwnName(TableName table, StructField field) {
        String stored = field.getMetadata().contains(PHYSICAL_NAME)
                ? field.getMetadata().getString(PHYSICAL_NAME)
                : field.getName();
        if (!field.getName().equals(stored)) {
            throw new WardflowException(
                    ErrorCode.SCHEMA_CHANGE,
                    "Table " + table + " has a column that another program added or renamed",
                    field.getName() + ", which its files call " + stored,
                    "drop it, or rename it back, with that program; columns are added by the contract");
        }
    }

    static Map<String, String> properties(TableSpec spec) {
        return Map.ofEntries(
                Map.entry("delta.enableDeletionVectors", "true"),
                Map.entry("delta.feature.domainMetadata", "supported"),
                Map.entry("delta.columnMapping.mode", "name"),
                // Other writers must not put bounds of protected columns into the log either.
                Map.entry("delta.dataSkippingStatsColumns", statisticsColumns(spec.columns())),
                // The lake cleans its log itself: it alone knows which versions the manifests need.
                Map.entry("delta.enableExpiredLogCleanup", "false"),
                Map.entry(KEY_FILTERS, json(spec.keyFilters())),
                Map.entry(SORTED_BY, json(spec.sortedBy())));
    }

    /** The properties to set when columns are added. */
    static Map<String, String> extendedProperties(List<Column> columns) {
        return Map.of("delta.dataSkippingStatsColumns", statisticsColumns(columns));
    }

    static TableSpec spec(TableName table, StructType schema, Map<String, String> properties) {
        try {
            return new TableSpec(
                    table,
                    columns(table, schema),
                    JSON.readValue(
                            properties.getOrDefault(KEY_FILTERS, "[]"), new TypeReference<List<List<String>>>() {}),
                    JSON.readValue(properties.getOrDefault(SORTED_BY, "[]"), new TypeReference<List<String>>() {}));
        } catch (JsonProcessingException e) {
            throw new WardflowException(
                    ErrorCode.TABLE_CORRUPT,
                    "The properties of table " + table + " are damaged",
                    KEY_FILTERS + " or " + SORTED_BY + " is no JSON list",
                    "restore the properties that the table was created with",
                    e);
        }
    }

    private static String statisticsColumns(List<Column> columns) {
        return columns.stream()
                .filter(column -> !column.phi())
                .map(column -> "`" + column.name() + "`")
                .collect(Collectors.joining(","));
    }

    private static DataType type(ColumnType type) {
        return switch (type) {
            case STRING -> StringType.STRING;
            case BOOLEAN -> BooleanType.BOOLEAN;
            case INT -> IntegerType.INTEGER;
            case BIGINT -> LongType.LONG;
            case DECIMAL -> new DecimalType(DECIMAL_PRECISION, DECIMAL_SCALE);
            case DATE -> DateType.DATE;
            case TIMESTAMP -> TimestampType.TIMESTAMP;
            case BINARY -> BinaryType.BINARY;
        };
    }

    private static ColumnType columnType(TableName table, StructField field) {
        for (ColumnType type : ColumnType.values()) {
            if (type(type).equals(field.getDataType())) {
                return type;
            }
        }
        throw new WardflowException(
                ErrorCode.SCHEMA_CHANGE,
                "Table " + table + " has a column of a type that Wardflow does not know",
                field.getName() + " " + field.getDataType(),
                "drop that column with the program that added it");
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Lists of text always render", e);
        }
    }
}
