package org.wardflow.app.live;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.wardflow.lake.FileIo;
import org.wardflow.lake.LocalFileIo;

/** The local disk, which can be full for a while, or fail at one write to come. */
public final class FailingDisk {
    private static final Set<String> WRITES =
            Set.of("writeNew", "replace", "prepare", "takeIn", "syncFolder", "createFolder", "delete");

    /** Writes until one fails; far away if none is to. */
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

    private final AtomicReference<@Nullable String> marked = new AtomicReference<>();

    final AtomicInteger refused = new AtomicInteger();
    private volatile boolean full;
    private volatile boolean afterEffect;

    /** The disk, as a lake uses it. */
    public FileIo io() {
        FileIo disk = new LocalFileIo();
        return (FileIo) Proxy.newProxyInstance(
                FileIo.class.getClassLoader(), new Class<?>[] {FileIo.class}, (proxy, method, arguments) -> {
                    boolean fails = isMarked(method.getName(), arguments)
                            || (WRITES.contains(method.getName()) && (full || left.decrementAndGet() == 0));
                    try {
                        if (!fails) {
                            return method.invoke(disk, arguments);
                        }
                        refused.incrementAndGet();
                        if (afterEffect && !full) {
                            method.invoke(disk, arguments);
                        }
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    throw new IOException(full ? "No space left on device" : "injected fault");
                });
    }

    /** The next call of a method on a path that holds a text fails, before or after it had its effect. */
    void failNext(String method, String path, boolean after) {
        afterEffect = after;
        marked.set(method + " " + path);
    }

    private boolean isMarked(String method, Object[] arguments) {
        String wanted = marked.get();
        return wanted != null
                && wanted.startsWith(method + " ")
                && String.valueOf(arguments[0]).contains(wanted.substring(method.length() + 1))
                && marked.compareAndSet(wanted, null);
    }

    /** Fills it, or frees space. */
    public void full(boolean now) {
        full = now;
    }

    /** The write with this number, counted from now, fails, before or after it had its effect. */
    void failWrite(long number, boolean after) {
        afterEffect = after;
        left.set(number);
    }
}
