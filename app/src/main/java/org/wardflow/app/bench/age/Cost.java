package org.wardflow.app.bench.age;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.wardflow.core.WallClock;

/**
 * What a piece of work has used.
 *
 * @param read bytes read by system calls, from the disk or its cache; 0 where the system does not count them
 * @param written likewise
 */
record Cost(long wallNanos, long processorNanos, long read, long written) {
    static final Cost NONE = new Cost(0, 0, 0, 0);

    private static final Path COUNTERS = Path.of("/proc/self/io");

    /** All that this process has used so far. */
    static Cost ofProcess() {
        return counted(
                ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                        ? system.getProcessCpuTime()
                        : 0);
    }

    /** The same, but of the time of processors only this thread's, which computes a model: it is told more exactly. */
    static Cost ofModel() {
        return counted(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    private static Cost counted(long processorNanos) {
        long read = 0;
        long written = 0;
        try {
            for (String line : Files.readAllLines(COUNTERS)) {
                if (line.startsWith("rchar:")) {
                    read = number(line);
                } else if (line.startsWith("wchar:")) {
                    written = number(line);
                }
            }
        } catch (NoSuchFileException e) {
            // This system does not count.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Cost(WallClock.nanos(), processorNanos, read, written);
    }

    private static long number(String line) {
        return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
    }

    Cost minus(Cost before) {
        return new Cost(
                wallNanos - before.wallNanos,
                processorNanos - before.processorNanos,
                read - before.read,
                written - before.written);
    }
}
