package org.wardflow.flow.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RememberedTextsTest {
    private final RememberedTexts texts = new RememberedTexts();

    @Test
    void aTextIsSplitOnce() {
        SqlText first = texts.of("select 1 from silver.visit");
        assertThat(texts.of("select 1 from silver.visit")).isSameAs(first);
        assertThat(texts.of("select 2 from silver.visit")).isNotSameAs(first);
        assertThat(first.tables()).containsOnlyKeys("silver.visit");
        assertThat(texts.chars()).isEqualTo(2 * "select 1 from silver.visit".length());
    }

    @Test
    void textsThatNobodyAskedForLongestGoFirst() {
        String used = "select 'used'";
        SqlText first = texts.of(used);
        for (int i = 0; i < 3 * RememberedTexts.CHARS_MAX / 40_000; i++) {
            var unused = texts.of("-- ".repeat(13_333) + i);
            assertThat(texts.of(used)).isSameAs(first);
            assertThat(texts.chars()).isLessThanOrEqualTo(RememberedTexts.CHARS_MAX);
        }
        assertThat(texts.chars()).isGreaterThan(RememberedTexts.CHARS_MAX - 40_000);
    }

    @Test
    void aLongTextIsNotRemembered() {
        String text = " ".repeat(RememberedTexts.TEXT_CHARS_MAX + 1);
        assertThat(texts.of(text)).isNotSameAs(texts.of(text));
        assertThat(texts.chars()).isZero();
    }
}
