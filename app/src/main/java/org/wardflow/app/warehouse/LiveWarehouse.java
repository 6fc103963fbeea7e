package org.wardflow.app.warehouse;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.live.Live;
import org.wardflow.app.live.LiveState;
import org.wardflow.app.notice.Problem;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.settings.WarehouseMode;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WallClock;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.Manifest;
import org.wardflow.warehouse.Publication;
import org.wardflow.warehouse.Warehouse;
import org.wardflow.warehouse.embedded.EmbeddedPostgres;

/**
 * Publishes beside the live thread, which only says that there is a new manifest and never waits. Whatever fails, the server not
 * being there included, is a problem of the live state, and is tried again with growing pauses: the next publication brings all
 * that was missed.
 */
public final class LiveWarehouse implements AutoCloseable {
    /** Between the beginnings of two publications at least, so that many small cycles share one. */
    static final Duration APART = Duration.ofMillis(200);

    /** After a failure, doubled each time up to the second. */
    static final Duration RETRY_FIRST = Duration.ofSeconds(1);

    static final Duration RETRY_MAX = Duration.ofSeconds(30);

    /** How long the end waits for a publication in hand. */
    static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private static final Logger LOG = System.getLogger(LiveWarehouse.class.getName());
    private static final String SUBJECT = "postgresql";

    private final Workspace workspace;
    private final Live live;
    private final Consumer<Warehouse> opened;
    private final Thread thread;
    private final Object signal = new Object();
    private final List<Consumer<Publication>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable HomeWarehouse> open = new AtomicReference<>();
    private volatile long published;

    /** Whether a publication failed since the warehouse was opened, for whatever its database is not like what it was opened for. */
    private boolean doubtful;

    private long wanted;
    private boolean stopping;

    private LiveWarehouse(Workspace workspace, Live live, Consumer<Warehouse> opened) {
        this.workspace = workspace;
        this.live = live;
        this.opened = opened;
        this.thread = new Thread(this::run, "wardflow-warehouse");
    }

    /**
     * Starts it, the server included, on a thread of its own.
     *
     * @param opened is handed the warehouse on that thread, once it shows the newest cycle, and again if the server had to be started
     *     again
     */
    public static LiveWarehouse start(Workspace workspace, Live live, Consumer<Warehouse> opened) {
        LiveWarehouse warehouse = new LiveWarehouse(workspace, live, opened);
        live.listen(warehouse::see);
        warehouse.thread.setDaemon(true);
        warehouse.thread.start();
        return warehouse;
    }

    /** The warehouse, once it is open; it changes if the server had to be started again. */
    public Optional<Warehouse> warehouse() {
        return Optional.ofNullable(open.get()).map(HomeWarehouse::warehouse);
    }

    /** The cycle that was published last by this process; 0 before the first. */
    public long published() {
        return published;
    }

    /** Tells of each publication from now on, on the thread that made it. */
    public void listen(Consumer<Publication> listener) {
        listeners.add(listener);
    }

    private void see(LiveState state) {
        synchronized (signal) {
            if (state.manifest() > wanted) {
                wanted = state.manifest();
                signal.notifyAll();
            }
        }
    }

    private void run() {
        Duration retry = RETRY_FIRST;
        boolean first = true;
        while (first || awaitWork()) {
            try {
                long began = WallClock.nanos();
                publish();
                Duration took = Duration.ofNanos(WallClock.nanos() - began);
                live.solved(Problem.Kind.WAREHOUSE, SUBJECT);
                retry = RETRY_FIRST;
                first = false;
                pause(untilNext(took));
            } catch (Exception e) {
                LOG.log(Logger.Level.WARNING, "publication failed; it is tried again in " + retry);
                doubtful = true;
                failed(e);
                if (!pause(retry)) {
                    return;
                }
                retry = retry.multipliedBy(2).compareTo(RETRY_MAX) > 0 ? RETRY_MAX : retry.multipliedBy(2);
            } catch (Error e) {
                live.end(e);
                throw e;
            }
        }
    }

