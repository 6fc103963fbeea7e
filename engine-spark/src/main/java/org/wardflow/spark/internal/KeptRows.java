package org.wardflow.spark.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeMap$;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Statistics;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.storage.StorageLevel;
import org.wardflow.flow.engine.Relation;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.math.BigInt;

/**
 * Rows computed once, in one job. They stay with the executors that computed them; the plan that computed them is left behind, since one that
 * grew from model to model would soon cost more than the rows. An executor that is lost takes its part with it, and Spark computes that again.
 *
 * <p>A few rows come to the driver instead: a plan over rows that it can look at is far cheaper, and often needs no job at all.
 */
final class KeptRows {
    /** So many rows, or fewer, are held by the driver. */
    static final int LOCAL_ROWS_MAX = 1_000;

    /** Unless they have more bytes than this, or one part of them more than its share. */
    static final long LOCAL_BYTES_MAX = 1L << 20;

    private KeptRows() {}

    /** What one task computed. The rows are empty if they stay where they are. */
    private record Part(long count, long bytes, List<InternalRow> few) implements java.io.Serializable {}

    static Relation keep(Relations relations, Dataset<Row> computed) {
        SparkSession spark = (SparkSession) computed.sparkSession();
        JavaRDD<InternalRow> rows = computed.queryExecution()
                .toRdd()
                .toJavaRDD()
                .map(InternalRow::copy)
                .persist(StorageLevel.MEMORY_AND_DISK());
        List<Part> parts = rows.mapPartitions(look(LOCAL_BYTES_MAX / Math.max(1, rows.getNumPartitions())))
                .collect();
        long count = parts.stream().mapToLong(Part::count).sum();
        long bytes = parts.stream().mapToLong(Part::bytes).sum();
        List<InternalRow> few =
                parts.stream().flatMap(part -> part.few().stream()).toList();
        Seq<Attribute> columns = columns(computed);
        boolean local = count == few.size() && count <= LOCAL_ROWS_MAX;
        if (local) {
            rows.unpersist(false);
            LogicalPlan plan =
                    new LocalRelation(columns, CollectionConverters.asScala(few).toSeq(), false, Option.empty());
            return relations.kept(Dataset$.MODULE$.ofRows(spark, plan), count, () -> {});
        }
        Statistics size = new Statistics(
                BigInt.apply(bytes), Option.apply(BigInt.apply(count)), AttributeMap$.MODULE$.empty(), false);
        LogicalPlan plan = new LogicalRDD(
                columns,
                rows.rdd(),
                new UnknownPartitioning(0),
                CollectionConverters.asScala(List.<org.apache.spark.sql.catalyst.expressions.SortOrder>of())
                        .toSeq(),
                false,
                Option.empty(),
                spark,
                Option.apply(size),
                Option.empty());
        return relations.kept(Dataset$.MODULE$.ofRows(spark, plan), count, () -> rows.unpersist(false));
    }

    private static Seq<Attribute> columns(Dataset<Row> computed) {
        List<Attribute> columns = new ArrayList<>();
        CollectionConverters.asJava(DataTypeUtils.toAttributes(computed.schema()))
                .forEach(columns::add);
        return CollectionConverters.asScala(columns).toSeq();
    }

    /** @param bytesMax of rows, that a part sends */
    private static FlatMapFunction<Iterator<InternalRow>, Part> look(long bytesMax) {
        return rows -> {
            long count = 0;
            long bytes = 0;
            List<InternalRow> few = new ArrayList<>();
            while (rows.hasNext()) {
                InternalRow row = rows.next();
                count++;
                bytes += row instanceof UnsafeRow known ? known.getSizeInBytes() : 0;
                if (count <= LOCAL_ROWS_MAX && bytes <= bytesMax) {
                    few.add(row);
                }
            }
            boolean all = count == few.size();
            return List.of(new Part(count, bytes, all ? few : new ArrayList<>()))
                    .iterator();
        };
    }
}
