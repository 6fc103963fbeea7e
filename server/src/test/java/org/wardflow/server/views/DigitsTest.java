package org.wardflow.server.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigitsTest {
    @Test
    void whatADoubleHoldsGoesAsANumberAndTheRestAsTextWithItsDigits() {
        assertThat(Digits.kept(List.of(
                        Arrays.asList(Digits.WHOLE_MAX, -Digits.WHOLE_MAX, 7, 0.25, null, "text"),
                        Arrays.asList(Digits.WHOLE_MAX + 1, -Digits.WHOLE_MAX - 1),
                        List.of(
                                new BigDecimal("123456789.123456"),
                                new BigDecimal("1.500000000000000000"),
                                new BigDecimal("1234567890.1234567")))))
                .containsExactly(
                        Arrays.asList(9007199254740991L, -9007199254740991L, 7, 0.25, null, "text"),
                        List.of("9007199254740992", "-9007199254740992"),
                        List.of(
                                new BigDecimal("123456789.123456"),
                                new BigDecimal("1.500000000000000000"),
                                "1234567890.1234567"));
    }
}
