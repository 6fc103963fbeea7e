package org.wardflow.app.verify;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
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
import org.wardflow.simulator.Rule;
import org.wardflow.simulator.gold.Aliases;
import org.wardflow.simulator.gold.Codes;
import org.wardflow.simulator.gold.ExpectedGold;
import org.wardflow.simulator.gold.ExpectedTable;
import org.wardflow.simulator.truth.Truth;
import org.wardflow.simulator.truth.TruthCheck;
import org.wardflow.simulator.truth.TruthReport;

/**
 * A home beside what was sent: bronze beside the messages, the closed hours beside those that they call for, gold and the findings beside those
 * that the simulator derives from them without our SQL, and these beside the world as it was and the dirt that was made.
 *
 * @param tables every gold table
 * @param truth the derived gold beside the world as it was; it speaks of this home as well where nothing differs
 * @param rules the findings
 * @param received what is in bronze
 * @param hours the closed hours
 * @param otherMessages rows of topics that the simulator did not send, and that gold is expected to show as well
 * @param otherCopies rows of topics that the simulator sent once more than it had to
 * @param discarded messages that a steward discarded, which gold is expected to do without
 */
public record Verification(
        List<TableComparison> tables,
        TruthReport truth,
        FindingComparison rules,
        Received received,
        HourSpan hours,
        long otherMessages,
        long otherCopies,
        long discarded) {

    /** Where dirt is many times as common as it is by default, it meets: then the ledger does not know all that these rules find. */
    private static final Set<Rule> MEETING = Set.of(Rule.EXACT_DUPLICATE, Rule.MERGE_CYCLE, Rule.RETIRED_PATIENT_ID);

    public Verification {
        tables = List.copyOf(tables);
    }

    /** Whether nothing differs, in any table and any rule, every difference from the world is explained, and all dirt is found. */
    public boolean passed() {
        return received.isComplete()
                && hours.isComplete()
                && isEqual()
                && truth.untraced().isEmpty()
                && imperfect().isEmpty();
    }

    /** Whether this home is as expected, row for row and finding for finding: then what the expected gold shows, it shows. */
    public boolean isEqual() {
        return tables.stream().allMatch(TableComparison::equal) && rules.isEqual();
    }

    /**
     * The rules that missed dirt or found what is none, in their order. None where somebody sent or discarded messages beside the
     * simulator: what these do to a visit that is dirty already, nobody knows.
     */
    public List<Rule> imperfect() {
        return otherMessages > 0 || discarded > 0
                ? List.of()
                : truth.scores().entrySet().stream()
                        .filter(score -> !score.getValue().isPerfect())
                        .map(Map.Entry::getKey)
                        .filter(this::isJudged)
                        .sorted()
                        .toList();
    }

    /** Once the hours have gone on without the simulator, all whom it left in a bed are silent. */
    private boolean isJudged(Rule rule) {
        return !MEETING.contains(rule)
                && (rule != Rule.SILENT_VISIT || !hours.to().isAfter(hours.end()));
    }

    /** By rule, the findings that this home has. */
    public Map<String, Long> findings() {
        return rules.found();
    }

    /**
     * Verifies the newest cycle of a home that took in what the simulator sent, each message as often as it was sent. VERIFY_NOTHING if
     * no hour has closed.
     */
    public static Verification of(Workspace workspace, Truth truth) {
        return of(workspace, truth, false);
    }

    /**
     * The same of a home that others may have sent messages to, and the simulator some of its own again after a kill, and whose hours have
     * closed to the end of the truth.
     */
    public static Verification besideOthers(Workspace workspace, Truth truth) {
        return of(workspace, truth, true);
    }

    private static Verification of(Workspace workspace, Truth sent, boolean isLive) {
        Reader reader = workspace.reader();
        SortedSet<Instant> ticks = ticks(workspace, reader);
        Others others = isLive ? Others.of(workspace, sent) : Others.none(workspace, sent);
        Content content = workspace.content();
        ExpectedGold gold = others.truth().expectedGold(codes(content), aliases(content), ticks, others.discarded());
        List<TableComparison> tables = new ArrayList<>();
        gold.tables().forEach((name, expected) -> {
            Contract contract = contract(content, name);
            tables.add(TableComparison.of(contract, expected, rows(reader, contract.table(), expected)));
        });
        Instant end = sent.end().truncatedTo(ChronoUnit.HOURS);
        return new Verification(
                tables,
                TruthCheck.check(gold, others.truth().ledger(), ticks.last()),
                FindingComparison.of(reader, gold, others.discarded()),
                others.received(),
                HourSpan.of(
                        ticks,
                        gold,
                        sent.start().truncatedTo(ChronoUnit.HOURS),
                        isLive ? Optional.of(end) : due(gold, end, workspace.clock()),
                        end),
                others.messages(),
                others.copies(),
                others.discarded().size());
    }

    /** A run that is told no end closes the hours up to the latest recorded time that the machine's clock has reached. */
    private static Optional<Instant> due(ExpectedGold gold, Instant end, Clock clock) {
        Instant now = clock.instant();
        return gold.lastRecorded(now.isBefore(end) ? now : end);
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
