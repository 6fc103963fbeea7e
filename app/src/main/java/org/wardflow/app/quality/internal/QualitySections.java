package org.wardflow.app.quality.internal;

import static org.wardflow.app.quality.internal.Html.count;
import static org.wardflow.app.quality.internal.Html.percent;
import static org.wardflow.app.quality.internal.Html.text;
import static org.wardflow.app.quality.internal.Html.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.quality.QualityReport;
import org.wardflow.app.quality.QualityReport.Check;
import org.wardflow.app.quality.QualityReport.Example;
import org.wardflow.app.quality.QualityReport.RuleCount;
import org.wardflow.app.quality.QualityReport.Tally;
import org.wardflow.app.quality.internal.Html.Column;

/** The sections of the page, in the order in which a data steward asks. */
public final class QualitySections {
    private static final List<Column> TALLY = List.of(
            Column.number("messages"),
            Column.number("accepted"),
            Column.number("repaired"),
            Column.number("flagged"),
            Column.number("quarantined"),
            Column.text("share quarantined"));

    private final QualityReport report;
    private final Html html = new Html();

    /** Of a report. */
    public QualitySections(QualityReport report) {
        this.report = report;
    }

    /** What stands between the body's tags. */
    public String markup() {
        head();
        html.add("<main>");
        sources();
        rules();
        places();
        new TrendSections(report, html).add();
        examples();
        schema();
        checks();
        html.add("</main>");
        return html.add("<footer>Written by <code>./wardflow quality report</code> from cycle " + report.cycle()
                        + ". It holds no value that identifies a patient: such values are shown as ***.</footer>")
                .toString();
    }

    private void head() {
        Tally total = report.total();
        html.add("<header><h1>Data quality</h1><p class=\"faint\">As of cycle " + count(report.cycle())
                + ", which ended " + time(report.at()) + " UTC. Hours are closed up to " + time(report.closedUntil())
                + " UTC.</p>");
        long failed = report.checks().stream().filter(check -> !check.passed()).count();
        html.add(
                failed == 0
                        ? "<p class=\"verdict\">Gold holds together: all %s checks passed.</p>"
                                .formatted(report.checks().size())
                        : "<p class=\"verdict bad\">%s of %s checks of gold failed: see <a href=\"#validation\">Validation</a>.</p>"
                                .formatted(failed, report.checks().size()));
        html.add("<ul class=\"tiles\">");
        tile("flow", total.rows(), "rows came in", count(total.copies()) + " were further copies");
        tile("good", total.accepted(), "messages accepted", percent(total.accepted(), total.messages()) + " of all");
        tile("repair", total.repaired(), "of them repaired", "the value sent is kept");
        tile("flag", total.flagged(), "of them flagged", "nothing was changed");
        tile(
                "held",
                total.quarantined(),
                "quarantined",
                total.discarded() == 0
                        ? percent(total.quarantined(), total.messages()) + " of all"
                        : count(total.discarded()) + " of them discarded");
        html.add("</ul></header><nav aria-label=\"Sections\"><ul>");
        List.of("Sources", "Rules", "Places", "Trend", "Examples", "Schema", "Validation")
                .forEach(title ->
                        html.add("<li><a href=\"#" + title.toLowerCase(Locale.ROOT) + "\">" + title + "</a></li>"));
        html.add("</ul></nav>");
    }

    private void tile(String style, long number, String what, String more) {
        html.add("<li class=\"%s\"><b>%s</b>%s<span>%s</span></li>".formatted(style, count(number), what, more));
    }

    private void sources() {
        html.add("<section><h2 id=\"sources\">Sources and freshness</h2>");
        List<Column> columns =
                new ArrayList<>(List.of(Column.head("source"), Column.number("rows"), Column.number("copies")));
        columns.addAll(TALLY);
        columns.add(Column.number("left out"));
        List<List<String>> rows = new ArrayList<>();
        for (QualityReport.Source source : report.sources()) {
            Tally tally = source.tally();
            List<String> row = new ArrayList<>(List.of(text(tally.name()), count(tally.rows()), count(tally.copies())));
            row.addAll(cells(tally));
            row.add(count(source.leftOut()));
            rows.add(row);
        }
        html.table("Rows and distinct messages by topic and extract", columns, rows);
        html.add("<p class=\"faint\">A message is accepted or quarantined; repaired and flagged ones are accepted."
                + " Left out is what no model reads.</p>");
        html.table(
                "Freshness: the newest record of each source, in UTC, and its age when the cycle ended",
                List.of(
                        Column.head("source"),
                        Column.text("newest recorded"),
                        Column.number("age"),
                        Column.text("last taken in"),
                        Column.number("age")),
                report.sources().stream()
                        .map(source -> List.of(
                                text(source.tally().name()),
                                time(source.newestRecorded()),
                                age(source.newestRecorded()),
                                time(source.newestIngested()),
                                age(source.newestIngested())))
                        .toList());
        html.add("</section>");
    }

    /** How long before the end of the cycle, in the two largest units. */
    private String age(@Nullable Instant instant) {
        if (instant == null) {
            return "–";
        }
        Duration age = Duration.between(instant, report.at());
        if (age.isNegative()) {
            return "0 min";
        }
        if (age.toDays() > 0) {
            return age.toDays() + " d " + age.toHoursPart() + " h";
        }
        return (age.toHours() > 0 ? age.toHours() + " h " : "") + age.toMinutesPart() + " min";
    }

    private static List<String> cells(Tally tally) {
        return List.of(
                count(tally.messages()),
                count(tally.accepted()),
                count(tally.repaired()),
                count(tally.flagged()),
                count(tally.quarantined()),
                share(tally.quarantined(), tally.messages()));
    }

