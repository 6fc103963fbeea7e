package org.wardflow.app.workspace;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.duckdb.DuckDbEngine;
import org.wardflow.duckdb.DuckDbSettings;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.read.Reader;
import org.wardflow.hospital.catchup.AttributeAliases;
import org.wardflow.hospital.catchup.AttributeTable;
import org.wardflow.hospital.catchup.CatchUp;
import org.wardflow.hospital.catchup.ClosedHours;
import org.wardflow.hospital.catchup.NewAttributes;
import org.wardflow.hospital.catchup.SeenAttribute;
import org.wardflow.ingest.PayloadStore;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.Lake;
import org.wardflow.lake.LocalFileIo;
import org.wardflow.lake.Table;
import org.wardflow.lake.TableName;

/** A home that is open. One process at a time has it open for writing, any number read beside it. */
public final class Workspace implements AutoCloseable {
    private static volatile @Nullable Content builtIn;

    private final Home home;
    private final Settings settings;
    private final Clock clock;
    private final Content declared;
    private final Lake lake;
    private final SqlEngine engine;
    private volatile Content content;

    private Workspace(Home home, Settings settings, Clock clock, Content content, Lake lake, SqlEngine engine) {
        this.home = home;
        this.settings = settings;
        this.clock = clock;
        this.declared = content;
        this.lake = lake;
        this.engine = engine;
        this.content = content;
    }

    /** Opens a home as its only writer; HOME_LOCKED if there is one. */
    public static Workspace forWriting(Home home, Settings settings, Clock clock) {
        return forWriting(home, settings, clock, content(home.folder()));
    }

    /** The same, with other content than the built-in one. */
    public static Workspace forWriting(Home home, Settings settings, Clock clock, Content content) {
        return forWriting(home, settings, clock, content, new LocalFileIo());
    }

    /** The same, on another disk. */
    public static Workspace forWriting(Home home, Settings settings, Clock clock, Content content, FileIo io) {
        Lake lake = Lake.openForWriting(home.lake(), io, clock);
        boolean opened = false;
        try {
            home.markAgain(clock);
            Workspace workspace = open(home, settings, clock, content, lake, true);
            opened = true;
            return workspace;
        } finally {
            if (!opened) {
                lake.close();
            }
        }
    }

    /** Opens a home for reading, beside a writer if there is one. */
    public static Workspace forReading(Home home, Settings settings, Clock clock) {
        return open(
                home,
                settings,
                clock,
                content(home.folder()),
                Lake.openForReading(home.lake(), new LocalFileIo(), clock),
                false);
    }

    private static Workspace open(
            Home home, Settings settings, Clock clock, Content content, Lake lake, boolean writes) {
        DuckDbSettings engine = new DuckDbSettings(
                settings.value(Settings.ENGINE_MEMORY),
                threads(settings),
                home.temporary(),
                settings.value(Settings.ENGINE_SPILL),
                home.temporary().resolve("rows"),
                writes ? settings.value(Settings.ENGINE_COPIES) : 0,
                List.of(home.lake()));
        Workspace workspace = new Workspace(home, settings, clock, content, lake, DuckDbEngine.start(engine, content));
        var unused = workspace.learnAttributes();
        return workspace;
    }

    /** How many threads the engine has: those that are set, else one for each processor. */
    public static int threads(Settings settings) {
        int threads = settings.value(Settings.ENGINE_THREADS);
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /** The built-in content with what a folder overlays, which need not be a home yet; CONTRACT_INVALID or MODEL_INVALID if it does not fit together. */
    public static Content content(Path home) {
        Path overlay = Home.content(home);
        return Files.isDirectory(overlay) ? load(Optional.of(overlay)) : builtIn();
    }

    /** Read once: a class path stays as it is while the process lives. */
    private static Content builtIn() {
        Content content = builtIn;
        if (content == null) {
            content = load(Optional.empty());
            builtIn = content;
        }
        return content;
    }

    private static Content load(Optional<Path> overlay) {
        return AttributeAliases.apply(Content.load(Workspace.class.getClassLoader(), overlay));
    }

    public Home home() {
        return home;
    }

    public Settings settings() {
        return settings;
    }

    public Clock clock() {
        return clock;
    }

    /** What the tables are, the columns of attributes that were seen included. */
    public Content content() {
        return content;
    }

    /** Whether the content folder was changed since this was opened, so that rows would be judged otherwise. */
    public boolean isOutdated() {
        Content now = content(home.folder());
        return !hashes(now).equals(hashes(declared));
    }

    private static Map<TableName, String> hashes(Content content) {
        Map<TableName, String> hashes = new TreeMap<>();
        content.graph().inOrder().forEach(model -> hashes.put(model.table(), content.hash(model)));
        return hashes;
    }

    /** Reads anew which attributes were seen. */
    public Content learnAttributes() {
        content = AttributeTable.extend(declared, SeenAttribute.recorded(lake, engine));
        return content;
    }

    /** The attributes that were seen, with the columns that hold them now, the first seen first. */
    public List<SeenAttribute> attributes() {
        return AttributeTable.placed(declared, SeenAttribute.recorded(lake, engine));
    }

    /** Looks for attributes that are new, after the cycles of a pipeline of this home. */
    public NewAttributes newAttributes(Pipeline pipeline) {
        return new NewAttributes(lake, engine, clock, pipeline, declared, this::learnAttributes);
    }

    /** Closes the hours that the data has passed; see {@link ClosedHours}. */
    public long closeHours(Pipeline pipeline, Optional<Instant> until) {
        return ClosedHours.close(reader(), pipeline, clock, until);
    }

    /** A run over all that is in bronze, in this process. */
    public CatchUp catchUp() {
        return new CatchUp(lake, engine, declared, clock);
    }

    public Lake lake() {
        return lake;
    }

    public SqlEngine engine() {
        return engine;
    }

    /** A table by its name; TABLE_MISSING if there is none. */
    public Table table(String name) {
        Optional<Table> found = Optional.empty();
        try {
            found = lake.find(TableName.parse(name));
        } catch (IllegalArgumentException e) {
            // No table can have that name; the message below says which there are.
        }
        return found.orElseThrow(() -> new WardflowException(
                ErrorCode.TABLE_MISSING,
                "There is no table " + name,
                lake.tables().isEmpty() ? "an empty lake" : "the tables " + lake.tables(),
                "./wardflow tables lists them; ./wardflow run makes those that have never been computed"));
    }

    /** The pipeline over this home, which must be open for writing; the caller closes it. */
    public Pipeline openPipeline() {
        return openPipeline(clock);
    }

    /** The same, with another clock for what it writes. */
    public Pipeline openPipeline(Clock times) {
        return Pipeline.open(lake, content, engine, times);
    }

    /** Reads consistent states of this home. */
    public Reader reader() {
        return new Reader(lake, content, engine);
    }

    /** Where payloads too large for a row lie. */
    public PayloadStore payloads() {
        return new PayloadStore(home.payloads());
    }

    @Override
    public void close() {
        engine.close();
        lake.close();
    }
}
