package org.wardflow.app.warehouse;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wardflow.app.board.Ward;
import org.wardflow.app.board.Wards;
import org.wardflow.flow.content.Urgency;
import org.wardflow.server.access.Grant;
import org.wardflow.server.data.Data;
import org.wardflow.server.views.Board;
import org.wardflow.server.views.BoardReader;
import org.wardflow.server.views.Tile;
import org.wardflow.warehouse.Scope;
import org.wardflow.warehouse.Viewer;

/** The board of those who may see some wards: what they may not know is not there. */
class BoardScopeTest {
    private static final String EMERGENCY = "/api/v1/visits?hospital=1&department=Emergency";

    @AutoClose
    private static final ServedSite PAGES = new ServedSite();

    /** What a tile says is what is so, whoever looks; what a viewer may not know is absent, never nought. */
    @Test
    void aTileSaysNothingOfWhatItsViewerMayNotKnow() {
        BoardReader reader = new BoardReader(
                new Data(() -> Optional.of(PAGES.warehouse), PAGES.site.workspace.content(), () -> PAGES.now));
        Board all = reader.read(new Grant("bed_manager", List.of("*")), Optional.empty());
        Map<String, Tile> whole = all.tiles().stream().collect(Collectors.toMap(Tile::id, tile -> tile));
        assertThat(all.counted()).isEqualTo(Board.Counted.ALL);
        for (Grant grant : List.of(
                new Grant("bed_manager", List.of("1")),
                new Grant("analyst", List.of("1")),
                new Grant("analyst", List.of("1/ICU", "2/Emergency")),
                new Grant("unit_nurse", List.of("1/ICU")))) {
            Board board = reader.read(grant, Optional.empty());
            assertThat(board.tiles()).as(grant.toString()).isNotEmpty();
            for (Tile tile : board.tiles()) {
                Tile truth = Objects.requireNonNull(whole.get(tile.id()));
                List<@Nullable Object> parts = parts(tile);
                for (int i = 0; i < parts.size(); i++) {
                    if (parts.get(i) != null) {
                        assertThat(parts.get(i))
                                .as(grant + " " + tile.id() + " part " + i)
                                .isEqualTo(parts(truth).get(i));
                    }
                }
                assertThat(tile.level()).as(grant + " " + tile.id()).isIn(truth.level(), Urgency.UNKNOWN);
                boolean own = grant.scopes().contains(tile.hospitalId())
                        || grant.scopes().contains(tile.id());
                if (own || grant.role().equals("bed_manager")) {
                    assertThat(tile.level()).isEqualTo(truth.level());
                    assertThat(List.of(tile.dirty() != null, tile.silent() != null, tile.leaving() != null))
                            .as(grant + " " + tile.id())
                            .containsOnly(true);
                } else {
                    assertThat(tile.dirty()).as(grant + " " + tile.id()).isNull();
                    assertThat(tile.silent()).isNull();
                    assertThat(tile.leaving()).isNull();
                    assertThat(tile.arrived()).isNull();
                }
            }
            Set<String> hospitals =
                    grant.scopes().stream().map(scope -> scope.substring(0, 1)).collect(Collectors.toSet());
            assertThat(board.findings().keySet()).as(grant.toString()).isEqualTo(hospitals);
            board.findings()
                    .forEach((hospital, count) ->
                            assertThat(count).isEqualTo(all.findings().get(hospital)));
        }
        Board part = reader.read(new Grant("analyst", List.of("1")), Optional.empty());
        assertThat(part.counted()).isEqualTo(Board.Counted.PART);
        assertThat(part.scoped()).containsExactly("waiting_now", "beds_now", "pending_moves", "not_heard_of");
        assertThat(all.scoped()).isEmpty();
        assertThat(all.thresholds()).as("hours that a forecast needs").containsEntry("forecastHistory", "336");
    }

    @Test
    void theTerminalShowsTheSameUrgencyInTheSameOrderAsThePages() {
        Data data = new Data(() -> Optional.of(PAGES.warehouse), PAGES.site.workspace.content(), () -> PAGES.now);
        Wards wards = new Wards(PAGES.site.workspace.reader(), PAGES.site.workspace.content());
        Set<Urgency> seen = new HashSet<>();
        for (int hours : List.of(0, 9, 23, 40)) {
            Instant at = PAGES.now.minus(Duration.ofHours(hours)).plusSeconds(17);
            List<String> page = new BoardReader(data)
                    .read(new Grant("bed_manager", List.of("*")), Optional.of(at)).tiles().stream()
                            .map(tile -> tile.id() + " " + tile.level() + " " + tile.longestWait())
                            .toList();
            List<String> terminal = wards.at(at).stream()
                    .sorted(Ward.BY_URGENCY)
                    .peek(ward -> seen.add(ward.urgency()))
                    .map(ward -> ward.hospitalId() + "/" + ward.department() + " " + ward.urgency() + " "
                            + ward.longestWait())
                    .toList();
            assertThat(terminal).as("%s hours ago", hours).isNotEmpty().isEqualTo(page);
        }
        assertThat(seen).hasSizeGreaterThan(2);
    }

