package org.wardflow.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The language of the process is changed meanwhile. */
@Isolated
class TextFunctionsTest {
    @Test
    void aTextInLowerCaseIsOfNoLanguage() {
        Locale before = Locale.getDefault();
        try {
            for (String language : new String[] {"tr-TR", "az", "lt", "en"}) {
                Locale.setDefault(Locale.forLanguageTag(language));
                assertThat(TextFunctions.lowerCase("CHIRURGIE PÉDIATRIQUE İ ΑΣ Ì 𐐀"))
                        .as(language)
                        .isEqualTo("chirurgie pédiatrique i ασ ì 𐐨");
            }
        } finally {
            Locale.setDefault(before);
        }
        assertThat(TextFunctions.lowerCase(null)).isNull();
    }
}
