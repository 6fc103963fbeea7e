package org.wardflow.flow.cycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.lake.TableName;

class FailedModelsTest {
    private static final TableName VISIT = TableName.parse("silver.visit");

    private final WardflowException why =
            new WardflowException(ErrorCode.MODEL_FAILED, "The model cannot be computed", "2 of a key", "correct it");
    private final FailedModels failed = new FailedModels();

    @Test
    void oneThatTookLongRestsUntilItsTextChangesOrItSucceeds() {
        failed.failed(VISIT, "a", why, Duration.ofMinutes(1));
        assertThat(failed.resting(VISIT, "a")).containsSame(why);
        assertThat(failed.resting(VISIT, "b")).isEmpty();
        assertThat(failed.resting(TableName.parse("silver.stay"), "a")).isEmpty();
        failed.succeeded(VISIT);
        assertThat(failed.resting(VISIT, "a")).isEmpty();
    }

    @Test
    void whatMayBeOverByItselfIsTriedWithEveryCycle() {
        for (ErrorCode passing : List.of(ErrorCode.DISK_FULL, ErrorCode.MEMORY_FULL, ErrorCode.TABLE_CORRUPT)) {
            failed.failed(VISIT, "a", new WardflowException(passing, "what", "found", "fix"), Duration.ofMinutes(1));
            assertThat(failed.resting(VISIT, "a")).as("%s", passing).isEmpty();
        }
    }

    @Test
    void oneThatFailsQuicklyIsTriedWithEveryCycle() {
        failed.failed(VISIT, "a", why, FailedModels.QUICK.minusMillis(1));
        assertThat(failed.resting(VISIT, "a")).isEmpty();
    }
}
