package org.wardflow.duckdb;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.engine.Scan;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.TableName;
import org.wardflow.lake.TableSpec;

/** An engine that dies at a chosen step of a cycle, as a killed process does, or has other time-zone data from some time on. */
final class MortalEngine implements SqlEngine {
    private static final Set<String> STEPS = Set.of("materialise", "distinct", "stage", "positions", "keyHashes");

    private final SqlEngine engine;
    private boolean zonesUpdated;
    private final Queue<Scan> scans = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> threads = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Meanwhile> meanwhile = new AtomicReference<>();
    private final AtomicInteger stepsLeft = new AtomicInteger(Integer.MAX_VALUE);

    MortalEngine(SqlEngine engine) {
        this.engine = engine;
    }

    /** As after an update: an hour more, in each zone. */
    void updateZones() {
        zonesUpdated = true;
    }

    /** Something to do between the writing of a table's rows and the commit of the file. */
    private record Meanwhile(TableName table, Runnable work) {
        boolean isFor(Object[] arguments) {
            return arguments[1] instanceof TableSpec spec && spec.name().equals(table);
        }
    }

    /** Does some work when the next file of a table is written and not committed yet. */
    void whileStaging(TableName table, Runnable work) {
        meanwhile.set(new Meanwhile(table, work));
    }

    /** What a kill looks like from inside. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    void dieAfter(int steps) {
        stepsLeft.set(steps);
    }

    void live() {
        stepsLeft.set(Integer.MAX_VALUE);
    }

    /** The scans of files that sessions were asked for since the last call. */
    List<Scan> takeScans() {
        List<Scan> taken = List.copyOf(scans);
        scans.clear();
        return taken;
    }

    /** How many threads a query was to use, each time that was said since the last call. */
    List<Integer> takeThreads() {
        List<Integer> taken = List.copyOf(threads);
        threads.clear();
        return taken;
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public int parallelism() {
        return engine.parallelism();
    }

    @Override
    public void useThreads(int wanted) {
        threads.add(wanted);
        engine.useThreads(wanted);
    }

    @Override
    public int[] offsets(String zone, Instant from, Duration step, int count) {
        int[] offsets = engine.offsets(zone, from, step, count);
        return zonesUpdated
                ? Arrays.stream(offsets).map(offset -> offset + 3_600).toArray()
                : offsets;
    }

    @Override
    public SqlSession open() {
        SqlSession session = engine.open();
        return (SqlSession) Proxy.newProxyInstance(
                SqlSession.class.getClassLoader(), new Class<?>[] {SqlSession.class}, (proxy, method, arguments) -> {
                    if (STEPS.contains(method.getName())) {
                        // Once dead, every session is: models run side by side.
                        if (stepsLeft.decrementAndGet() < 0) {
                            throw new Killed();
                        }
                    }
                    if (method.getName().equals("scan")) {
                        scans.add((Scan) arguments[0]);
                    }
                    try {
                        Object result = method.invoke(session, arguments);
                        Meanwhile next = meanwhile.get();
                        if (next != null
                                && method.getName().equals("stage")
                                && next.isFor(arguments)
                                && meanwhile.compareAndSet(next, null)) {
                            next.work().run();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    @Override
    public void close() {
        engine.close();
    }
}