    /** A visit that came to Emergency, went on to intensive care and waits there. */
    @Test
    void whoWaitsForABedIsListedWhereTheyLie() throws SQLException {
        Visitor clinician = new Visitor(PAGES, "emergency-clinician", new Grant("clinician", List.of("1/Emergency")));
        int before = clinician.json(EMERGENCY).path("waiting").path("rows").size();
        String from = "timestamptz '" + PAGES.now.minusSeconds(7200) + "'";
        String moved = "timestamptz '" + PAGES.now.minusSeconds(3600) + "'";
        try (Connection administrator = Site.connect(PAGES.site.server)) {
            PublishedSite.execute(
                    administrator,
                    "insert into stored_gold.fact_patient_flow (visit_key, encounter_id, patient_key, patient_id, hospital_id,"
                            + " department, arrival_ts, admission_ts, bed_request_ts) values ('waiting', 'waiting', 'unknown', 'p', '1',"
                            + " 'Emergency', " + from + ", " + from + ", " + moved + ")");
            PublishedSite.execute(
                    administrator,
                    "insert into stored_gold.fact_bed_stay (stay_key, encounter_id, stay_no, patient_id, hospital_id, department,"
                            + " bed_id, start_ts, end_ts, exit) values ('waiting1', 'waiting', 1, 'p', '1', 'Emergency', 'W', "
                            + from
                            + ", " + moved + ", 'TRANSFER'), ('waiting2', 'waiting', 2, 'p', '1', 'ICU', 'W', " + moved
                            + ", null, null)");
            try {
                assertThat(clinician
                                .json(EMERGENCY)
                                .path("waiting")
                                .path("rows")
                                .size())
                        .as("whose stay elsewhere is not seen")
                        .isEqualTo(before);
                for (String role : List.of("bed_manager", "unit_nurse")) {
                    assertThat(waiting(role, "ICU")).as(role).contains("waiting");
                    assertThat(waiting(role, "Emergency")).as(role).doesNotContain("waiting");
                }
            } finally {
                PublishedSite.execute(
                        administrator,
                        "delete from stored_gold.fact_patient_flow where encounter_id = 'waiting';"
                                + " delete from stored_gold.fact_bed_stay where encounter_id = 'waiting'");
            }
        }
    }

    /** Before there is a bed, a patient is where the visit came in, whichever ward admits it then. */
    @Test
    void whoWaitedWithoutABedIsListedWhereTheyCameIn() throws SQLException {
        Instant came = PAGES.now.minusSeconds(7200);
        String admitted = "timestamptz '" + PAGES.now.minusSeconds(3600) + "'";
        try (Connection administrator = Site.connect(PAGES.site.server)) {
            PublishedSite.execute(
                    administrator,
                    "insert into stored_gold.fact_patient_flow (visit_key, encounter_id, patient_key, patient_id, hospital_id,"
                            + " department, arrival_department, arrival_ts, bed_request_ts, bed_assigned_ts, admission_ts)"
                            + " values ('came', 'came', 'unknown', 'p', '1', 'ICU', 'Emergency', timestamptz '" + came
                            + "', timestamptz '" + came + "', " + admitted + ", " + admitted + ")");
            PublishedSite.execute(
                    administrator,
                    "insert into stored_gold.fact_bed_stay (stay_key, encounter_id, stay_no, patient_id, hospital_id, department,"
                            + " bed_id, start_ts) values ('came1', 'came', 1, 'p', '1', 'ICU', 'W', " + admitted + ")");
            try {
                String then = "&asof=" + came.plusSeconds(600);
                assertThat(waiting("bed_manager", "Emergency" + then)).contains("came");
                assertThat(waiting("bed_manager", "ICU" + then)).doesNotContain("came");
                assertThat(waiting("bed_manager", "Emergency")).doesNotContain("came");
                Data data =
                        new Data(() -> Optional.of(PAGES.warehouse), PAGES.site.workspace.content(), () -> PAGES.now);
                for (Grant grant : List.of(
                        new Grant("clinician", List.of("1/Emergency")), new Grant("clinician", List.of("1/ICU")))) {
                    boolean emergency = grant.scopes().contains("1/Emergency");
                    String seen = data.read(
                            grant,
                            Optional.empty(),
                            reading -> reading.rows(
                                            10,
                                            "select coalesce(department, '-') || ' ' || coalesce(arrival_department, '-')"
                                                    + " from gold.fact_patient_flow where encounter_id = ?",
                                            "came")
                                    .rows()
                                    .toString());
                    assertThat(seen).as(grant.toString()).isEqualTo(emergency ? "[[- Emergency]]" : "[[ICU -]]");
                }
            } finally {
                PublishedSite.execute(
                        administrator,
                        "delete from stored_gold.fact_patient_flow where encounter_id = 'came';"
                                + " delete from stored_gold.fact_bed_stay where encounter_id = 'came'");
            }
        }
    }

