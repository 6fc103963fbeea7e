package org.wardflow.app.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.wardflow.app.terminal.Cells;
import org.wardflow.core.WallClock;

/**
 * How fast a machine is at this moment, by work that has nothing to do with Wardflow: two runs, of two commits or on two days, compare as far
 * as their yardsticks do. A virtual machine's cores may be half as fast an hour later, with nothing of its own to show for it.
 *
 * @param aloneMillis for sorting {@value #LONGS} random longs by one thread
 * @param togetherMillis for the same by as many threads as there are cores, each its own longs, until the last has done
 * @param forcedMillis for writing and forcing {@value #BLOCK_BYTES} bytes to the disk of temporary files
 */
public record Yardstick(double aloneMillis, double togetherMillis, double forcedMillis) {
    static final int LONGS = 1_000_000;
    static final int BLOCK_BYTES = 4_096;

    /** Enough that the median is of compiled code. */
    private static final int SAMPLES = 9;

    private static final int BLOCKS = 25;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long SEED = 42;

    /** Measures for a second or so; medians. */
    public static Yardstick measure() throws IOException {
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService threads = Executors.newFixedThreadPool(cores);
        try {
            double alone = median(SAMPLES, () -> sorted(threads, 1));
            double together = cores == 1 ? alone : median(SAMPLES, () -> sorted(threads, cores));
            return new Yardstick(alone, together, forced());
        } finally {
            threads.shutdownNow();
        }
    }

    /** In a line. */
    public String words() {
        return "yardstick: %s longs sorted in %s ms by one thread, in %s ms by one on each core; %s bytes forced to disk in %s ms"
                .formatted(
                        Cells.count(LONGS),
                        Cells.decimal(aloneMillis, 0),
                        Cells.decimal(togetherMillis, 0),
                        Cells.count(BLOCK_BYTES),
                        Cells.decimal(forcedMillis, 1));
    }

    private static double median(int samples, LongSupplier nanos) {
        long[] all = new long[samples];
        Arrays.setAll(all, i -> nanos.getAsLong());
        Arrays.sort(all);
        return all[samples / 2] / NANOS_PER_MILLI;
    }

    private static long sorted(ExecutorService threads, int count) {
        List<Callable<Long>> work = new SplittableRandom(SEED)
                .splits(count)
                .map(random -> random.longs(LONGS).toArray())
                .<Callable<Long>>map(longs -> () -> {
                    Arrays.sort(longs);
                    return longs[0];
                })
                .toList();
        long began = WallClock.nanos();
        try {
            for (Future<Long> each : threads.invokeAll(work)) {
                var unused = each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("sorting cannot fail", e);
        }
        return WallClock.nanos() - began;
    }

    private static double forced() throws IOException {
        Path file = Files.createTempFile("wardflow-yardstick", ".tmp");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long[] all = new long[BLOCKS];
            for (int i = 0; i < BLOCKS; i++) {
                long began = WallClock.nanos();
                var unused = channel.write(ByteBuffer.allocate(BLOCK_BYTES));
                channel.force(true);
                all[i] = WallClock.nanos() - began;
            }
            Arrays.sort(all);
            return all[BLOCKS / 2] / NANOS_PER_MILLI;
        } finally {
            Files.delete(file);
        }
    }
}
