package org.wardflow.app.quality.internal;

import static org.wardflow.app.quality.internal.Html.count;
import static org.wardflow.app.quality.internal.Html.text;
import static org.wardflow.app.quality.internal.Html.time;

import java.util.List;
import org.wardflow.app.quality.QualityReport;
import org.wardflow.app.quality.QualityReport.CyclePoint;
import org.wardflow.app.quality.QualityReport.DayPoint;
import org.wardflow.app.quality.internal.BarChart.Bar;
import org.wardflow.app.quality.internal.BarChart.Part;
import org.wardflow.app.quality.internal.Html.Column;

/** How it went over time: as pictures, and as the tables that they are drawn from. */
final class TrendSections {
    private final QualityReport report;
    private final Html html;

    TrendSections(QualityReport report, Html html) {
        this.report = report;
        this.html = html;
    }

    void add() {
        html.add("<section><h2 id=\"trend\">Trend</h2><h3>By the day that messages were recorded</h3>");
        days();
        html.add("<h3>By cycle</h3>");
        cycles();
        html.add("</section>");
    }

    private void days() {
        List<DayPoint> days = report.days();
        List<String> labels =
                labels(days.stream().map(day -> day.day().toString()).toList());
        figure(
                "messages a day",
                "<span class=\"key flow-fill\"></span>messages",
                new BarChart(
                        "Messages a day",
                        labels,
                        days.stream()
                                .map(day -> new Bar(
                                        day.day() + ": " + count(day.messages()) + " messages",
                                        List.of(new Part("flow-fill", day.messages()))))
                                .toList()));
        figure(
                "with findings, a day",
                "<span class=\"key held-fill\"></span>quarantined<span class=\"key repair-fill\"></span>repaired"
                        + "<span class=\"key flag-fill\"></span>flagged",
                new BarChart(
                        "Messages with findings a day: quarantined, repaired, flagged",
                        labels,
                        days.stream()
                                .map(day -> new Bar(
                                        "%s: %s quarantined, %s repaired, %s flagged"
                                                .formatted(
                                                        day.day(),
                                                        count(day.quarantined()),
                                                        count(day.repaired()),
                                                        count(day.flagged())),
                                        List.of(
                                                new Part("held-fill", day.quarantined()),
                                                new Part("repair-fill", day.repaired()),
                                                new Part("flag-fill", day.flagged()))))
                                .toList()));
        html.add("<details><summary>The days as a table</summary>");
        html.table(
                "The last " + QualityReport.DAYS_MAX + " days with messages, in UTC",
                List.of(
                        Column.head("day"),
                        Column.number("messages"),
                        Column.number("repaired"),
                        Column.number("flagged"),
                        Column.number("quarantined")),
                days.stream()
                        .map(day -> List.of(
                                text(day.day().toString()),
                                count(day.messages()),
                                count(day.repaired()),
                                count(day.flagged()),
                                count(day.quarantined())))
                        .toList());
        html.add("</details>");
    }

    private void cycles() {
        List<CyclePoint> cycles = report.cycles();
        List<String> labels =
                labels(cycles.stream().map(point -> "cycle " + point.cycle()).toList());
        figure(
                "rows that each cycle took in",
                "<span class=\"key flow-fill\"></span>rows",
                new BarChart(
                        "Rows that each cycle took in",
                        labels,
                        cycles.stream()
                                .map(point -> new Bar(
                                        "cycle %s: %s rows".formatted(point.cycle(), count(point.rows())),
                                        List.of(new Part("flow-fill", point.rows()))))
                                .toList()));
        figure(
                "messages that each cycle put into quarantine, less those that left",
                "<span class=\"key held-fill\"></span>quarantined",
                new BarChart(
                        "Messages that each cycle put into quarantine, less those that left",
                        labels,
                        cycles.stream()
                                .map(point -> new Bar(
                                        "cycle %s: %s".formatted(point.cycle(), count(point.quarantined())),
                                        List.of(new Part("held-fill", point.quarantined()))))
                                .toList()));
        html.add("<details><summary>The cycles as a table</summary>");
        html.table(
                "Cycles whose state is kept; between two lines others may have run, and are counted in the second",
                List.of(
                        Column.head("cycle"),
                        Column.text("ended, UTC"),
                        Column.number("rows taken in"),
                        Column.number("into quarantine, less those that left")),
                cycles.stream()
                        .map(point -> List.of(
                                count(point.cycle()),
                                time(point.at()),
                                count(point.rows()),
                                count(point.quarantined())))
                        .toList());
        html.add("</details>");
    }

    private void figure(String what, String key, BarChart chart) {
        html.add("<figure><figcaption>" + text(what) + " " + key + "</figcaption>" + chart.svg() + "</figure>");
    }

    private static List<String> labels(List<String> all) {
        return all.size() < 3 ? all : List.of(all.get(0), all.get(all.size() / 2), all.get(all.size() - 1));
    }
}
