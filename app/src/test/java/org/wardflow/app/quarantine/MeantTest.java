package org.wardflow.app.quarantine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeantTest {
    private static final String ONE = "9f3c52ab" + "0".repeat(56);
    private static final String OTHER = "9f3c52ab" + "1".repeat(56);

    @Test
    void aTextThatIsTooShortForADigestIsToldWithWhatIsTaken() {
        for (String text : List.of("9f3c52a", "9F3C52AB", "not a digest", ONE + "0")) {
            assertThatThrownBy(() -> meant(text))
                    .hasMessageContainingAll(
                            "USAGE",
                            "Found: %s, of %s characters".formatted(text, text.length()),
                            "at least its first 8 characters, each 0 to 9 or a to f");
        }
        assertThatCode(() -> meant("9f3c52ab", ONE)).doesNotThrowAnyException();
    }

    @Test
    void theBeginningOfSeveralDigestsIsToldWithTheirNumber() {
        assertThatThrownBy(() -> meant("9f3c52ab").requireEach(found(ONE, OTHER)))
                .hasMessageContainingAll(
                        "USAGE", "9f3c52ab begins the digests of 2 messages", "give more of its 64 characters");
        assertThatCode(() -> meant("9f3c52ab0").requireEach(found(ONE))).doesNotThrowAnyException();
    }

    @Test
    void aDigestOfNoMessageIsToldAsSuch() {
        assertThatThrownBy(() -> meant(ONE, "0123456789").requireEach(found(ONE)))
                .hasMessageContainingAll("USAGE", "No message in quarantine", "0123456789 begins none");
    }

    @Test
    void oneDecisionIsAboutAHundredThousandMessagesAtMost() {
        Meant all = new Meant(new Selection("malformed_payload", null, null, null), List.of());
        Quarantine.Named one = new Quarantine.Named(ONE, false);
        assertThatCode(() -> all.requireEach(Collections.nCopies(100_000, one))).doesNotThrowAnyException();
        assertThatThrownBy(() -> all.requireEach(Collections.nCopies(100_001, one)))
                .hasMessageContainingAll("USAGE", "too many messages", "more than 100,000", "--hospital");
    }

    private static Meant meant(String... beginnings) {
        return new Meant(Selection.ALL, List.of(beginnings));
    }

    private static List<Quarantine.Named> found(String... digests) {
        return List.of(digests).stream()
                .map(digest -> new Quarantine.Named(digest, false))
                .toList();
    }
}
