package org.wardflow.spark.internal;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.roaringbitmap.RoaringBitmap;

/** Positions by file. Executors put them into bitmaps, which is what the driver gets: two bytes a row at most, mostly far less. */
final class Positions {
    private Positions() {}

    private record OfFile(String file, RoaringBitmap positions) implements Serializable {}

    /** @param rows a file's name and a position */
    static Map<String, RoaringBitmap> of(Dataset<Row> rows) {
        List<OfFile> parts = rows.queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(gather())
                .collect();
        Map<String, RoaringBitmap> found = new HashMap<>();
        for (OfFile part : parts) {
            found.computeIfAbsent(part.file(), file -> new RoaringBitmap()).or(part.positions());
        }
        return found;
    }

    private static FlatMapFunction<Iterator<InternalRow>, OfFile> gather() {
        return rows -> {
            Map<String, RoaringBitmap> byFile = new HashMap<>();
            while (rows.hasNext()) {
                InternalRow row = rows.next();
                byFile.computeIfAbsent(row.getUTF8String(0).toString(), file -> new RoaringBitmap())
                        .add(Math.toIntExact(row.getLong(1)));
            }
            List<OfFile> parts = new ArrayList<>();
            byFile.forEach((file, positions) -> parts.add(new OfFile(file, positions)));
            return parts.iterator();
        };
    }
}
