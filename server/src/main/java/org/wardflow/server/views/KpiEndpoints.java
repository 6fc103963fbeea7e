package org.wardflow.server.views;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.flow.content.Kpi;
import org.wardflow.server.api.Answer;
import org.wardflow.server.api.Call;
import org.wardflow.server.api.Endpoint;
import org.wardflow.server.data.Data;
import org.wardflow.server.data.Reading;
import org.wardflow.server.data.Rows;
import org.wardflow.server.http.Problem;

/** KPIs: what there is, how each is defined, its rows, and these as CSV. */
public final class KpiEndpoints {
    /** Rows of a KPI in one answer. */
    static final int ROWS_MAX = 20_000;

    /** No colon, which a file's name may not have everywhere. */
    private static final DateTimeFormatter FILE_TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

    private static final List<Endpoint.Parameter> PARAMETERS = List.of(
            BoardEndpoints.AS_OF,
            new Endpoint.Parameter(
                    "hospital", "id of a hospital, for a KPI with the column hospital_id; all if it is not there"),
            new Endpoint.Parameter(
                    "department", "name of a department, for a KPI with that column; all if it is not there"));

    private final Data data;
    private final Looks looks;

    /** Over some data. */
    public KpiEndpoints(Data data, Looks looks) {
        this.data = data;
        this.looks = looks;
    }

    private record Figure(Rows rows, long version, boolean whole, Instant asOf, SortedMap<String, Long> parameters) {}

    /** The addresses. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.open(
                        "GET",
                        "/kpis",
                        "kpis",
                        "All KPIs that the role is shown, with the question that each answers.",
                        call -> Answer.json(data.content().kpis().values().stream()
                                .filter(kpi -> rights(call).contains(kpi.right()))
                                .map(KpiEndpoints::about)
                                .toList())),
                Endpoint.open("GET", "/kpis/{kpi}", "kpi", "The definition of a KPI, and its SQL.", call -> {
                    Kpi kpi = find(call);
                    Map<String, Object> about = about(kpi);
                    about.put("sql", kpi.sql());
                    return Answer.json(about);
                }),
                Endpoint.reads(
                        "/kpis/{kpi}/rows", "kpi.rows", Right.BOARD, "The rows of a KPI.", parameters(), call -> {
                            Figure figure = figure(call);
                            Map<String, Object> body = new LinkedHashMap<>();
                            body.put("kpi", call.path("kpi"));
                            body.put("asOf", figure.asOf());
                            body.put("version", figure.version());
                            body.put("counted", figure.whole() ? "all" : "scope");
                            body.put("parameters", figure.parameters());
                            body.put("columns", figure.rows().columns());
                            body.put("rows", figure.rows().rows());
                            body.put("cut", figure.rows().cut());
                            return Answer.rows(
                                    body, object(call), figure.rows().rows().size(), figure.version());
                        }),
                Endpoint.reads(
                        "/kpis/{kpi}/csv", "kpi.csv", Right.BOARD, "The rows of a KPI, as CSV.", parameters(), call -> {
                            Figure figure = figure(call);
                            requireAll(figure.rows());
                            return new Answer(
                                    "text/csv;charset=utf-8",
                                    figure.rows().csv().getBytes(StandardCharsets.UTF_8),
                                    object(call),
                                    figure.rows().rows().size(),
                                    figure.version(),
                                    Optional.of(file(call, figure.asOf())));
                        }));
    }

    /** Those of every KPI, and the parameters that some have. */
    private List<Endpoint.Parameter> parameters() {
        Map<String, List<String>> users = new TreeMap<>();
        data.content()
                .kpis()
                .values()
                .forEach(kpi -> kpi.parameters()
                        .keySet()
                        .forEach(name -> users.computeIfAbsent(name, any -> new ArrayList<>())
                                .add(kpi.name())));
        List<Endpoint.Parameter> all = new ArrayList<>(PARAMETERS);
        users.forEach((name, kpis) -> all.add(new Endpoint.Parameter(
                name,
                "a whole number from 0 to %s, for %s; what its definition says if it is not there"
                        .formatted(Kpi.PARAMETER_MAX, String.join(", ", kpis)))));
        return all;
    }

