package org.wardflow.app.web;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.wardflow.app.quality.QualityReport;
import org.wardflow.app.schema.SchemaChange;
import org.wardflow.app.schema.SeenColumn;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.read.KnownAt;
import org.wardflow.hospital.catchup.AttributeTable;
import org.wardflow.server.feed.Reports;

/** Makes the reports of a home for the pages, one after the other on one thread of its own: neither the live thread nor who asks waits for it. */
public final class ReportDesk implements Reports, AutoCloseable {
    /** Attributes shown. */
    static final int ATTRIBUTES_MAX = 500;

    private static final long STOP_SECONDS = 5;

    private final Workspace workspace;
    // What comes after the end is dropped: nobody is shown it any more.
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            ReportDesk::daemon,
            new ThreadPoolExecutor.DiscardPolicy());
    private final KeptReport quality;
    private final KeptReport schema;

    /** Of a home. */
    public ReportDesk(Workspace workspace) {
        this.workspace = workspace;
        this.quality = new KeptReport("quality report", this::measure, thread, workspace.clock(), WallClock::nanos);
        this.schema = new KeptReport("schema", this::attributes, thread, workspace.clock(), WallClock::nanos);
    }

    private static Thread daemon(Runnable work) {
        Thread made = new Thread(work, "wardflow-reports");
        made.setDaemon(true);
        return made;
    }

    @Override
    public Latest quality() {
        return quality.latest();
    }

    @Override
    public Latest schema() {
        return schema.latest();
    }

    private Report measure() {
        QualityReport report = QualityReport.of(workspace, KnownAt.now()).withoutExamples();
        long rows = 0L
                + report.sources().size()
                + report.hospitals().size()
                + report.departments().size()
                + report.rules().size()
                + report.quarantine().size()
                + report.cycles().size()
                + report.days().size()
                + report.checks().size();
        return new Report(report.cycle(), rows, report);
    }

    private Report attributes() {
        List<Attribute> attributes = SeenColumn.all(workspace).stream()
                .limit(ATTRIBUTES_MAX)
                .map(column -> new Attribute(
                        column.seen().topic(),
                        column.seen().attribute(),
                        AttributeTable.NAME.toString(),
                        column.seen().column(),
                        column.type(),
                        column.classification(),
                        column.seen().seenAt()))
                .toList();
        List<Change> changes = SchemaChange.all(workspace.lake()).stream()
                .limit(QualityReport.SCHEMA_CHANGES_MAX)
                .map(change -> new Change(change.table().toString(), change.version(), change.at(), change.change()))
                .toList();
        return new Report(0, attributes.size() + changes.size(), new Schema(attributes, changes));
    }

    /** Ends it; a query that is under way is waited for a little, and then ends with the process. */
    @Override
    public void close() {
        thread.shutdown();
        thread.getQueue().clear();
        try {
            var unused = thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
