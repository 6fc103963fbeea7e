package org.wardflow.warehouse.internal;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.flow.content.AccessPolicy.Coarse;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.lake.ColumnType;

/** The tables as users see them, under the lake's names: values masked by what they say about a person. */
final class MaskedViews {
    private final AccessPolicy policy;
    private final RowPolicies rows;

    MaskedViews(AccessPolicy policy, RowPolicies rows) {
        this.policy = policy;
        this.rows = rows;
    }

    String of(StoredTable table) {
        Map<String, String> places = policy.elsewhere().getOrDefault(table.name(), Map.of());
        String columns = table.columns().stream()
                .map(column -> "    " + shown(table, column, places.get(column.name())) + " as "
                        + StoredTable.quote(column.name()))
                .collect(Collectors.joining(",\n"));
        StringBuilder sql = new StringBuilder(
                "create view %s as\nselect\n%s\nfrom %s;%n".formatted(table.name(), columns, table.sql()));
        sql.append("comment on view %s is %s;%n"
                .formatted(table.name(), StoredTable.text(table.contract().purpose())));
        for (ContractColumn column : table.columns()) {
            String about = (column.description() + " ["
                            + column.classification().name().toLowerCase(Locale.ROOT) + "]")
                    .strip();
            sql.append("comment on column %s.%s is %s;%n"
                    .formatted(table.name(), StoredTable.quote(column.name()), StoredTable.text(about)));
        }
        return sql.toString();
    }

    /** @param place the column that tells where it is seen; null if it is seen everywhere */
    private String shown(StoredTable table, ContractColumn column, @Nullable String place) {
        String masked = masked(column);
        return place == null ? masked : "case when " + isMine(table, column, place) + " then " + masked + " end";
    }

    private String isMine(StoredTable table, ContractColumn column, String place) {
        if (AccessPolicy.isHospital(place)) {
            return RowPolicies.hospital(place);
        }
        return table.contract()
                        .column(place)
                        .filter(at -> at.type() == ColumnType.TIMESTAMP)
                        .isPresent()
                ? rows.wardThen(table, column.name(), place)
                : RowPolicies.ward(place);
    }

    private String masked(ContractColumn column) {
        String name = StoredTable.quote(column.name());
        return switch (column.classification()) {
            case PUBLIC, OPERATIONAL -> name;
            case DEMOGRAPHIC, PSEUDONYM, PHI ->
                "case (select %s from access.me) when 'CLEAR' then %s%s%s end"
                        .formatted(
                                column.classification().name().toLowerCase(Locale.ROOT),
                                column.classification() == ContractColumn.Classification.PSEUDONYM
                                        ? clear(column)
                                        : name,
                                column.type() == ColumnType.STRING ? " when 'PSEUDONYM' then " + keyed(name) : "",
                                coarse(column, policy.generalised().get(column.name())));
        };
    }

    /**
     * A pseudonym as it is. One that holds a SHA-256 is made of an id or a whole message without a key, so that whoever guesses these
     * finds it: it is as clear as they are. The same value is shown as the same text in all tables, so joins and counts stay.
     */
    private static String clear(ContractColumn column) {
        String name = StoredTable.quote(column.name());
        return column.type() == ColumnType.STRING
                ? "case when (select phi from access.me) = 'CLEAR' or %1$s !~ '[0-9a-f]{64}' then %1$s else %2$s end"
                        .formatted(name, keyed(name))
                : name;
    }

    private static String keyed(String name) {
        return "access.pseudonym(" + name
                + ", (select inner_pad from access.mask_key), (select outer_pad from access.mask_key))";
    }

    /**
     * How a coarser value is shown. A demographic column that has none, such as a gender, is shown as it is; of the other classes it is
     * shown by its pseudonym if that is a text, else not at all.
     */
    private static String coarse(ContractColumn column, @Nullable Coarse coarse) {
        if (coarse == null) {
            return column.classification() == ContractColumn.Classification.DEMOGRAPHIC
                    ? " when 'GENERALISED' then " + StoredTable.quote(column.name())
                    : "";
        }
        String name = StoredTable.quote(column.name());
        String value = switch (coarse) {
            case AGE_BAND ->
                "case when %1$s < 18 then 0 when %1$s < 40 then 18 when %1$s < 65 then 40 when %1$s < 80 then 65 when %1$s >= 80 then 80 end"
                        .formatted(name);
            // Beside the band of an age the year of birth would tell the age.
            case YEAR ->
                "case when (select demographic from access.me) = 'CLEAR' then cast(date_trunc('year', %s) as date) end"
                        .formatted(name);
            case PREFIX -> "left(%s, 3)".formatted(name);
        };
        return " when 'GENERALISED' then " + value
                + (coarse == Coarse.AGE_BAND ? "" : " when 'PSEUDONYM' then " + value);
    }
}