    /** Also whom a ward admitted to a bed that is not seen; of whom nothing was heard for long is listed apart. */
    @Test
    void whoIsListedAsWaitingIsWhomTheKpiCountsAsBoarding() throws SQLException {
        String longAgo = "timestamptz '" + PAGES.now.minus(Duration.ofHours(40)) + "'";
        try (Connection administrator = Site.connect(PAGES.site.server)) {
            PublishedSite.execute(administrator, """
                    insert into stored_gold.fact_patient_flow (visit_key, encounter_id, patient_key, patient_id, hospital_id,
                        department, arrival_department, arrival_ts, bed_request_ts, admission_ts)
                    values ('unseen', 'unseen', 'unknown', 'p', '1', 'ICU', 'Emergency', @, @, @),
                        ('silent', 'silent', 'unknown', 'p', '1', null, 'ICU', @, @, null);
                    insert into stored_silver.visit (encounter_id, last_event_ts) values ('silent', @)""".replace("@", longAgo));
            try {
                assertThat(waiting("bed_manager", "ICU")).contains("unseen", "silent");
                Map<String, Integer> listed = new TreeMap<>();
                Map<String, Integer> counted = new TreeMap<>();
                var unused = PAGES.warehouse.kpi(
                        new Viewer("bed_manager", Set.of(Scope.parse("*"))),
                        "waiting_now",
                        Optional.of(PAGES.now),
                        row -> {
                            if ("1".equals(row.get(0))) {
                                counted.put(
                                        String.valueOf(row.get(1)), ((Number) requireNonNull(row.get(4))).intValue());
                            }
                        });
                counted.keySet().forEach(ward -> listed.put(ward, heardOf("bed_manager", ward)));
                assertThat(counted.values()).anyMatch(boarding -> boarding > 1);
                assertThat(listed).isEqualTo(counted);
            } finally {
                PublishedSite.execute(
                        administrator,
                        "delete from stored_gold.fact_patient_flow where encounter_id in ('unseen', 'silent');"
                                + " delete from stored_silver.visit where encounter_id = 'silent'");
            }
        }
    }

    private static int heardOf(String role, String department) {
        JsonNode waiting = new Visitor(PAGES, role)
                .json("/api/v1/visits?hospital=1&department=" + department + "&asof=" + PAGES.now)
                .path("waiting");
        int since = -1;
        for (int i = 0; i < waiting.path("columns").size(); i++) {
            since = waiting.path("columns").path(i).asText().equals("not_heard_of_since") ? i : since;
        }
        int heard = 0;
        for (JsonNode row : waiting.path("rows")) {
            heard += row.path(since).isNull() ? 1 : 0;
        }
        return heard;
    }

    /** Of a visit that came in here, and lies and waits elsewhere, the own ward counts nothing. */
    @Test
    void whoCameInHereAndWaitsElsewhereIsCountedThere() throws SQLException {
        Viewer clinician = new Viewer("clinician", Set.of(Scope.parse("1/Emergency")));
        Map<String, String> before = counted(clinician);
        String came = "timestamptz '" + PAGES.now.minusSeconds(7200) + "'";
        String admitted = "timestamptz '" + PAGES.now.minusSeconds(3600) + "'";
        try (Connection administrator = Site.connect(PAGES.site.server)) {
            PublishedSite.execute(
                    administrator,
                    "insert into stored_gold.fact_patient_flow (visit_key, encounter_id, patient_key, patient_id, hospital_id,"
                            + " department, arrival_department, arrival_ts, bed_request_ts, admission_ts)"
                            + " values ('lies', 'lies', 'unknown', 'p', '1', 'ICU', 'Emergency', " + came + ", "
                            + admitted
                            + ", " + admitted + ")");
            PublishedSite.execute(
                    administrator,
                    "insert into stored_gold.fact_bed_stay (stay_key, encounter_id, stay_no, patient_id, hospital_id, department,"
                            + " bed_id, start_ts) values ('lies1', 'lies', 1, 'p', '1', 'ICU', 'W', " + admitted + ")");
            try {
                assertThat(counted(clinician)).isEqualTo(before);
                assertThat(counted(new Viewer("clinician", Set.of(Scope.parse("1/ICU"))))
                                .get("waiting_now"))
                        .contains("ICU");
            } finally {
                PublishedSite.execute(
                        administrator,
                        "delete from stored_gold.fact_patient_flow where encounter_id = 'lies';"
                                + " delete from stored_gold.fact_bed_stay where encounter_id = 'lies'");
            }
        }
    }

