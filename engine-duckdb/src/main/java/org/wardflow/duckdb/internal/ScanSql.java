package org.wardflow.duckdb.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.roaringbitmap.RoaringBitmap;
import org.wardflow.flow.engine.Scan;
import org.wardflow.lake.Column;
import org.wardflow.lake.FileKeys;
import org.wardflow.lake.TableChanges.Slice;

/**
 * A scan as a SELECT. Files that are alike are read by one {@code read_parquet}: without deleted rows, with some deleted, or only some
 * rows wanted; and each of these by the columns that the files hold. A large file of which some rows are wanted is read by itself, so that DuckDB
 * hands the positions down and decodes the row groups around them alone, or finds the rows in {@link RowCopies}; the join with the keys would keep
 * it from that, so it stands behind a fence.
 *
 * <p>Deleted rows are left out by an anti join with a list of positions, which is written as one text for each file, since a
 * text is parsed far faster than as many constants. The join with the keys stands in each branch, so that DuckDB hands
 * its bounds down to the row groups.
 */
final class ScanSql {
    /** What the files of a branch have in common. */
    private record Branch(Kind kind, Set<String> columns) {}

    private enum Kind {
        WHOLE,
        SOME_DELETED,
        SOME_WANTED,
        PICKED
    }

    /** Most rows without deleted ones that are read together with files that have some. */
    static final long JOINED_ROWS_MAX = 65_536;

    private final Scan scan;
    private final Map<String, Set<String>> columns;
    private final RowCopies copies;

    /** @param columns that each of the scan's files holds, by its absolute path */
    ScanSql(Scan scan, Map<String, Set<String>> columns, RowCopies copies) {
        this.scan = scan;
        this.columns = columns;
        this.copies = copies;
    }

    String text() {
        Map<Branch, List<Slice>> branches = new LinkedHashMap<>();
        for (Slice slice : scan.slices()) {
            Branch branch = new Branch(kind(slice), held(slice));
            branches.computeIfAbsent(branch, same -> new ArrayList<>()).add(slice);
        }
        joinSmall(branches);
        if (branches.isEmpty()) {
            return "(select " + selected(Set.of()) + " where false)";
        }
        return branches.entrySet().stream()
                .flatMap(branch -> branch.getKey().kind() == Kind.PICKED
                        ? branch.getValue().stream()
                                .map(slice -> picked(branch.getKey().columns(), slice))
                        : Stream.of(branch(branch.getKey(), branch.getValue())))
                .collect(Collectors.joining(" union all ", "(", ")"));
    }

    /** A few rows without deleted ones go into the branch of files that have some: a branch less to plan is worth more than the check. */
    private static void joinSmall(Map<Branch, List<Slice>> branches) {
        for (Branch deleted : List.copyOf(branches.keySet())) {
            Branch whole = new Branch(Kind.WHOLE, deleted.columns());
            List<Slice> slices = branches.getOrDefault(whole, List.of());
            long rows = slices.stream().mapToLong(slice -> slice.file().rows()).sum();
            if (deleted.kind() == Kind.SOME_DELETED && !slices.isEmpty() && rows <= JOINED_ROWS_MAX) {
                branches.remove(whole);
                branches.computeIfPresent(
                        deleted,
                        (same, with) ->
                                Stream.concat(with.stream(), slices.stream()).toList());
            }
        }
    }

    /** The wanted columns that a file holds. */
    private Set<String> held(Slice slice) {
        Set<String> held = columns.getOrDefault(slice.file().absolute().toString(), Set.of());
        return scan.columns().stream().map(Column::name).filter(held::contains).collect(Collectors.toSet());
    }

    private static Kind kind(Slice slice) {
        if (slice.only().isPresent()) {
            return slice.file().rows() < FileKeys.LOCATED_ROWS_MIN ? Kind.SOME_WANTED : Kind.PICKED;
        }
        return slice.file().deleted().isEmpty() ? Kind.WHOLE : Kind.SOME_DELETED;
    }

