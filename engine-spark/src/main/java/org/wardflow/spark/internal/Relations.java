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
 * The relations of an engine, each a temporary view. One that is computed goes when nobody holds it any more, since nothing tells
 * Spark that it will not be asked for again; one that is kept goes when it is dropped. Safe for all threads.
 */
public final class Relations {
    private final SparkSession spark;
    private final AtomicLong names = new AtomicLong();
    private final Map<String, Relation> named = new ConcurrentHashMap<>();
    private final Map<String, Runnable> kept = new ConcurrentHashMap<>();
    private final Map<Scan, Held> scans = new ConcurrentHashMap<>();
    private final ReferenceQueue<Relation> forgotten = new ReferenceQueue<>();
    private final Map<String, Held> held = new ConcurrentHashMap<>();

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
        return Optional.ofNullable(scans.get(scan)).flatMap(reference -> Optional.ofNullable(reference.get()));
    }

    /** Rows of data files. */
    Relation scanned(Scan scan, Dataset<Row> rows) {
        return hold(Relation.computed(view(rows)), scan);
    }

    /** Rows that each use computes again. */
    Relation computed(Dataset<Row> rows) {
        return hold(Relation.computed(view(rows)), null);
    }

    /**
     * Rows that are kept until dropped.
     *
     * @param release frees them
     */
    Relation kept(Dataset<Row> rows, long count, Runnable release) {
        Relation relation = Relation.kept(view(rows), count);
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

    private String view(Dataset<Row> rows) {
        forget();
        String name = "wardflow_r" + names.incrementAndGet();
        rows.createOrReplaceTempView(name);
        return name;
    }

    private Relation hold(Relation relation, @Nullable Scan scan) {
        Held reference = new Held(relation, scan, forgotten);
        held.put(reference.view, reference);
        if (scan != null) {
            scans.put(scan, reference);
        }
        return relation;
    }

    private void forget() {
        for (Reference<? extends Relation> gone = forgotten.poll(); gone != null; gone = forgotten.poll()) {
            if (gone instanceof Held reference) {
                spark.catalog().dropTempView(reference.view);
                held.remove(reference.view);
                if (reference.scan != null) {
                    scans.remove(reference.scan, reference);
                }
            }
        }
    }

    private static final class Held extends WeakReference<Relation> {
        private final String view;
        private final @Nullable Scan scan;

        Held(Relation relation, @Nullable Scan scan, ReferenceQueue<Relation> queue) {
            super(relation, queue);
            this.view = relation.text();
            this.scan = scan;
        }
    }
}