    private static String share(long part, long whole) {
        double width = whole == 0 ? 0 : 100.0 * part / whole;
        return String.format(
                Locale.ROOT,
                "<span class=\"bar\" aria-hidden=\"true\"><i style=\"width:%.1f%%\"></i></span> %s",
                width,
                percent(part, whole));
    }

    private void rules() {
        html.add("<section><h2 id=\"rules\">Rules</h2>");
        List<RuleCount> found = report.rules().stream()
                .filter(rule -> rule.findings() + rule.held() > 0)
                .toList();
        html.table(
                "What the rules found; a message may have several findings, and one first reason to be in quarantine",
                List.of(
                        Column.head("rule"),
                        Column.text("source"),
                        Column.text("action"),
                        Column.number("findings"),
                        Column.number("in quarantine"),
                        Column.text("why there is such a rule")),
                found.stream()
                        .map(rule -> List.of(
                                "<code>" + text(rule.rule()) + "</code>",
                                "<span class=\"nowrap\">" + text(rule.source()) + "</span>",
                                text(rule.action()),
                                count(rule.findings()),
                                count(rule.held()),
                                text(rule.description())))
                        .toList());
        List<String> silent = report.rules().stream()
                .filter(rule -> rule.findings() + rule.held() == 0)
                .map(rule -> "<code>" + text(rule.rule()) + "</code>")
                .toList();
        html.add("<p class=\"faint\">"
                + (silent.isEmpty()
                        ? "Every rule found something."
                        : "Found nothing: " + String.join(", ", silent) + ".")
                + "</p></section>");
    }

    private void places() {
        html.add("<section><h2 id=\"places\">Hospitals and departments</h2>");
        tallies("Messages by hospital", "hospital", report.hospitals());
        tallies("Messages by department", "department", report.departments());
        html.table(
                "Messages in quarantine by rule, source, hospital and department, the largest groups first",
                List.of(
                        Column.head("rule"),
                        Column.text("source"),
                        Column.text("hospital"),
                        Column.text("department"),
                        Column.number("messages")),
                report.quarantine().stream()
                        .map(held -> List.of(
                                "<code>" + text(held.rule()) + "</code>",
                                text(held.source()),
                                text(held.hospital()),
                                text(held.department()),
                                count(held.messages())))
                        .toList());
        html.add("</section>");
    }

    private void tallies(String caption, String title, List<Tally> tallies) {
        List<Column> columns = new ArrayList<>(List.of(Column.head(title)));
        columns.addAll(TALLY);
        List<List<String>> rows = new ArrayList<>();
        for (Tally tally : tallies) {
            String name = tally.label().equals(tally.name()) ? tally.name() : tally.label() + " (" + tally.name() + ")";
            List<String> row = new ArrayList<>(List.of(text(name)));
            row.addAll(cells(tally));
            rows.add(row);
        }
        html.table(caption + "; unknown is what was sent and no code lists", columns, rows);
    }

    private void examples() {
        html.add("<section><h2 id=\"examples\">Examples from the quarantine</h2>");
        String rule = "";
        for (Example example : report.examples()) {
            if (!example.rule().equals(rule)) {
                rule = example.rule();
                html.add("<h3><code>" + text(rule) + "</code></h3>");
            }
            html.add("<div class=\"example\"><p>"
                    + (example.detail() == null ? "" : "stumbled over <b>" + text(example.detail()) + "</b>, ")
                    + "recorded " + time(example.recordedAt()) + " <span class=\"faint\">" + text(example.place())
                    + "</span></p><p><code>" + text(example.payload()) + "</code></p><p class=\"faint\"><code>"
                    + text(example.sha256()) + "</code></p></div>");
        }
        html.add((report.examples().isEmpty() ? "<p>The quarantine is empty.</p>" : "") + "</section>");
    }

    private void schema() {
        html.add("<section><h2 id=\"schema\">Schema</h2>");
        html.table(
                "Attributes that messages carry and no contract classifies: kept, and masked for everyone",
                List.of(Column.head("attribute"), Column.number("messages"), Column.text("first"), Column.text("last")),
                report.unknownAttributes().stream()
                        .map(found -> List.of(
                                "<code>" + text(found.name()) + "</code>",
                                count(found.messages()),
                                time(found.firstRecorded()),
                                time(found.lastRecorded())))
                        .toList());
        html.table(
                "Changes of tables, the newest first",
                List.of(Column.head("table"), Column.text("when"), Column.text("what")),
                report.schemaChanges().stream()
                        .map(change -> List.of(
                                "<code>" + text(change.table()) + "</code>", time(change.at()), text(change.change())))
                        .toList());
        html.add("</section>");
    }

    private void checks() {
        html.add(
                "<section><h2 id=\"validation\">Validation</h2><p>What must hold in gold whatever came in. A failure is a bug or a damaged table, not dirt.</p>");
        String group = "";
        List<List<String>> rows = new ArrayList<>();
        for (Check check : report.checks()) {
            if (!Objects.equals(group, check.group()) && !rows.isEmpty()) {
                table(group, rows);
                rows = new ArrayList<>();
            }
            group = check.group();
            rows.add(List.of(
                    text(check.rule()),
                    "<code>" + text(check.subject()) + "</code>",
                    count(check.compared()),
                    count(check.violations()),
                    (check.passed() ? "<span class=\"ok\">passed</span>" : "<span class=\"bad\">failed</span>")
                            + (check.examples().isEmpty() ? "" : "<br>" + text(String.join("; ", check.examples())))));
        }
        table(group, rows);
        html.add("</section>");
    }

    private void table(String group, List<List<String>> rows) {
        html.table(
                group,
                List.of(
                        Column.head("what must hold"),
                        Column.text("where"),
                        Column.number("compared"),
                        Column.number("violations"),
                        Column.text("result")),
                rows);
    }
}