    /** Nothing that goes wrong here may end the thread: who else would publish again? */
    private void failed(Exception failure) {
        try {
            live.failed(Problem.Kind.WAREHOUSE, SUBJECT, failure);
            if (isGone(failure)) {
                reopen();
            }
        } catch (RuntimeException e) {
            LOG.log(Logger.Level.ERROR, "a failure of the publication could not be dealt with", e);
        }
    }

    /** A long one leaves half as much time as it took to those it shares the processors with. */
    static Duration untilNext(Duration took) {
        Duration rest = APART.minus(took);
        Duration fair = took.dividedBy(2);
        return rest.compareTo(fair) > 0 ? rest : fair;
    }

    private static boolean isGone(Exception failure) {
        return failure instanceof WardflowException known
                && (known.code() == ErrorCode.WAREHOUSE_UNREACHABLE || known.code() == ErrorCode.WAREHOUSE_START);
    }

    /** After a failure by a warehouse that is opened anew; readers keep the one they have until that has published. */
    private void publish() {
        HomeWarehouse known = open.get();
        HomeWarehouse warehouse = known == null || doubtful ? HomeWarehouse.open(workspace) : known;
        boolean done = false;
        try {
            if (known == null) {
                open.set(warehouse);
            }
            publish(warehouse);
            done = true;
        } finally {
            if (!done && known != null && warehouse != known) {
                warehouse.warehouse().close();
            }
        }
        doubtful = false;
        if (warehouse != known) {
            open.set(warehouse);
            opened.accept(warehouse.warehouse());
            if (known != null) {
                known.warehouse().close();
            }
        }
    }

    private void publish(HomeWarehouse warehouse) {
        Optional<Manifest> newest = workspace.lake().manifests().latest();
        if (newest.isPresent() && newest.get().cycle() != published) {
            Publication publication = warehouse.publisher().publish(newest.get());
            published = publication.cycle();
            listeners.forEach(listener -> listener.accept(publication));
            if (!publication.whole().isEmpty()) {
                LOG.log(Logger.Level.INFO, "published whole: tables=" + publication.whole());
            }
        }
    }

    /** A server that has gone may come back elsewhere, and empty. */
    private void reopen() {
        published = 0;
        HomeWarehouse warehouse = open.getAndSet(null);
        if (warehouse != null) {
            warehouse.warehouse().close();
        }
    }

    /** Waits for a manifest that is not published; false if it is to stop. */
    private boolean awaitWork() {
        synchronized (signal) {
            while (!stopping && wanted <= published) {
                try {
                    signal.wait();
                } catch (InterruptedException e) {
                    return false;
                }
            }
            return !stopping;
        }
    }

    /** False if it is to stop. */
    private boolean pause(Duration length) {
        long deadline = WallClock.nanos() + length.toNanos();
        synchronized (signal) {
            while (!stopping && deadline - WallClock.nanos() > 0) {
                try {
                    signal.wait(Math.max(1, (deadline - WallClock.nanos()) / 1_000_000));
                } catch (InterruptedException e) {
                    return false;
                }
            }
            return !stopping;
        }
    }

    /** Ends after the publication in hand, publishes what the live thread left last if that is quick, and stops a server of ours. */
    @Override
    public void close() {
        synchronized (signal) {
            stopping = true;
            signal.notifyAll();
        }
        try {
            thread.join(STOP_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        HomeWarehouse warehouse = open.getAndSet(null);
        try {
            Optional<Manifest> newest = workspace.lake().manifests().latest();
            if (warehouse != null
                    && !thread.isAlive()
                    && newest.isPresent()
                    && newest.get().cycle() != published) {
                published = warehouse.publisher().publish(newest.get()).cycle();
            }
        } catch (WardflowException e) {
            LOG.log(Logger.Level.WARNING, "the last publication failed; the next start brings it", e);
        }
        if (warehouse != null) {
            warehouse.warehouse().close();
        }
        if (workspace.settings().value(Settings.WAREHOUSE_MODE) == WarehouseMode.EMBEDDED) {
            // Whoever started it: one that a killed process left behind ends with this one.
            EmbeddedPostgres.stop(workspace.home().postgres());
        }
    }
}
