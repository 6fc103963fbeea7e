package org.wardflow.proof.spark;

import java.util.List;
import org.wardflow.flow.content.CodeTable;
import org.wardflow.flow.content.Content;
import org.wardflow.flow.engine.SqlEngine;

/**
 * Spark behind the engine port, as far as worked examples need it: rows given as text, SELECTs, results. It neither reads
 * nor writes data files.
 *
 * @param prelude statements, each ended by a semicolon at the end of a line
 */
record SparkEngine(String prelude, List<CodeTable> codes) implements SqlEngine {
    SparkEngine {
        codes = List.copyOf(codes);
    }

    /** Spark with the prelude and the codes of a content. */
    static SparkEngine of(Content content) {
        return new SparkEngine(
                content.prelude("spark"), List.copyOf(content.codes().values()));
    }

    @Override
    public int parallelism() {
        return 1;
    }

    @Override
    public void useThreads(int threads) {
        // Spark shares its executors out by itself.
    }

    @Override
    public String name() {
        return "spark";
    }

    @Override
    public SparkSqlSession open() {
        return new SparkSqlSession(LocalSpark.session().newSession(), prelude, codes);
    }

    @Override
    public void close() {
        // Spark serves the other tests; it ends with the process.
    }
}