    private static Map<String, Object> about(Kpi kpi) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("name", kpi.name());
        about.put("question", kpi.question());
        about.put("definition", kpi.definition());
        about.put("source", kpi.source());
        about.put("unit", kpi.unit());
        about.put("grain", kpi.grain());
        about.put("owner", kpi.owner());
        about.put("thresholds", kpi.thresholds());
        about.put("parameters", kpi.parameters());
        return about;
    }

    private Kpi find(Call call) {
        Kpi kpi = Optional.ofNullable(data.content().kpis().get(call.path("kpi")))
                .orElseThrow(() ->
                        new Problem.Refused(Problem.of(404, "There is no such KPI", "GET /api/v1/kpis lists them.")));
        if (!rights(call).contains(kpi.right())) {
            throw new Problem.Refused(Problem.of(
                    403,
                    "Your role is not shown this KPI",
                    "It needs the right " + kpi.right().name().toLowerCase(Locale.ROOT)
                            + "; GET /api/v1/kpis lists those that you are shown."));
        }
        return kpi;
    }

    private Set<Right> rights(Call call) {
        return data.content().policy().rights(call.person().grant().role());
    }

    private Figure figure(Call call) {
        Kpi kpi = find(call);
        call.asksOf(kpi.name());
        SortedMap<String, Long> own = own(kpi, call);
        call.asksOf(kpi.name() + words(own));
        return looks.take(call.who(), () -> figure(call, kpi, own));
    }

    private Figure figure(Call call, Kpi kpi, SortedMap<String, Long> own) {
        try {
            return data.read(call.person().grant(), call.instant("asof"), reading -> {
                if (!own.isEmpty()) {
                    reading.limit(SqlEndpoints.TIME_MAX);
                    reading.set(own);
                }
                Rows rows = rows(reading, kpi.name(), call.text("hospital"), call.text("department"));
                return new Figure(
                        rows, reading.version(), reading.countsAll(kpi.name()), reading.asOf(), kpi.with(own));
            });
        } catch (WardflowException e) {
            if (SqlEndpoints.isTooLong(e)) {
                throw new Problem.Refused(Problem.of(422, "This takes too long", SqlEndpoints.TOO_LONG));
            }
            throw e;
        }
    }

    /** The KPI's parameters that a call sets; a word that nothing here knows would pass for one that was used. */
    private static SortedMap<String, Long> own(Kpi kpi, Call call) {
        SortedMap<String, Long> own = new TreeMap<>();
        for (String name : call.names()) {
            if (kpi.parameters().containsKey(name)) {
                call.text(name).ifPresent(unused -> own.put(name, (long) call.number(name, 0, 0, Kpi.PARAMETER_MAX)));
            } else if (PARAMETERS.stream().noneMatch(known -> known.name().equals(name))) {
                throw new Problem.Refused(Problem.of(
                        400,
                        "The KPI %s has no such parameter".formatted(kpi.name()),
                        "It has %s, and every KPI has %s."
                                .formatted(
                                        kpi.parameters().isEmpty()
                                                ? "none of its own"
                                                : String.join(
                                                        ", ", kpi.parameters().keySet()),
                                        PARAMETERS.stream()
                                                .map(Endpoint.Parameter::name)
                                                .collect(Collectors.joining(", ")))));
            }
        }
        return own;
    }

    /** With the place, the parameters that were set and the instant, for a file outlives the address that it came from. */
    private String file(Call call, Instant asOf) {
        StringBuilder name = new StringBuilder(call.path("kpi"));
        for (String place : List.of("hospital", "department")) {
            call.text(place).ifPresent(value -> name.append('-').append(value.replaceAll("[^A-Za-z0-9]+", "_")));
        }
        own(find(call), call)
                .forEach((parameter, value) ->
                        name.append('-').append(parameter).append('-').append(value));
        return name.append('-')
                .append(FILE_TIME.format(asOf.atOffset(ZoneOffset.UTC)))
                .append(".csv")
                .toString();
    }

    private static Rows rows(Reading reading, String kpi, Optional<String> hospital, Optional<String> department)
            throws SQLException {
        String sql = "select * from " + reading.kpi(kpi);
        List<String> columns = hospital.isPresent() || department.isPresent()
                ? reading.rows(1, sql + " limit 0").columns()
                : List.of();
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        hospital.ifPresent(id -> {
            conditions.add(requireColumn(kpi, columns, "hospital_id") + " = ?");
            values.add(id);
        });
        department.ifPresent(name -> {
            conditions.add(requireColumn(kpi, columns, "department") + " = ?");
            values.add(name);
        });
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        return reading.rows(ROWS_MAX, sql + where, values.toArray());
    }

    /** A file does not say that rows are missing. */
    static void requireAll(Rows rows) {
        if (rows.cut()) {
            throw new Problem.Refused(Problem.of(
                    422,
                    "The KPI has more than %s rows".formatted(ROWS_MAX),
                    "Ask for one hospital, or one department."));
        }
    }

    /** Numbers of all places must not pass for those of one. */
    private static String requireColumn(String kpi, List<String> columns, String column) {
        if (!columns.contains(column)) {
            throw new Problem.Refused(Problem.of(
                    400,
                    "The KPI %s has no column %s".formatted(kpi, column),
                    "Ask without it; its columns are " + String.join(", ", columns) + "."));
        }
        return column;
    }

    private String object(Call call) {
        return "%s, hospital %s, department %s%s"
                .formatted(
                        call.path("kpi"),
                        call.text("hospital").orElse("*"),
                        call.text("department").orElse("*"),
                        words(own(find(call), call)));
    }

    private static String words(SortedMap<String, Long> own) {
        return own.entrySet().stream()
                .map(parameter -> ", " + parameter.getKey() + " " + parameter.getValue())
                .collect(Collectors.joining());
    }
}
