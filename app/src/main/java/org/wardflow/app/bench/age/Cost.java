package org.wardflow.app.bench.age;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.wardflow.core.WallClock;

/**
 * What this process has used so far.
 *
 * @param read bytes read by system calls, from the disk or its cache; 0 where the system does not count them
 * @param written likewise
 */
record Cost(long wallNanos, long processorNanos, long read, long written) {
    private static final Path COUNTERS = Path.of("/proc/self/io");

    static Cost soFar() throws IOException {
        long processor = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
        return new Cost(WallClock.nanos(), processor, counter("rchar"), counter("wchar"));
    }

    private static long counter(String name) throws IOException {
        try {
            return Files.readAllLines(COUNTERS).stream()
                    .filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(name.length() + 1).strip()))
                    .findFirst()
                    .orElse(0);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    Cost minus(Cost before) {
        return new Cost(
                wallNanos - before.wallNanos,
                processorNanos - before.processorNanos,
                read - before.read,
                written - before.written);
    }
}
