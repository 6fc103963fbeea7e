package org.wardflow.spark.internal;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.wardflow.flow.engine.Relation;
import org.wardflow.flow.engine.Scan;

/**
 * The relations of an engine, each a temporary view. One that is computed goes when nobody holds the text that names it any more, since
 * nothing tells that it will not be asked for again; one that is kept goes when it is dropped. Safe for all threads.
 */
public final class Relations {
    private final SparkSession spark;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, Relation> named = new ConcurrentHashMap<>();
    private final Map<String, Runnable> kept = new ConcurrentHashMap<>();
    private final Map<Scan, Held> scans = new ConcurrentHashMap<>();
    private final ReferenceQueue<String> forgotten = new ReferenceQueue<>();
    private final Map<Long, Held> held = new ConcurrentHashMap<>();

    /** For one session of Spark. */
    public Relations(SparkSession spark) {
        this.spark = spark;
    }

    /** Gives a kept relation a name of its own, for ever. */
    public void name(String name, Relation relation) {
        named.put(name, relation);
    }

    /** What a name of its own stands for. */
    Optional<Relation> named(String name) {
        return Optional.ofNullable(named.get(name));
    }

    /** The same relation for the same scan, as long as somebody holds it. */
    Optional<Relation> known(Scan scan) {
        return Optional.ofNullable(scans.get(scan))
                .flatMap(reference -> Optional.ofNullable(reference.get()))
                .map(text -> counted(scan, Relation.computed(text)));
    }

    /** Rows of data files. */
    Relation scanned(Scan scan, Dataset<Row> rows) {
        return counted(scan, computed(rows, scan));
    }

    /** How many rows files have is known without reading them: a compaction is to write the one file that its plan means. */
    private static Relation counted(Scan scan, Relation relation) {
        boolean isWhole = scan.keys().isEmpty()
                && scan.notNull().isEmpty()
                && scan.slices().stream().allMatch(slice -> slice.only().isEmpty());
        return isWhole
                ? Relation.part(
                        relation,
                        scan.slices().stream()
                                .mapToLong(slice -> slice.file().visibleRows())
                                .sum())
                : relation;
    }

    /** Rows that each use computes again. */
    Relation computed(Dataset<Row> rows) {
        return computed(rows, null);
    }

    private Relation computed(Dataset<Row> rows, @Nullable Scan scan) {
        long number = view(rows);
        // The catalog holds a text of its own.
        Relation relation = Relation.computed(name(number));
        Held reference = new Held(relation.text(), number, scan, forgotten);
        held.put(number, reference);
        if (scan != null) {
            scans.put(scan, reference);
        }
        return relation;
    }

    /**
     * Rows that are kept until dropped.
     *
     * @param release frees them
     */
    Relation kept(Dataset<Row> rows, long count, Runnable release) {
        Relation relation = Relation.kept(name(view(rows)), count);
        kept.put(relation.text(), release);
        return relation;
    }

    /** Frees a kept relation; nothing for another one. */
    void drop(Relation relation) {
        Runnable release = kept.remove(relation.text());
        if (release != null) {
            spark.catalog().dropTempView(relation.text());
            release.run();
        }
    }

    private long view(Dataset<Row> rows) {
        forget();
        long number = numbers.incrementAndGet();
        rows.createOrReplaceTempView(name(number));
        return number;
    }

    private static String name(long number) {
        return "wardflow_r" + number;
    }

    private void forget() {
        for (Reference<? extends String> gone = forgotten.poll(); gone != null; gone = forgotten.poll()) {
            if (gone instanceof Held reference) {
                spark.catalog().dropTempView(name(reference.number));
                held.remove(reference.number);
                if (reference.scan != null) {
                    scans.remove(reference.scan, reference);
                }
            }
        }
    }

    private static final class Held extends WeakReference<String> {
        private final long number;
        private final @Nullable Scan scan;

        Held(String text, long number, @Nullable Scan scan, ReferenceQueue<String> queue) {
            super(text, queue);
            this.number = number;
            this.scan = scan;
        }
    }
}
