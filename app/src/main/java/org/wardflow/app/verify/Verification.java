package org.wardflow.app.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.CodeTable;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;
import org.wardflow.lake.TableName;
import org.wardflow.simulator.gold.Aliases;
import org.wardflow.simulator.gold.Codes;
import org.wardflow.simulator.gold.ExpectedGold;
import org.wardflow.simulator.gold.ExpectedTable;
import org.wardflow.simulator.truth.Truth;
import org.wardflow.simulator.truth.TruthCheck;
import org.wardflow.simulator.truth.TruthReport;

/**
 * Gold beside the gold that the simulator derives, without our SQL, from what was sent and the hours that this home has
 * closed; and the findings beside the dirt that was made.
 *
 * @param tables every gold table
 * @param truth the derived gold beside the world as it was
 * @param findings by rule, the rows that this home has
 * @param expectedFindings by rule, the rows that it should have
 * @param otherMessages rows of topics that the simulator did not send, and that gold is expected to show as well
 * @param otherCopies rows of topics that the simulator sent once more than it had to
 * @param discarded messages that a steward discarded, which gold is expected to do without
 */
public record Verification(
        List<TableComparison> tables,
        TruthReport truth,
        Map<String, Long> findings,
        Map<String, Long> expectedFindings,
        long otherMessages,
        long otherCopies,
        long discarded) {
    public Verification {
        tables = List.copyOf(tables);
        findings = Map.copyOf(findings);
        expectedFindings = Map.copyOf(expectedFindings);
    }

    /** Whether nothing differs, in any table and any rule, and every difference from the world is explained. */
    public boolean passed() {
        return tables.stream().allMatch(TableComparison::equal)
                && findings.equals(expectedFindings)
                && truth.untraced().isEmpty();
    }

    /**
     * Verifies the newest cycle of a home that took in what the simulator sent, each message as often as it was sent. VERIFY_NOTHING if
     * there is no gold row that came from a source.
     */
    public static Verification of(Workspace workspace, Truth truth) {
        return of(workspace, () -> Others.none(workspace, truth));
    }

    /** The same of a home that others may have sent messages to, and the simulator some of its own again after a kill. */
    public static Verification besideOthers(Workspace workspace, Truth truth) {
        return of(workspace, () -> Others.of(workspace, truth));
    }

    private static Verification of(Workspace workspace, Supplier<Others> looked) {
        Reader reader = workspace.reader();
        SortedSet<Instant> ticks = ticks(workspace, reader);
        Others others = looked.get();
        Content content = workspace.content();
        ExpectedGold gold = others.truth().expectedGold(codes(content), aliases(content), ticks, others.discarded());
        List<TableComparison> tables = new ArrayList<>();
        gold.tables().forEach((name, expected) -> {
            Contract contract = contract(content, name);
            tables.add(TableComparison.of(contract, expected, rows(reader, contract.table(), expected)));
        });
        Map<String, Long> expected = new HashMap<>();
        gold.findings().forEach(finding -> expected.merge(finding.rule().id(), 1L, Long::sum));
        return new Verification(
                tables,
                TruthCheck.check(gold, others.truth().ledger(), ticks.last()),
                findings(reader),
                expected,
                others.messages(),
                others.copies(),
                others.discarded().size());
    }

    private static SortedSet<Instant> ticks(Workspace workspace, Reader reader) {
        SortedSet<Instant> ticks = new TreeSet<>();
        if (workspace.lake().manifests().latest().isPresent()) {
            reader.query("select tick_ts from bronze.clock", KnownAt.now(), row -> ticks.add((Instant) row.get(0)));
        }
        if (ticks.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.VERIFY_NOTHING,
                    "There is nothing to compare in " + workspace.home().folder(),
                    "no hour has been closed, so no run has seen events",
                    "ingest what was simulated, run, and verify again");
        }
        return ticks;
    }

    private static Contract contract(Content content, String name) {
        Contract contract = content.contracts().get(new TableName("gold", name));
        if (contract == null) {
            throw new WardflowException(
                    ErrorCode.TABLE_MISSING,
                    "The content has no table gold." + name,
                    "the truth expects one",
                    "verify with the built-in content");
        }
        return contract;
    }

    private static List<List<@Nullable Object>> rows(Reader reader, TableName table, ExpectedTable expected) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        reader.query(
                "select %s from %s".formatted(String.join(", ", expected.columns()), table), KnownAt.now(), rows::add);
        return rows;
    }

    private static Map<String, Long> findings(Reader reader) {
        Map<String, Long> findings = new LinkedHashMap<>();
        reader.query("""
                select rule_id, cast(sum(findings) as bigint) from gold.quality_result group by rule_id
                union all
                select rule_id, count(*) from silver.delivery_finding group by rule_id""", KnownAt.now(), row -> findings.put(String.valueOf(row.get(0)), (Long) row.get(1)));
        return findings;
    }

    private static Codes codes(Content content) {
        return Codes.ofCsv(name -> csv(content, name));
    }

    /** Which other names attributes have, as the contracts of bronze say. */
    static Aliases aliases(Content content) {
        return new Aliases(
                aliases(content, "patient_flow"), aliases(content, "department"), aliases(content, "vital_sign"));
    }

    private static Map<String, List<String>> aliases(Content content, String table) {
        Map<String, List<String>> aliases = new HashMap<>();
        Optional.ofNullable(content.contracts().get(new TableName("bronze", table)))
                .flatMap(Contract::source)
                .ifPresent(source ->
                        source.renamed().forEach(attribute -> aliases.put(attribute.name(), attribute.aliases())));
        return aliases;
    }

    private static String csv(Content content, String name) {
        CodeTable code = content.codes().get(name);
        if (code == null) {
            throw new WardflowException(
                    ErrorCode.CONTRACT_INVALID,
                    "The content has no codes." + name,
                    "no such file",
                    "add codes/" + name + ".csv");
        }
        StringBuilder text = new StringBuilder();
        text.append(String.join(
                        ",",
                        code.columns().stream().map(column -> column.name()).toList()))
                .append('\n');
        for (List<@Nullable String> row : code.rows()) {
            text.append(String.join(
                            ",",
                            row.stream()
                                    .map(cell -> cell == null ? "" : '"' + cell.replace("\"", "\"\"") + '"')
                                    .toList()))
                    .append('\n');
        }
        return text.toString();
    }
}
