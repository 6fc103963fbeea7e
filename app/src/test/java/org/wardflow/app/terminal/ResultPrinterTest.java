package org.wardflow.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultPrinterTest {
    @Test
    void aTableIsAlignedWithNumbersToTheRight() {
        assertThat(print(Format.TABLE).lines())
                .containsExactly(
                        "ward    beds  since",
                        "------  ----  --------------------",
                        "ICU       12  2026-11-01T00:00:00Z",
                        "A, \"B\"   1.5",
                        "(2 rows)");
    }

    @Test
    void csvQuotesWhatItMustAndTellsNullFromTheEmptyText() {
        assertThat(print(Format.CSV))
                .isEqualTo("ward,beds,since\nICU,12,2026-11-01T00:00:00Z\n\"A, \"\"B\"\"\",1.5,\n");
        assertThat(print(Format.CSV, List.of(""))).endsWith("\n\"\"\n");
    }

    @Test
    void jsonIsAnArrayOfObjects() {
        assertThat(print(Format.JSON)).isEqualTo("""
                        [
                        {"ward":"ICU","beds":12,"since":"2026-11-01T00:00:00Z"},
                        {"ward":"A, \\"B\\"","beds":1.5,"since":null}
                        ]
                        """);
        StringWriter out = new StringWriter();
        new ResultPrinter(terminal(out), Format.JSON).finish();
        assertThat(out).hasToString("[]\n");
    }

    @Test
    void aTableLetsNoValueSteerTheTerminal() {
        assertThat(print(Format.TABLE, List.of("a\u001b[31mb\nc\u202e"))).contains("a\uFFFD[31mb\uFFFDc\uFFFD");
    }

    @Test
    void aCountOfOneThingIsInTheSingular() {
        assertThat(Cells.count(1, "message")).isEqualTo("1 message");
        assertThat(Cells.count(0, "message")).isEqualTo("0 messages");
        assertThat(Cells.count(1_200, "old one")).isEqualTo("1,200 old ones");
    }

    @Test
    void rowsBeyondThoseMeasuredAreStillPrinted() {
        StringWriter out = new StringWriter();
        ResultPrinter printer = new ResultPrinter(terminal(out), Format.TABLE);
        printer.columns(List.of("n"));
        for (int i = 0; i < ResultPrinter.ROWS_MEASURED + 5; i++) {
            printer.row(List.of(i));
        }
        assertThat(printer.finish()).isEqualTo(ResultPrinter.ROWS_MEASURED + 5L);
        assertThat(out.toString().lines())
                .hasSize(ResultPrinter.ROWS_MEASURED + 8)
                .contains("1004", "(1,005 rows)");
    }

    @Test
    void aReaderThatWentAwayEndsTheOutput() {
        Writer closed = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        ResultPrinter printer = new ResultPrinter(terminal(closed), Format.CSV);
        printer.columns(List.of("n"));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        printer.row(List.of(i));
                    }
                })
                .isInstanceOf(Terminal.PipeClosed.class);
    }

    @Test
    void decimalsHaveOneForm() {
        assertThat(Cells.text(new BigDecimal("85.300000"))).isEqualTo("85.3");
        assertThat(Cells.text(new BigDecimal("100.000000"))).isEqualTo("100");
        assertThat(Cells.text(new BigDecimal("0.000000"))).isEqualTo("0");
    }

    private static String print(Format format) {
        StringWriter out = new StringWriter();
        ResultPrinter printer = new ResultPrinter(terminal(out), format);
        printer.columns(List.of("ward", "beds", "since"));
        printer.row(List.of("ICU", 12, Instant.parse("2026-11-01T00:00:00Z")));
        printer.row(Arrays.asList("A, \"B\"", new BigDecimal("1.500000"), null));
        printer.finish();
        return out.toString();
    }

    private static String print(Format format, List<Object> values) {
        StringWriter out = new StringWriter();
        ResultPrinter printer = new ResultPrinter(terminal(out), format);
        printer.columns(List.of("v"));
        printer.row(List.copyOf(values));
        printer.finish();
        return out.toString();
    }

    private static Terminal terminal(Writer out) {
        return new Terminal(
                new PrintWriter(out),
                new PrintWriter(new StringWriter()),
                InputStream.nullInputStream(),
                false,
                false,
                Map.of(),
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }
}
