package org.wardflow.app.rebuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.wardflow.app.home.Folders;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.contract.Contract;
import org.wardflow.flow.cycle.CycleReport;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.flow.model.Model;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.Manifest;
import org.wardflow.lake.Snapshot;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TablePart;

/**
 * Computes tables again from bronze alone, in a lake of its own beside the home's, and compares them with what stands there. The
 * side lake shares bronze's files by hard links, so it needs room for the computed tables only; it is deleted in the end, and
 * at the latest when the home is next opened for writing.
 */
public final class Rebuild {
    private static final String FOLDER = "_staging";

    private final Workspace workspace;
    private final Content content;
    private final List<TableName> wanted;

    private Rebuild(Workspace workspace, Content content, List<TableName> wanted) {
        this.workspace = workspace;
        this.content = content;
        this.wanted = wanted;
    }

    /**
     * A rebuild of some computed tables, or of all if none is named. TABLE_MISSING if one is no computed table.
     *
     * @param names as {@code gold.dim_patient}
     */
    public static Rebuild of(Workspace workspace, List<String> names) {
        SortedMap<TableName, Model> models = workspace.content().graph().models();
        Set<String> known = models.keySet().stream().map(TableName::toString).collect(Collectors.toSet());
        for (String name : names) {
            if (!known.contains(name)) {
                throw new WardflowException(
                        ErrorCode.TABLE_MISSING,
                        "There is no computed table " + name,
                        name.startsWith("bronze.") ? "bronze is what came in; it cannot be computed" : "no model of it",
                        "choose from " + models.keySet());
            }
        }
        Set<TableName> chosen = names.isEmpty()
                ? models.keySet()
                : names.stream().map(TableName::parse).collect(Collectors.toSet());
        Content needed = workspace.content().upTo(chosen);
        List<TableName> order = needed.graph().inOrder().stream()
                .map(Model::table)
                .filter(chosen::contains)
                .toList();
        return new Rebuild(workspace, needed, order);
    }

    /** Compares the newest cycle with what its bronze gives; changes nothing, and works beside a writer. */
    public List<RebuiltTable> compare() {
        Manifest manifest = workspace
                .lake()
                .manifests()
                .latest()
                .orElseThrow(() -> new WardflowException(
                        ErrorCode.VERIFY_NOTHING,
                        "There is nothing to compare",
                        "no cycle has ended",
                        "./wardflow run"));
        List<RebuiltTable> found = new ArrayList<>();
        beside(manifest.versions(), (name, computed) -> {
            Long version = manifest.versions().get(name);
            Table table = workspace.table(name.toString());
            found.add(compared(name, computed, () -> version == null ? table.latest() : table.at(version)));
        });
        return found;
    }

    /**
     * Brings the home up to date, compares, and replaces what differs, a commit a table; a table whose log cannot be read is set
     * aside and made anew. The home must be open for writing.
     */
    public List<RebuiltTable> replace() {
        Map<TableName, WardflowException> setAside = setAside();
        List<RebuiltTable> found = new ArrayList<>();
        try (Pipeline pipeline = workspace.openPipeline()) {
            bringUpToDate(pipeline);
            SortedMap<TableName, Long> bronze = new TreeMap<>();
            content.contracts().keySet().stream()
                    .filter(name -> content.graph().model(name).isEmpty())
                    .forEach(name ->
                            bronze.put(name, pipeline.table(name).latest().version()));
            beside(bronze, (name, computed) -> {
                WardflowException reason = setAside.get(name);
                RebuiltTable result = reason == null
                        ? compared(name, computed, pipeline.table(name)::latest)
                        : new RebuiltTable(
                                name,
                                computed.visibleRows(),
                                computed.visibleRows(),
                                0,
                                Optional.of(reason),
                                List.of());
                if (reason == null && !result.same()) {
                    var unused = pipeline.replace(name, computed);
                }
                found.add(result);
            });
            requireWhole(pipeline.runCycle());
        }
        if (!setAside.isEmpty()) {
            // Older cycles name versions of tables that are gone; the new ones count anew.
            workspace.lake().manifests().forgetBefore(Instant.MAX);
        }
        return found;
    }

    private Map<TableName, WardflowException> setAside() {
        Map<TableName, WardflowException> reasons = new TreeMap<>();
        for (TableName name : wanted) {
            try {
                workspace.lake().find(name).ifPresent(Table::latest);
            } catch (WardflowException e) {
                if (e.code() != ErrorCode.TABLE_CORRUPT) {
                    throw e;
                }
                var unused = workspace.lake().setAside(name);
                reasons.put(name, e);
            }
        }
        return reasons;
    }

    /** Hands over each wanted table as bronze gives it. */
    private void beside(SortedMap<TableName, Long> versions, BiConsumer<TableName, Snapshot> consumer) {
        Path root = workspace.lake().root();
        Path side = root.resolve(FOLDER)
                .resolve("rebuild-" + ProcessHandle.current().pid());
        try {
            Folders.deleteIfThere(side);
            for (TableName name : content.contracts().keySet()) {
                Long version = versions.get(name);
                if (content.graph().model(name).isEmpty() && version != null) {
                    share(workspace.table(name.toString()).parts(version), root, side);
                }
            }
            try (Lake lake = Lake.openForWriting(side, new LocalFileIo(), workspace.clock());
                    Pipeline pipeline = Pipeline.open(lake, content, workspace.engine(), workspace.clock())) {
                requireWhole(pipeline.runCycle());
                wanted.forEach(
                        name -> consumer.accept(name, pipeline.table(name).latest()));
            } finally {
                Folders.deleteIfThere(side);
            }
        } catch (IOException e) {
            throw new WardflowException(
                    ErrorCode.DISK_FAILED,
                    "The tables cannot be computed beside those that stand, in " + side,
                    e.getClass().getSimpleName(),
                    "check the disk and its free space, then run again; nothing was changed",
                    e);
        }
    }

    private static void share(List<TablePart> parts, Path root, Path side) throws IOException {
        for (TablePart part : parts) {
            Path target = side.resolve(root.relativize(part.path()).toString());
            Files.createDirectories(target.getParent());
            try {
                Files.createLink(target, part.path());
            } catch (UnsupportedOperationException e) {
                Files.copy(part.path(), target);
            }
        }
    }

    /** What cannot be computed now, as its own rows are damaged, is about to be replaced. */
    private static void bringUpToDate(Pipeline pipeline) {
        var unused = pipeline.runCycle();
    }

    private static void requireWhole(CycleReport report) {
        if (!report.failures().isEmpty()) {
            throw report.failures().get(0).reason();
        }
    }

    private RebuiltTable compared(TableName name, Snapshot computed, Supplier<Snapshot> standing) {
        try (SqlSession session = workspace.engine().open()) {
            Snapshot stands = standing.get();
            stands.files().forEach(workspace.table(name.toString())::verify);
            return new Comparison(session, contract(name), computed, stands).run();
        } catch (WardflowException e) {
            if (e.code() != ErrorCode.TABLE_CORRUPT) {
                throw e;
            }
            return new RebuiltTable(name, computed.visibleRows(), computed.visibleRows(), 0, Optional.of(e), List.of());
        }
    }

    private Contract contract(TableName name) {
        Contract contract = content.contracts().get(name);
        if (contract == null) {
            throw new IllegalStateException("bug: no contract of " + name);
        }
        return contract;
    }
}
