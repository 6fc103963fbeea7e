package org.wardflow.app.terminal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C, SIGTERM and the end of the terminal. The first asks the process to stop; the second ends it at once. Java's own way, a
 * shutdown hook, cannot tell a second signal.
 */
public final class StopSignals {
    /** What a shell reports for a process that Ctrl-C ended. */
    public static final int KILLED = 130;

    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicBoolean taken = new AtomicBoolean();

    private StopSignals() {}

    /** Handles the signals from now on, as far as this Java machine lets a program do so. */
    public static StopSignals install() {
        StopSignals signals = new StopSignals();
        NAMES.forEach(signals::handle);
        return signals;
    }

    /** Asks to stop, as the first signal does; asking again changes nothing. */
    public void ask() {
        asked.countDown();
    }

    /** Each signal has a thread of its own: of two at once one is the second. */
    private void signalled() {
        if (taken.getAndSet(true) || raised()) {
            Runtime.getRuntime().halt(KILLED);
        }
        ask();
    }

    /** Whether somebody has asked to stop. */
    public boolean raised() {
        return asked.getCount() == 0;
    }

    /** Waits; true as soon as somebody asks to stop. */
    public boolean await(Duration limit) {
        try {
            return asked.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** By reflection: the class is there in every Java machine, but is not part of Java's own interface. */
    private void handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        switch (method.getName()) {
                            case "handle" -> signalled();
                            case "equals" -> {
                                return arguments.length == 1 && proxy == arguments[0];
                            }
                            case "hashCode" -> {
                                return System.identityHashCode(proxy);
                            }
                            default -> {
                                return "StopSignals";
                            }
                        }
                        return null;
                    });
            Method handle = signal.getMethod("handle", signal, handler);
            Object number = signal.getConstructor(String.class).newInstance(name);
            Object before = handle.invoke(null, number, ours);
            // Under nohup the end of the terminal is to be ignored.
            Object ignored = handler.getField("SIG_IGN").get(null);
            if (name.equals("HUP") && before == ignored) {
                handle.invoke(null, number, ignored);
            }
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | NoSuchFieldException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            // Then the signal ends the process as it always does, which loses nothing.
        }
    }
}
