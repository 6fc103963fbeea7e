package org.wardflow.app.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wardflow.app.control.ControlClient;
import org.wardflow.app.home.Home;
import org.wardflow.app.terminal.Cells;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "send",
        description = "Send one event into the running system, and wait until it is in gold.",
        footer = {"", "Exits with 1 if gold does not have it within a minute; it is stored and not lost then."})
final class Send implements Callable<Integer> {
    private final Wardflow wardflow;

    @Parameters(paramLabel = "EVENT", description = "The event's JSON; - reads it from the standard input.")
    private String event = "";

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Default: ${DEFAULT-VALUE}.")
    private String topic = "patient-flow";

    @Option(names = "--key", paramLabel = "KEY", description = "The record's key, which decides its partition.")
    private @Nullable String key;

    Send(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Override
    public Integer call() {
        Home home = Home.open(wardflow.home());
        ControlClient client = ControlClient.require(home.run(), home.folder());
        String text = event.equals("-") ? input() : event;
        ControlClient.Sent sent = client.send(topic, Optional.ofNullable(key), text.getBytes(StandardCharsets.UTF_8));
        wardflow.terminal()
                .out()
                .println("%s partition %s offset %s: %s"
                        .formatted(topic, sent.partition(), sent.offset(), became(sent)));
        boolean inGold = sent.inGold() && sent.quarantinedBy().isEmpty();
        return (inGold ? ExitCode.OK : ExitCode.NEGATIVE).number();
    }

    private static String became(ControlClient.Sent sent) {
        if (!sent.inGold()) {
            return "stored, but not in gold yet; ./wardflow status says why";
        }
        return sent.quarantinedBy()
                .map(rule -> "in quarantine, rule " + rule + "; ./wardflow quarantine show " + rule)
                .orElseGet(() -> "in gold after " + Cells.count(sent.took().toMillis()) + " ms");
    }

    private String input() {
        try {
            StringBuilder text = new StringBuilder();
            char[] buffer = new char[8_192];
            for (int n = wardflow.terminal().in().read(buffer);
                    n > 0;
                    n = wardflow.terminal().in().read(buffer)) {
                text.append(buffer, 0, n);
            }
            return text.toString().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
