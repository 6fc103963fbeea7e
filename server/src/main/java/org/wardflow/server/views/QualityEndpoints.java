package org.wardflow.server.views;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.wardflow.flow.content.AccessPolicy.Right;
import org.wardflow.server.api.Answer;
import org.wardflow.server.api.Endpoint;
import org.wardflow.server.data.Data;
import org.wardflow.server.data.Rows;
import org.wardflow.server.feed.Feed;
import org.wardflow.server.feed.Freshness;
import org.wardflow.server.feed.Reports;
import org.wardflow.server.http.Problem;

/** What the rules found, what is in quarantine, and how old the data is. */
public final class QualityEndpoints {
    /** Rows of each part. */
    static final int ROWS_MAX = 5_000;

    private static final String FINDINGS = "findings_by_rule";
    private static final String QUARANTINE = "quarantine_by_rule";

    private final Data data;
    private final Freshness freshness;
    private final Supplier<Feed> feed;
    private final Reports reports;

    /** Over some data. */
    public QualityEndpoints(Data data, Freshness freshness, Supplier<Feed> feed, Reports reports) {
        this.data = data;
        this.freshness = freshness;
        this.feed = feed;
        this.reports = reports;
    }

    /** The addresses. */
    public List<Endpoint> all() {
        return List.of(findings(), report());
    }

    /** It counts all hospitals together, so whoever asks must be one who sees them all. */
    private Endpoint report() {
        return Endpoint.reads(
                "/quality/report",
                "quality.report",
                Right.QUALITY,
                "The quality report of all hospitals, made anew at most once a minute, for those who see them all.",
                List.of(),
                call -> {
                    if (!data.seesAll(call.person().grant())) {
                        throw new Problem.Refused(Problem.of(
                                403,
                                "The report counts all hospitals, and you see a part of them",
                                "Ask an administrator."));
                    }
                    return ReportAnswer.of(reports.quality(), "quality report");
                });
    }

    private Endpoint findings() {
        return Endpoint.reads(
                "/quality",
                "quality",
                Right.QUALITY,
                "Findings by rule and day, quarantine by rule, and the age of the data.",
                List.of(BoardEndpoints.AS_OF),
                call -> data.read(call.person().grant(), call.instant("asof"), reading -> {
                    Rows findings = reading.rows(ROWS_MAX, "select * from " + reading.kpi(FINDINGS));
                    Rows quarantine = reading.rows(ROWS_MAX, "select * from " + reading.kpi(QUARANTINE));
                    Map<String, Object> body = new LinkedHashMap<>();
                    body.put("asOf", reading.asOf());
                    body.put("version", reading.version());
                    body.put("days", days());
                    body.put("whole", data.seesAll(call.person().grant()));
                    body.put("counted", reading.countsAll(FINDINGS) && reading.countsAll(QUARANTINE) ? "all" : "scope");
                    body.put("rules", rules());
                    body.put("findings", findings);
                    body.put("quarantine", quarantine);
                    body.put("fresh", freshness.sign(reading.version(), reading.manifestAt()));
                    body.put("streams", feed.get().streams());
                    return Answer.rows(
                            body,
                            "counts",
                            findings.rows().size() + quarantine.rows().size(),
                            reading.version());
                }));
    }

    /** How many days the KPI goes back. */
    private long days() {
        return Optional.ofNullable(data.content().kpis().get(FINDINGS))
                .map(kpi -> kpi.parameters().get("finding_days"))
                .orElseThrow(() -> new IllegalStateException("bug: no KPI " + FINDINGS));
    }

    /** Why each rule is there, by its id. */
    private Map<String, String> rules() {
        Map<String, String> rules = new TreeMap<>();
        data.content()
                .contracts()
                .values()
                .forEach(contract -> contract.rules().forEach(rule -> rules.put(rule.id(), rule.description())));
        return rules;
    }
}
