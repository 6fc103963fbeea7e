package org.wardflow.warehouse.internal;

import java.util.List;
import java.util.stream.Collectors;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.TableName;

/** A table of the warehouse as its contract makes it: values as they are in the lake, which nobody reads directly. */
record StoredTable(Contract contract) {
    /** The type of a column of texts. */
    static final String BY_BYTES = "text collate \"C\"";

    TableName name() {
        return contract.table();
    }

    /** Its schema and name. */
    String sql() {
        return schema() + "." + name().name();
    }

    String schema() {
        return "stored_" + name().layer();
    }

    List<ContractColumn> columns() {
        return contract.columns();
    }

    List<String> key() {
        return contract.primaryKey();
    }

    boolean has(String column) {
        return contract.column(column).isPresent();
    }

    String columnList() {
        return columns().stream().map(column -> quote(column.name())).collect(Collectors.joining(", "));
    }

    String createSql() {
        String columns =
                columns().stream().map(column -> "    " + definition(column)).collect(Collectors.joining(",\n"));
        String key = key().isEmpty()
                ? ""
                : ",\n    primary key ("
                        + key().stream().map(StoredTable::quote).collect(Collectors.joining(", ")) + ")";
        StringBuilder sql = new StringBuilder("create table " + sql() + " (\n" + columns + key + ");\n");
        for (List<String> lookup : contract.keyFilters()) {
            if (!lookup.equals(key())) {
                sql.append("create index on %s (%s);%n"
                        .formatted(
                                sql(), lookup.stream().map(StoredTable::quote).collect(Collectors.joining(", "))));
            }
        }
        return sql.toString();
    }

    /** A column's name and type. Texts are in the order of their bytes, as in the lake, whatever order the database has. */
    static String definition(ContractColumn column) {
        return quote(column.name()) + " " + (column.type() == ColumnType.STRING ? BY_BYTES : type(column.type()));
    }

    static String type(ColumnType type) {
        return switch (type) {
            case STRING -> "text";
            case BOOLEAN -> "boolean";
            case INT -> "integer";
            case BIGINT -> "bigint";
            case DECIMAL -> "numeric(18,6)";
            case DATE -> "date";
            case TIMESTAMP -> "timestamp with time zone";
            case BINARY -> "bytea";
        };
    }

    /** A name, whatever word of SQL it is. */
    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text as SQL has it. */
    static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
