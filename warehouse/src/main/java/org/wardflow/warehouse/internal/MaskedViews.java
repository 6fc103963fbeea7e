package org.wardflow.warehouse.internal;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.content.AccessPolicy;
import org.wardflow.flow.content.AccessPolicy.Coarse;
import org.wardflow.flow.contract.ContractColumn;
import org.wardflow.lake.ColumnType;

/** The tables as users see them, under the lake's names: values masked by what they say about a person. */
final class MaskedViews {
    private final AccessPolicy policy;

    MaskedViews(AccessPolicy policy) {
        this.policy = policy;
    }

    String of(StoredTable table) {
        Set<String> elsewhere = policy.elsewhere().getOrDefault(table.name(), Set.of());
        String columns = table.columns().stream()
                .map(column -> "    " + shown(column, elsewhere.contains(column.name())) + " as "
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

    private String shown(ContractColumn column, boolean onlyOwnWards) {
        String masked = masked(column);
        return onlyOwnWards ? "case when " + RowPolicies.WARD + " then " + masked + " end" : masked;
    }

    private String masked(ContractColumn column) {
        String name = StoredTable.quote(column.name());
        return switch (column.classification()) {
            case PUBLIC, OPERATIONAL -> name;
            case DEMOGRAPHIC, PSEUDONYM, PHI ->
                "case (select %s from access.me) when 'CLEAR' then %s%s%s end"
                        .formatted(
                                column.classification().name().toLowerCase(Locale.ROOT),
                                name,
                                column.type() == ColumnType.STRING
                                        ? " when 'PSEUDONYM' then access.pseudonym(" + name
                                                + ", (select inner_pad from access.mask_key), (select outer_pad from access.mask_key))"
                                        : "",
                                coarse(column, policy.generalised().get(column.name())));
        };
    }

    /** A value without a coarser one is shown as a whole class of it is: by its pseudonym if that is a text, else not at all. */
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
            case YEAR -> "cast(date_trunc('year', %s) as date)".formatted(name);
            case PREFIX -> "left(%s, 3)".formatted(name);
        };
        return " when 'GENERALISED' then " + value
                + (coarse == Coarse.AGE_BAND ? "" : " when 'PSEUDONYM' then " + value);
    }
}
