package org.wardflow.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardflow.core.EngineLost;

class FailuresTest {
    private static final String ABORTED = "Job aborted due to stage failure: Task 0 in stage 1.0 failed 1 times: ";

    @Test
    void aPlanThatSparkGotWrongIsNobodysSql() {
        assertThatThrownBy(() -> failing(new IllegalArgumentException(
                        "Can't zip RDDs with unequal numbers of partitions: List(16, 32)")))
                .hasMessageContaining("WARDFLOW-4005 ENGINE_FAILED: A query failed")
                .hasMessageContaining("Found: IllegalArgumentException");
    }

    @Test
    void aTaskLostIsNobodysSql() {
        assertThatThrownBy(() -> failing(new SparkException(ABORTED + "ExecutorLostFailure (executor 1 exited)")))
                .hasMessageContaining("WARDFLOW-4005 ENGINE_FAILED");
    }

    /** Tried again, it would fail again for as long as the process lives. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Job 7 cancelled because SparkContext was shut down",
                "Cannot call methods on a stopped SparkContext."
            })
    void aSparkThatHasEndedEndsTheProcess(String said) {
        assertThatThrownBy(() -> failing(new IllegalStateException(said)))
                .isInstanceOfSatisfying(
                        EngineLost.class,
                        lost -> assertThat(lost.reason())
                                .hasMessageContaining("WARDFLOW-4005 ENGINE_FAILED: A query failed")
                                .hasMessageContaining("start it again"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[CAST_INVALID_INPUT] The value 'Jane' of the type \"STRING\" cannot be cast. SQLSTATE: 22018",
                "[ARITHMETIC_OVERFLOW] integer overflow. SQLSTATE: 22003",
                "[SCALAR_SUBQUERY_TOO_MANY_ROWS] More than one row returned. SQLSTATE: 21000",
                "[FAILED_EXECUTE_UDF] User defined function failed. SQLSTATE: 39000"
            })
    void aValueIsAtFaultAlsoWhereAnExecutorSaysSoAsText(String said) {
        assertThatThrownBy(() -> failing(new SparkException(ABORTED + "SparkRuntimeException: " + said)))
                .hasMessageContaining("WARDFLOW-4006 SQL_FAILED")
                .hasMessageNotContaining("Jane");
    }

    /** Else the whole process ends, with a stack that nobody can do anything with. */
    @Test
    void aStackThatIsFullAndALibraryThatIsMissingAreOursToo() {
        assertThatThrownBy(() -> failing(new StackOverflowError()))
                .hasMessageContaining("WARDFLOW-4005 ENGINE_FAILED: A query failed")
                .hasMessageContaining("deeper than a thread's stack");
        assertThatThrownBy(() -> failing(new NoClassDefFoundError("org/apache/kafka/Some")))
                .hasMessageContaining("WARDFLOW-4005 ENGINE_FAILED: A query failed")
                .hasMessageContaining("NoClassDefFoundError org/apache/kafka/Some")
                .hasMessageContaining("docs/spark.md");
        assertThatThrownBy(() -> failing(new ExceptionInInitializerError(new IllegalStateException("Jane"))))
                .hasMessageContaining("docs/spark.md")
                .hasMessageNotContaining("Jane");
    }

    @Test
    void aClusterThatDoesNotAnswerIsNamedWithWhatItMayAskFor() {
        assertThatThrownBy(() -> failing(new IllegalStateException("LiveListenerBus is stopped.")))
                .hasMessageContaining("WARDFLOW-4005 ENGINE_FAILED")
                .hasMessageContaining("no master answers")
                .hasMessageContaining("docs/spark.md");
    }

    @Test
    void whatNobodyForesawIsToldWithoutItsMessage() {
        assertThat(Failures.unexpected("The job failed", new AssertionError("Jane")))
                .hasMessageContaining("WARDFLOW-4005 ENGINE_FAILED: The job failed")
                .hasMessageContaining("AssertionError")
                .hasMessageNotContaining("Jane");
    }

    private static void failing(Exception failure) {
        Object unused = Failures.translating("A query failed", () -> {
            throw failure;
        });
    }

    private static void failing(Error failure) {
        Object unused = Failures.translating("A query failed", () -> {
            throw failure;
        });
    }
}
