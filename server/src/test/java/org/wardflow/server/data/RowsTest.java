package org.wardflow.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowsTest {
    @Test
    void csvWritesAWholeNumberWithoutDecimalsAsTheCommandLineDoes() {
        Rows rows = new Rows(
                List.of("percent"),
                List.of(
                        List.of(new BigDecimal("75.0")),
                        List.of(new BigDecimal("94.50")),
                        List.of(new BigDecimal("100")),
                        List.of(new BigDecimal("0.00")),
                        Arrays.asList((Object) null)),
                false);
        assertThat(rows.csv()).isEqualTo("percent\r\n75\r\n94.5\r\n100\r\n0\r\n\r\n");
    }
}