    private static Map<String, String> counted(Viewer viewer) {
        Map<String, String> counted = new TreeMap<>();
        for (String kpi : List.of("waiting_now", "occupancy_now", "bottleneck_index", "not_heard_of")) {
            List<String> rows = new ArrayList<>();
            assertThat(PAGES.warehouse.kpi(viewer, kpi, Optional.of(PAGES.now), row -> rows.add(row.toString())))
                    .isNotNull();
            counted.put(kpi, rows.toString());
        }
        return counted;
    }

    /** Of whom nothing was known at admission; a role that sees no id is shown no less of it. */
    @Test
    void genderAndAgeOfABedAndOfAWaitAreThoseKnownAtTheInstant() throws SQLException {
        Instant came = PAGES.now.minusSeconds(7200);
        String from = "timestamptz '" + came + "'";
        String told = "timestamptz '" + PAGES.now.minusSeconds(3600) + "'";
        try (Connection administrator = Site.connect(PAGES.site.server)) {
            PublishedSite.execute(administrator, """
                    insert into stored_gold.dim_patient (patient_key, patient_durable_key, patient_id, gender, age, valid_from, valid_to)
                        values ('told1', 'told', 'told', null, null, %1$s, %2$s), ('told2', 'told', 'told', 'Female', 81, %2$s, null);
                    insert into stored_gold.fact_patient_flow (visit_key, encounter_id, patient_key, patient_durable_key, patient_id,
                        hospital_id, department, arrival_ts, bed_request_ts)
                        values ('told', 'told', 'told1', 'told', 'told', '1', 'ICU', %1$s, %1$s);
                    insert into stored_gold.fact_bed_stay (stay_key, encounter_id, stay_no, patient_key, patient_durable_key, patient_id,
                        hospital_id, department, bed_id, start_ts)
                        values ('told1', 'told', 1, 'told1', 'told', 'told', '1', 'ICU', 'TOLD', %1$s)""".formatted(from, told));
            try {
                for (String role : List.of("bed_manager", "clinician")) {
                    assertThat(known(role, "ICU")).as(role).containsExactly("inBeds Female 81", "waiting Female 81");
                    assertThat(known(role, "ICU&asof=" + came.plusSeconds(600)))
                            .as(role)
                            .containsExactly("inBeds null null", "waiting null null");
                }
            } finally {
                PublishedSite.execute(
                        administrator,
                        "delete from stored_gold.dim_patient where patient_id = 'told';"
                                + " delete from stored_gold.fact_patient_flow where encounter_id = 'told';"
                                + " delete from stored_gold.fact_bed_stay where encounter_id = 'told'");
            }
        }
    }

    /** What is shown of the visit {@code told}: which list, gender and age. */
    private static List<String> known(String role, String department) {
        JsonNode visits = new Visitor(PAGES, role).json("/api/v1/visits?hospital=1&department=" + department);
        List<String> known = new ArrayList<>();
        for (String list : List.of("inBeds", "waiting")) {
            int gender = list.equals("inBeds") ? 2 : 1;
            for (JsonNode row : visits.path(list).path("rows")) {
                if (row.path(row.size() - 1).asText().equals("told")) {
                    known.add(list + " " + row.path(gender).asText() + " "
                            + row.path(gender + 1).asText());
                }
            }
        }
        return known;
    }

    private static List<String> waiting(String role, String department) {
        JsonNode waiting = new Visitor(PAGES, role)
                .json("/api/v1/visits?hospital=1&department=" + department)
                .path("waiting");
        List<String> visits = new ArrayList<>();
        waiting.path("rows").forEach(row -> visits.add(row.path(row.size() - 1).asText()));
        return visits;
    }

    private static List<@Nullable Object> parts(Tile tile) {
        List<@Nullable Object> parts = new ArrayList<>();
        parts.add(tile.occupied());
        parts.add(tile.longestWait());
        parts.add(tile.arrived());
        parts.add(tile.dirty());
        parts.add(tile.cleaning());
        parts.add(tile.closed());
        parts.add(tile.leaving());
        parts.add(tile.arriving());
        parts.add(tile.after());
        parts.add(tile.silent());
        parts.add(tile.spark().isEmpty() ? null : tile.spark());
        return parts;
    }
}
