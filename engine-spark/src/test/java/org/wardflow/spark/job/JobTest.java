package org.wardflow.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JobTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static PrintStream to(OutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void whatIsWrongIsToldWithItsCodeAndHowToMendIt() {
        assertThat(Job.ended(new Lines(to(out), to(err)), "run")).isEqualTo(5);
        assertThat(out).hasToString("error\tUSAGE" + System.lineSeparator());
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no --home").contains("Fix:");
    }

    /** An argument that is none stands for a bug. */
    @Test
    void aBugIsToldInWordsToo() {
        assertThat(Job.ended(new Lines(to(out), to(err)), new String[] {null})).isEqualTo(5);
        assertThat(out).hasToString("error\tENGINE_FAILED" + System.lineSeparator());
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("The job on Spark failed")
                .contains("NullPointerException")
                .contains("Fix:")
                .doesNotContain("\tat ");
    }
}