    private String picked(Set<String> held, Slice slice) {
        String path = DuckDbSession.literal(slice.file().absolute().toString());
        Optional<String> copy = copies.of(slice);
        List<String> needed = new ArrayList<>(
                copy.isPresent()
                        ? List.of(path + " as filename", "t." + Scan.POSITION + " as file_row_number")
                        : List.of("t.filename", "t.file_row_number"));
        Stream.concat(
                        scan.columns().stream().map(Column::name),
                        scan.keys().stream().flatMap(keys -> keys.columns().stream()))
                .distinct()
                .filter(held::contains)
                .forEach(column -> needed.add("t." + column));
        String rows = copy.map(table -> table + " t where t." + Scan.POSITION + " in (" + numbers(slice) + ")")
                .orElseGet(() -> "read_parquet(" + path
                        + ", filename = true, file_row_number = true) t semi join (select unnest(cast('["
                        + numbers(slice) + "]' as bigint[])) as p) d on d.p = t.file_row_number");
        return "select " + selected(held) + " from (with picked as materialized (select " + String.join(", ", needed)
                + " from " + rows + ") select * from picked) t" + keys(held) + present(held);
    }

    private String branch(Branch branch, List<Slice> slices) {
        boolean positions = branch.kind() != Kind.WHOLE || scan.positions();
        StringBuilder sql = new StringBuilder("select ").append(selected(branch.columns()));
        sql.append(" from read_parquet(")
                .append(DuckDbSession.list(slices.stream()
                        .map(slice -> slice.file().absolute().toString())
                        .toList()))
                .append(positions ? ", filename = true, file_row_number = true) t" : ") t");
        if (branch.kind() == Kind.SOME_DELETED) {
            sql.append(" anti join ")
                    .append(positions(slices))
                    .append(" d on d.f = t.filename and d.p = t.file_row_number");
        } else if (branch.kind() == Kind.SOME_WANTED) {
            sql.append(" semi join ")
                    .append(positions(slices))
                    .append(" d on d.f = t.filename and d.p = t.file_row_number");
        }
        return sql.append(keys(branch.columns()))
                .append(present(branch.columns()))
                .toString();
    }

    private String keys(Set<String> held) {
        return scan.keys()
                .map(keys -> keys.columns().stream()
                        .map(column -> held(held, column) + " = k." + column)
                        .collect(Collectors.joining(
                                " and ", " semi join " + keys.relation().text() + " k on ", "")))
                .orElse("");
    }

    private String present(Set<String> held) {
        return scan.notNull().isEmpty()
                ? ""
                : scan.notNull().stream()
                        .map(column -> held(held, column) + " is not null")
                        .collect(Collectors.joining(" and ", " where ", ""));
    }

    private static String held(Set<String> columns, String column) {
        return columns.contains(column) ? "t." + column : "null";
    }

    private String selected(Set<String> held) {
        List<String> columns = new ArrayList<>();
        for (Column column : scan.columns()) {
            columns.add(
                    held.contains(column.name())
                            ? "t." + column.name()
                            : "cast(null as " + DuckDbTypes.name(column.type()) + ") as " + column.name());
        }
        if (scan.positions()) {
            boolean empty = scan.slices().isEmpty();
            columns.add((empty ? "cast(null as varchar)" : "t.filename") + " as " + Scan.FILE);
            columns.add((empty ? "cast(null as bigint)" : "t.file_row_number") + " as " + Scan.POSITION);
        }
        return String.join(", ", columns);
    }

    /**
     * The deleted, or the wanted, positions. One list of values and no union of a SELECT for each file: every part of a union fills buffers of
     * its own on its way into a join, so that two hundred small files with deleted rows would take the engine's memory.
     */
    private static String positions(List<Slice> slices) {
        return slices.stream()
                .filter(slice ->
                        slice.only().isPresent() || !slice.file().deleted().isEmpty())
                .map(slice -> "("
                        + DuckDbSession.literal(slice.file().absolute().toString()) + ", '["
                        + numbers(slice) + "]')")
                .collect(Collectors.joining(
                        ", ",
                        "(select f, unnest(cast(positions as bigint[])) as p from (values ",
                        ") v(f, positions))"));
    }

    private static String numbers(Slice slice) {
        RoaringBitmap positions = slice.only().orElse(slice.file().deleted());
        StringBuilder text = new StringBuilder();
        positions.forEach(
                (int position) -> text.append(text.length() > 0 ? "," : "").append(position));
        return text.toString();
    }
}
