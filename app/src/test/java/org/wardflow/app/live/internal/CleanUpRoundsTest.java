package org.wardflow.app.live.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.flow.cycle.CleanUp;
import org.wardflow.lake.MaintenanceReport;

class CleanUpRoundsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final List<String> done = new ArrayList<>();
    private final CleanUpRounds<String> rounds = new CleanUpRounds<>(this::ofFive, nanos::get);

    /** Each table takes half of what a round may. */
    private CleanUp ofFive(String of) {
        List<Supplier<MaintenanceReport>> tables = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            String table = of + i;
            tables.add(() -> clean(table));
        }
        return new CleanUp(tables);
    }

    private MaintenanceReport clean(String table) {
        nanos.addAndGet(CleanUpRounds.AT_ONCE.toNanos() / 2);
        done.add(table);
        if (table.startsWith("damaged") && table.endsWith("2")) {
            throw new WardflowException(ErrorCode.TABLE_CORRUPT, "what", "found", "fix");
        }
        if (table.startsWith("full")) {
            throw new WardflowException(ErrorCode.DISK_FULL, "what", "found", "fix");
        }
        return new MaintenanceReport(false, 0, 0, 0);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aCleanUpLeavesTimeBetweenItsTables() {
        assertThat(rounds.round("a", () -> false)).isFalse();
        assertThat(done).isEmpty();
        pass(CleanUpRounds.EVERY);

        assertThat(rounds.round("a", () -> false)).isFalse();
        assertThat(done).containsExactly("a1", "a2");
        assertThat(rounds.round("a", () -> false)).isFalse();
        assertThat(rounds.round("a", () -> false)).isTrue();
        assertThat(done).containsExactly("a1", "a2", "a3", "a4", "a5");

        assertThat(rounds.round("a", () -> false)).isFalse();
        assertThat(done).hasSize(5);
        pass(CleanUpRounds.EVERY);
        assertThat(rounds.round("a", () -> false)).isFalse();
        assertThat(done).hasSize(7);
    }

    /** Its tables may be open twice: nothing is done any more on what was closed. */
    @Test
    void aPipelineThatWasOpenedAnewIsNotCleanedUpAsTheOldOne() {
        pass(CleanUpRounds.EVERY);
        assertThat(rounds.round("a", () -> false)).isFalse();

        assertThat(rounds.round("b", () -> false)).isFalse();
        pass(CleanUpRounds.EVERY);
        assertThat(rounds.round("b", () -> false)).isFalse();

        assertThat(done).containsExactly("a1", "a2", "b1", "b2");
    }

    @Test
    void aDamagedTableIsToldWhenTheOthersAreDone() {
        pass(CleanUpRounds.EVERY);
        assertThat(rounds.round("damaged", () -> false)).isFalse();
        assertThat(rounds.round("damaged", () -> false)).isFalse();

        assertThatThrownBy(() -> rounds.round("damaged", () -> false))
                .isInstanceOfSatisfying(
                        WardflowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CORRUPT));
        assertThat(done).hasSize(5);
        assertThat(rounds.round("damaged", () -> false)).isFalse();
        assertThat(done).hasSize(5);
    }

    @Test
    void whatFailsIsTriedAgainInItsTime() {
        pass(CleanUpRounds.EVERY);
        assertThatThrownBy(() -> rounds.round("full", () -> false)).isInstanceOf(WardflowException.class);

        assertThat(rounds.round("full", () -> false)).isFalse();
        assertThat(done).hasSize(1);
        pass(CleanUpRounds.EVERY);
        assertThatThrownBy(() -> rounds.round("full", () -> false)).isInstanceOf(WardflowException.class);
    }

    @Test
    void nothingIsBegunOnceItIsToStop() {
        pass(CleanUpRounds.EVERY);

        assertThat(rounds.round("a", () -> true)).isFalse();
        assertThat(done).isEmpty();
    }

    @Test
    void aCleanUpThatTakesLongComesLessOften() {
        assertThat(CleanUpRounds.untilNext(Duration.ZERO)).isEqualTo(CleanUpRounds.EVERY);
        assertThat(CleanUpRounds.untilNext(Duration.ofSeconds(1))).isEqualTo(CleanUpRounds.EVERY);
        assertThat(CleanUpRounds.untilNext(Duration.ofSeconds(8)))
                .isEqualTo(Duration.ofSeconds(8L * CleanUpRounds.SHARE));
    }
}
