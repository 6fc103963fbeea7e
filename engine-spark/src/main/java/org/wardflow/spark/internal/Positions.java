package org.wardflow.spark.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.roaringbitmap.RoaringBitmap;
import scala.Tuple2;

/**
 * Positions by file. Executors put them into bitmaps, one for each file, which is what the driver gets: two bytes for each position, and never more
 * than a bit for each row of the file.
 */
final class Positions {
    private Positions() {}

    /** @param rows a file's name and a position */
    static Map<String, RoaringBitmap> of(Dataset<Row> rows) {
        JavaPairRDD<String, RoaringBitmap> parts =
                rows.queryExecution().toRdd().toJavaRDD().mapPartitionsToPair(gather());
        // A file's parts in bitmaps of their own take more room than one of all.
        JavaPairRDD<String, RoaringBitmap> whole =
                parts.getNumPartitions() > 1 ? parts.reduceByKey((one, other) -> RoaringBitmap.or(one, other)) : parts;
        Map<String, RoaringBitmap> found = new HashMap<>();
        whole.collect().forEach(part -> found.put(part._1(), part._2()));
        return found;
    }

    private static PairFlatMapFunction<Iterator<InternalRow>, String, RoaringBitmap> gather() {
        return rows -> {
            Map<String, RoaringBitmap> byFile = new HashMap<>();
            while (rows.hasNext()) {
                InternalRow row = rows.next();
                byFile.computeIfAbsent(row.getUTF8String(0).toString(), file -> new RoaringBitmap())
                        .add(Math.toIntExact(row.getLong(1)));
            }
            List<Tuple2<String, RoaringBitmap>> parts = new ArrayList<>();
            byFile.forEach((file, positions) -> parts.add(new Tuple2<>(file, positions)));
            return parts.iterator();
        };
    }
}
