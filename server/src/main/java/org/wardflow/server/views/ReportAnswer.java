package org.wardflow.server.views;

import java.util.LinkedHashMap;
import java.util.Map;
import org.wardflow.server.api.Answer;
import org.wardflow.server.feed.Reports;

/** A report that may not be there yet, as an answer. */
final class ReportAnswer {
    private ReportAnswer() {}

    /** @param object which part of the data it shows, for the audit */
    static Answer of(Reports.Latest latest, String object) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("madeAt", latest.madeAt().map(Object::toString).orElse(""));
        body.put("problem", latest.problem().orElse(""));
        body.put("everySeconds", latest.every().toSeconds());
        latest.report().ifPresent(report -> body.put("report", report.body()));
        return latest.report()
                .map(report -> Answer.rows(body, object, report.rows(), report.cycle()))
                .orElseGet(() -> Answer.json(body));
    }
}
