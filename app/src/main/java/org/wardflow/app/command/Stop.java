package org.wardflow.app.command;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.wardflow.app.control.ControlClient;
import org.wardflow.app.control.ProcessFile;
import org.wardflow.app.home.Home;
import picocli.CommandLine.Command;

@Command(name = "stop", description = "Stop the process that runs this home, and wait until it has ended.")
final class Stop implements Callable<Integer> {
    /** Longer than a tidy end takes. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final Wardflow wardflow;

    Stop(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        Home home = Home.open(wardflow.home());
        ControlClient client = ControlClient.require(home.run(), home.folder());
        ProcessFile process = client.process();
        client.stop();
        CompletableFuture<Boolean> ended = ProcessHandle.of(process.pid())
                .map(handle -> handle.onExit().thenApply(exited -> true))
                .orElseGet(() -> CompletableFuture.completedFuture(true));
        boolean stopped = ended.completeOnTimeout(false, LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        wardflow.terminal()
                .out()
                .println("Process %s %s".formatted(process.pid(), stopped ? "has stopped" : "is still stopping"));
        return (stopped ? ExitCode.OK : ExitCode.NEGATIVE).number();
    }
}
