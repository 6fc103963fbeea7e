package org.wardflow.lake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wardflow.lake.Column;
import org.wardflow.lake.ColumnType;
import org.wardflow.lake.StagedFile.ColumnStatistics;

class StatisticsTest {
    @Test
    void boundsOfEachTypeAreWrittenAsDeltaHasThem() {
        assertThat(render(ColumnType.INT, "-5", "7")).contains("\"c\":-5").contains("\"c\":7");
        assertThat(render(ColumnType.BIGINT, "9223372036854775807", null)).contains("\"c\":9223372036854775807");
        assertThat(render(ColumnType.DECIMAL, "0.100000", "12.5"))
                .contains("\"c\":0.100000")
                .contains("\"c\":12.5");
        assertThat(render(ColumnType.DATE, "2026-01-01", "2026-12-31"))
                .contains("2026-01-01")
                .contains("2026-12-31");
        assertThat(render(ColumnType.STRING, "ä", "z")).contains("\"c\":\"ä\"").contains("\"c\":\"z\"");
        for (ColumnType none : List.of(ColumnType.BOOLEAN, ColumnType.BINARY)) {
            assertThat(render(none, "1", "2")).contains("\"minValues\":{}").contains("\"nullCount\":{\"c\":3}");
        }
    }

    @Test
    void timestampsAreRoundedOutwardsToMilliseconds() throws Exception {
        String json = render(ColumnType.TIMESTAMP, "1001", "1001");
        assertThat(json)
                .contains("\"minValues\":{\"c\":\"1970-01-01T00:00:00.001Z\"}")
                .contains("\"maxValues\":{\"c\":\"1970-01-01T00:00:00.002Z\"}");
        assertThat(render(ColumnType.TIMESTAMP, "-1", "-1"))
                .contains("1969-12-31T23:59:59.999Z")
                .contains("1970-01-01T00:00:00.000Z");

        ColumnStatistics read =
                Statistics.parse(json, columns(ColumnType.TIMESTAMP)).columns().get("c");
        assertThat(read).isEqualTo(new ColumnStatistics("1000", "2999", 3));
    }

    /** A bound of fewer digits lies on the wrong side of the value, and a reader skips its file. */
    @Test
    void aDecimalKeepsItsDigitsWhenRowsAreHidden() throws Exception {
        String json = render(ColumnType.DECIMAL, "123456789012.123456", "999999999999.999999");
        ColumnStatistics exact = new ColumnStatistics("123456789012.123456", "999999999999.999999", 3);

        assertThat(Statistics.loosened(json)).contains("\"c\":123456789012.123456", "\"c\":999999999999.999999");
        for (String each : List.of(json, String.valueOf(Statistics.loosened(json)))) {
            assertThat(Statistics.parse(each, columns(ColumnType.DECIMAL)).columns())
                    .containsEntry("c", exact);
        }
    }

    @Test
    void yearsThatDeltaHasNoTextForHaveNoBound() {
        assertThat(render(ColumnType.TIMESTAMP, "0", "253402300799999999"))
                .contains("\"minValues\":{\"c\":\"1970-01-01T00:00:00.000Z\"}", "\"maxValues\":{}");
        assertThat(render(ColumnType.TIMESTAMP, "-62135596800000001", "253402300799999000"))
                .contains("\"minValues\":{}", "\"maxValues\":{\"c\":\"9999-12-31T23:59:59.999Z\"}");
        assertThat(render(ColumnType.TIMESTAMP, "-62135596800000000", null)).contains("0001-01-01T00:00:00.000Z");
    }

    @Test
    void aLongTextBoundIsLeftOut() {
        String longest = "x".repeat(Statistics.TEXT_BOUND_MAX);
        String json = render(ColumnType.STRING, longest, longest + "y");

        assertThat(json).contains("\"minValues\":{\"c\":\"" + longest + "\"}").contains("\"maxValues\":{}");
    }

    @Test
    void aProtectedColumnLeavesNoTraceNotEvenItsNulls() {
        String json = Statistics.render(
                3,
                List.of(new Column("c", ColumnType.STRING, false, true)),
                Map.of("c", new ColumnStatistics("a", "b", 1)));

        assertThat(json).contains("\"numRecords\":3").doesNotContain("\"c\"");
    }

    @Test
    void boundsOfAFileThatLostRowsAreNoLongerTight() throws Exception {
        String json = render(ColumnType.INT, "1", "2");

        assertThat(json).contains("\"tightBounds\":true");
        assertThat(Statistics.loosened(json)).contains("\"tightBounds\":false").contains("\"c\":1");
        assertThat(Statistics.parse(Statistics.loosened(json), columns(ColumnType.INT)))
                .isEqualTo(Statistics.parse(json, columns(ColumnType.INT)));
    }

    private static String render(ColumnType type, String min, @Nullable String max) {
        return Statistics.render(10, columns(type), Map.of("c", new ColumnStatistics(min, max, 3)));
    }

    private static List<Column> columns(ColumnType type) {
        return List.of(new Column("c", type, false, false));
    }
}
