package org.wardflow.app.bench.age;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.engine.SqlEngine;
import org.wardflow.flow.engine.SqlSession;
import org.wardflow.lake.TableName;

/**
 * An engine that counts what each model costs. The engine reads files on threads of its own, so bytes can be told by model only if
 * no other runs beside it.
 */
final class ModelMeter implements SqlEngine {
    private final SqlEngine engine;
    private final Map<TableName, Cost> models = new ConcurrentHashMap<>();
    private final Semaphore turn = new Semaphore(1);
    private volatile boolean apart;

    /** @param engine stays the caller's */
    ModelMeter(SqlEngine engine) {
        this.engine = engine;
    }

    /**
     * Runs a cycle with one model at a time.
     *
     * @return what each cost
     */
    Map<TableName, Cost> oneByOne(Runnable cycle) {
        models.clear();
        apart = true;
        try {
            cycle.run();
        } finally {
            apart = false;
        }
        return Map.copyOf(models);
    }

    @Override
    public int[] offsets(String zone, Instant from, Duration step, int count) {
        return engine.offsets(zone, from, step, count);
    }

    @Override
    public SqlSession open() {
        SqlSession session = engine.open();
        Turn mine = new Turn();
        return (SqlSession) Proxy.newProxyInstance(
                SqlSession.class.getClassLoader(), new Class<?>[] {SqlSession.class}, (proxy, method, arguments) -> {
                    if (apart && method.getName().equals("workFor")) {
                        ((Optional<?>) arguments[0]).map(TableName.class::cast).ifPresentOrElse(mine::begin, mine::end);
                    }
                    return invoke(method, session, arguments);
                });
    }

    private static @Nullable Object invoke(Method method, SqlSession session, @Nullable Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(session, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The model that a session is used for, and what had been used before. */
    private final class Turn {
        private Optional<TableName> model = Optional.empty();
        private Cost before = Cost.NONE;

        void begin(TableName next) {
            turn.acquireUninterruptibly();
            model = Optional.of(next);
            before = Cost.ofModel();
        }

        void end() {
            model.ifPresent(done -> models.put(done, Cost.ofModel().minus(before)));
            turn.release();
        }
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
    public void useThreads(int threads) {
        engine.useThreads(threads);
    }

    /** Leaves the engine open. */
    @Override
    public void close() {}
}
