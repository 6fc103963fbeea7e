package org.wardflow.app.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;

/** A command beside a process that cannot answer. */
class ControlClientTest {
    private static final Duration LIMIT = Duration.ofMillis(300);

    @TempDir
    Path run;

    /** The kernel takes the connection of a process that was stopped; nobody reads what comes. */
    @Test
    void aProcessThatDoesNotAnswerIsToldAndNotWaitedForForEver() throws IOException {
        try (ServerSocket stopped = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            process(stopped.getLocalPort()).write(run);
            assertThatThrownBy(() -> ControlClient.find(run, LIMIT))
                    .isInstanceOfSatisfying(
                            WardflowException.class,
                            silent -> assertThat(silent.code()).isEqualTo(ErrorCode.NOT_RUNNING))
                    .hasMessageContaining("does not answer")
                    .hasMessageContaining("kill -CONT");
        }
    }

    @Test
    void aPortThatNobodyHoldsIsNoProcess() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        process(port).write(run);
        assertThat(ControlClient.find(run, LIMIT)).isEmpty();
    }

    private static ProcessFile process(int port) {
        return new ProcessFile(ProcessHandle.current().pid(), port, "token", Instant.EPOCH, "");
    }
}
