package org.wardflow.server.views;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.server.api.Answer;
import org.wardflow.server.api.Endpoint;
import org.wardflow.server.data.Data;
import org.wardflow.server.feed.Feed;
import org.wardflow.server.feed.Freshness;
import org.wardflow.server.feed.Reports;

/** Cycles, sources, what does not work, and what is made from what. */
public final class PipelineEndpoints {
    private final Data data;
    private final Freshness freshness;
    private final Supplier<Feed> feed;
    private final List<Feed.Node> lineage;
    private final Reports reports;

    /** Over the running pipeline. */
    public PipelineEndpoints(
            Data data, Freshness freshness, Supplier<Feed> feed, List<Feed.Node> lineage, Reports reports) {
        this.data = data;
        this.freshness = freshness;
        this.feed = feed;
        this.lineage = List.copyOf(lineage);
        this.reports = reports;
    }

    /** The addresses. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.reads(
                        "/cycles",
                        "cycles",
                        Right.PIPELINE,
                        "The last cycles with their models, the rows that each model wrote, the sources, what does not work and"
                                + " what did not; cycles and failures of earlier processes of the home have earlierProcess, when that one started.",
                        List.of(),
                        call -> {
                            Map<String, Object> body = new LinkedHashMap<>();
                            body.put("fresh", freshness.sign());
                            body.put("pipeline", feed.get());
                            return Answer.json(body);
                        }),
                Endpoint.reads(
                        "/schema",
                        "schema",
                        Right.PIPELINE,
                        "The attributes that no contract knew when they first came, and changes of tables' columns.",
                        List.of(),
                        call -> ReportAnswer.of(reports.schema(), "schema")),
                Endpoint.reads(
                        "/catalog",
                        "catalog",
                        Right.QUALITY,
                        "Tables with their columns, what each is made from, the topics and files at the beginning, and the KPIs over them.",
                        List.of(),
                        call -> data.read(call.person().grant(), java.util.Optional.empty(), reading -> {
                            Map<String, Object> body = new LinkedHashMap<>();
                            body.put(
                                    "columns",
                                    reading.rows(
                                            QualityEndpoints.ROWS_MAX,
                                            "select table_schema || '.' || table_name as \"table\", column_name as \"column\","
                                                    + " data_type as type from information_schema.columns"
                                                    + " where table_schema in ('gold', 'silver', 'kpi') order by 1, ordinal_position"));
                            body.put("tables", lineage);
                            body.put("sources", sources());
                            body.put(
                                    "kpis",
                                    data.content().kpis().values().stream()
                                            .map(kpi -> Map.of("name", kpi.name(), "source", kpi.source()))
                                            .toList());
                            return Answer.json(body);
                        })));
    }

    /** Where each bronze table comes from. */
    private List<Map<String, String>> sources() {
        return data.content().contracts().values().stream()
                .flatMap(contract -> contract.source().stream()
                        .map(source -> Map.of(
                                "table",
                                String.valueOf(contract.table()),
                                "source",
                                source.kind().name().toLowerCase(Locale.ROOT) + ":" + source.name())))
                .toList();
    }
}
