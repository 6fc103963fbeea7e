package org.wardflow.app.quality;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.quality.internal.Measurement;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.flow.read.KnownAt;

/**
 * The quality of what a home has taken in, as it stood at the end of one cycle. It holds no value that identifies a patient.
 *
 * @param cycle whose state it is
 * @param at when that cycle ended
 * @param closedUntil the end of the last closed hour; null without one
 * @param total over all sources
 * @param sources by topic or extract
 * @param hospitals messages by hospital, {@code none sent} or {@code unknown} where no code lists it
 * @param departments the same by department
 * @param rules what each rule found
 * @param quarantine the messages in quarantine by rule, source, hospital and department, the largest groups first
 * @param cycles what each cycle added, the oldest first; at most {@link #CYCLES_MAX}, evenly chosen
 * @param days messages by the day that they were recorded, the last {@link #DAYS_MAX}
 * @param examples rejected messages with values masked
 * @param unknownAttributes names that messages carry and no contract knows
 * @param schemaChanges changes of tables' columns, the newest first
 * @param checks of gold
 */
public record QualityReport(
        long cycle,
        Instant at,
        @Nullable Instant closedUntil,
        Tally total,
        List<Source> sources,
        List<Tally> hospitals,
        List<Tally> departments,
        List<RuleCount> rules,
        List<Held> quarantine,
        List<CyclePoint> cycles,
        List<DayPoint> days,
        List<Example> examples,
        List<UnknownAttribute> unknownAttributes,
        List<SchemaChange> schemaChanges,
        List<Check> checks) {
    /** Points of the trend over cycles. */
    public static final int CYCLES_MAX = 40;

    /** Days of the trend over days. */
    public static final int DAYS_MAX = 60;

    /** Groups of messages in quarantine. */
    public static final int GROUPS_MAX = 100;

    /** Examples of one rule. */
    public static final int EXAMPLES_MAX = 3;

    /** Attributes that no contract knows. */
    public static final int ATTRIBUTES_MAX = 100;

    /** Changes of columns. */
    public static final int SCHEMA_CHANGES_MAX = 50;

    public QualityReport {
        sources = List.copyOf(sources);
        hospitals = List.copyOf(hospitals);
        departments = List.copyOf(departments);
        rules = List.copyOf(rules);
        quarantine = List.copyOf(quarantine);
        cycles = List.copyOf(cycles);
        days = List.copyOf(days);
        examples = List.copyOf(examples);
        unknownAttributes = List.copyOf(unknownAttributes);
        schemaChanges = List.copyOf(schemaChanges);
        checks = List.copyOf(checks);
    }

    /** Measures a state of a home; VERSION_GONE if there is no such state. */
    public static QualityReport of(Workspace workspace, KnownAt state) {
        return new Measurement(workspace, state).report();
    }

    /** The same without messages: those are shown to stewards only, one rule at a time. */
    public QualityReport withoutExamples() {
        return new QualityReport(
                cycle,
                at,
                closedUntil,
                total,
                sources,
                hospitals,
                departments,
                rules,
                quarantine,
                cycles,
                days,
                List.of(),
                unknownAttributes,
                schemaChanges,
                checks);
    }

    /** Whether no check found anything. */
    public boolean isSound() {
        return checks.stream().allMatch(Check::passed);
    }

    /**
     * What became of distinct messages.
     *
     * @param name what they have in common
     * @param label what people call it; the name, where there is nothing better
     * @param rows that came in, copies included
     * @param messages with different content
     * @param accepted that are in silver and take part in gold
     * @param repaired of the accepted, with a value that a rule replaced
     * @param flagged of the accepted, with a finding that changed nothing
     * @param quarantined that a rule rejected
     * @param discarded of the quarantined, those that a steward discarded
     */
    public record Tally(
            String name,
            String label,
            long rows,
            long messages,
            long accepted,
            long repaired,
            long flagged,
            long quarantined,
            long discarded) {
        /** Rows that were further copies of a message. */
        public long copies() {
            return rows - messages;
        }
    }

    /**
     * A topic or extract.
     *
     * @param leftOut messages in neither silver nor quarantine: of a topic or extract that no model reads
     * @param newestRecorded when the newest record was recorded by default, such as the log's time
     * @param newestIngested when it was taken in
     */
    public record Source(
            Tally tally,
            long leftOut,
            @Nullable Instant newestRecorded,
            @Nullable Instant newestIngested) {}

    /**
     * What a rule found.
     *
     * @param findings how often it hit
     * @param held messages in quarantine of which it is the first reason
     */
    public record RuleCount(
            String rule, String source, String action, String severity, String description, long findings, long held) {}

    /** Messages in quarantine that have all of this in common. */
    public record Held(String rule, String source, String hospital, String department, long messages) {}

    /**
     * What one cycle, or several since the point before, added.
     *
     * @param rows of bronze, over all sources
     * @param quarantined messages, less those that left
     */
    public record CyclePoint(long cycle, Instant at, long rows, long quarantined) {}

    /** Messages recorded on one UTC day. */
    public record DayPoint(LocalDate day, long messages, long repaired, long flagged, long quarantined) {}

    /**
     * A rejected message.
     *
     * @param sha256 its name in silver and bronze
     * @param place where it lies in bronze
     * @param detail what the rule stumbled over
     * @param payload with values masked
     */
    public record Example(
            String rule,
            String sha256,
            Instant recordedAt,
            String place,
            @Nullable String detail,
            String payload) {}

    /** A name that messages carry and no contract knows. */
    public record UnknownAttribute(String name, long messages, Instant firstRecorded, Instant lastRecorded) {}

    /** A change of a table's columns. */
    public record SchemaChange(Instant at, String table, String change) {}

    /**
     * Something that must hold.
     *
     * @param group kinds of checks under one heading
     * @param subject the table, or the two
     * @param rule in words
     * @param compared rows, groups or pairs that were looked at
     * @param violations of them
     * @param examples of violations, at most a few, without values that identify a patient
     */
    public record Check(
            String group, String subject, String rule, long compared, long violations, List<String> examples) {
        public Check {
            examples = List.copyOf(examples);
        }

        /** Whether it holds. */
        public boolean passed() {
            return violations == 0;
        }
    }
}
