package org.wardflow.app.demo;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.wardflow.app.board.Board;
import org.wardflow.app.board.Ward;
import org.wardflow.app.board.Wards;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.terminal.Cells;
import org.wardflow.app.terminal.ShellWord;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.flow.read.Reader;

/** Reads what the board shows: the wards from gold, the rest from the running system. */
final class DemoBoard {
    /** Events that a user was told to send have ids that begin so. */
    static final String TRY = "try-";

    /** How long an event to try is shown, so that it can be copied before it changes. */
    private static final Duration TRY_FOR = Duration.ofSeconds(30);

    /** The board counts the admissions of the last hour. */
    private static final Duration TRY_WITHIN = Duration.ofHours(1);

    private static final String QUERY =
            "select department, count(*) as admitted from gold.fact_patient_flow where discharge_ts is null group by 1 order by 2 desc";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("ddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String QUARANTINED = """
            select rule_id, cast(sum(findings) as bigint) as findings
            from gold.quality_result where action = 'quarantine' group by rule_id order by 2 desc, 1""";
    private static final String LAST = """
            select e.event_type, h.name, e.department, e.bed_id, e.event_ts
            from silver.encounter_event e join gold.dim_hospital h on h.hospital_id = e.hospital_id
            where e.event_id like '%s%%' order by e.recorded_ts desc, e.event_ts desc, e.event_id desc limit 1""";

    private final Reader reader;
    private final Wards wards;
    private final Hospitals hospitals;
    private final String home;
    private String tried = "";
    private Instant triedAt = Instant.EPOCH;
    private long triedSince;
    private volatile String warehouse = "";
    private Supplier<Optional<URI>> link = Optional::empty;

    DemoBoard(Workspace workspace, Hospitals hospitals) {
        this.home = workspace.home().folder().toAbsolutePath().toString();
        this.reader = workspace.reader();
        this.wards = new Wards(reader, workspace.content());
        this.hospitals = hospitals;
    }

    /** Shows how to reach the warehouse. */
    void showWarehouse(String address) {
        this.warehouse = address;
    }

    /** Shows a link that lets somebody into the pages, once there is one. */
    void showLink(Supplier<Optional<URI>> address) {
        this.link = address;
    }

    /**
     * The board of a moment; the manifest of a cycle must be there.
     *
     * @param asOf the simulated time that it shows
     * @param pace what the simulated clock does
     * @param live what the running system knows of itself
     */
    Board at(Instant asOf, String pace, LiveState live) {
        List<Ward> shown = wards.at(asOf);
        List<String> notes = new ArrayList<>();
        live.problems()
                .forEach(problem -> notes.add("PROBLEM since %s: %s".formatted(problem.since(), problem.what())));
        link.get().ifPresent(address -> notes.add("pages        " + address));
        if (!warehouse.isEmpty()) {
            // As a line of its own: it fits 80 columns, and what is cut off is no address.
            notes.add(warehouse);
        }
        notes.add(quarantined());
        last("").ifPresent(event -> notes.add("last event   " + event));
        last(TRY).ifPresent(event -> notes.add("yours        " + event));
        Incidents.note(hospitals.state().spec(), asOf).ifPresent(notes::add);
        return new Board(
                "Demo   simulated %s UTC, %s".formatted(TIME.format(asOf), pace),
                shown,
                status(live),
                notes,
                commands(shown, asOf));
    }

    private List<String> status(LiveState live) {
        List<String> facts = new ArrayList<>();
        double behind = hospitals.behind(live).toMillis() / 1e3;
        facts.add(
                behind == 0
                        ? "gold shows all that was sent"
                        : "gold is %s s behind".formatted(Cells.decimal(behind, 1)));
        live.lastCycle()
                .ifPresent(cycle -> facts.add("cycle %s took %s ms"
                        .formatted(live.manifest(), Cells.count(cycle.took().toMillis()))));
        live.sources().stream()
                .filter(source -> source.rows() > 0)
                .forEach(source -> facts.add("%s %s/s, %s waiting"
                        .formatted(
                                source.name().replace("topic:", ""),
                                Cells.decimal(source.rate10(), 1),
                                Cells.count(source.lag()))));
        return facts;
    }

    private String quarantined() {
        long[] all = {0};
        StringJoiner rules = new StringJoiner(", ");
        reader.query(QUARANTINED, KnownAt.now(), row -> {
            if (row.get(1) instanceof Long findings) {
                all[0] += findings;
                rules.add(row.get(0) + " " + findings);
            }
        });
        return all[0] == 0 ? "quarantined  nothing" : "quarantined  %s: %s".formatted(Cells.count(all[0]), rules);
    }

    /** What the latest event was, and where; not whose. */
    private Optional<String> last(String prefix) {
        List<String> found = new ArrayList<>();
        reader.query(
                LAST.formatted(prefix),
                KnownAt.now(),
                row -> found.add("%s  %s  %s  %s"
                        .formatted(
                                row.get(4) instanceof Instant time ? TIME.format(time) : "",
                                row.get(0),
                                row.get(1),
                                (Cells.text(row.get(2)) + " " + Cells.text(row.get(3))).strip())));
        return found.stream().map(Cells::printable).findFirst();
    }

    private List<String> commands(List<Ward> shown, Instant asOf) {
        long now = WallClock.nanos();
        Optional<Ward> ward = shown.stream()
                .filter(one -> one.ready() != null && one.ready() > 0)
                .min(Ward.BY_URGENCY);
        boolean stale = asOf.isAfter(triedAt.plus(TRY_WITHIN)) || now - triedSince > TRY_FOR.toNanos();
        if (ward.isPresent() && (tried.isEmpty() || stale)) {
            tried = event(ward.get(), asOf);
            triedAt = asOf;
            triedSince = now;
        }
        String wardflow = "./wardflow --home " + ShellWord.of(home);
        return tried.isEmpty()
                ? List.of()
                : List.of(wardflow + " send '" + tried + "'", wardflow + " query \"" + QUERY + "\"");
    }

    private static String event(Ward ward, Instant asOf) {
        String id = TRY + ID.format(asOf);
        return ("{\"event_id\":\"%s\",\"event_type\":\"ADMISSION\",\"event_time\":\"%s\",\"patient_id\":\"%s\","
                        + "\"encounter_id\":\"%s\",\"hospital_id\":\"%s\",\"department\":\"%s\",\"bed_id\":\"%s\"}")
                .formatted(id, asOf.truncatedTo(ChronoUnit.SECONDS), id, id, ward.hospitalId(), ward.department(), id);
    }
}
